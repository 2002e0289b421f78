import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { loadPages } from '../load-pages.ts';
import { loadSignatures } from '../load-signatures.ts';
import { codeRecord, codesRecord, signaturesRecord } from './records.ts';
import { jsonSchemaOf, SCHEMA_FILES, type SchemaName } from './schemas.ts';

const site = new URL('https://5xx.example');
const pages = loadPages(process.cwd()).pages.codes.map(({ data }) => data);

/** As a program that has only the files would: parse, then validate. */
function faults(name: SchemaName, record: unknown): string[] {
  const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { uri: URL.canParse } });
  const validate = ajv.compile(JSON.parse(JSON.stringify(jsonSchemaOf(name, site))));
  validate(JSON.parse(JSON.stringify(record)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the open data', () => {
  test('has a schema for each kind of file', () => {
    expect(Object.keys(SCHEMA_FILES)).toEqual(['codes', 'code', 'signatures']);
  });

  test('lists every code, as its schema says', () => {
    const record = codesRecord(pages, site);
    expect(faults('codes', record)).toEqual([]);
    expect(record.codes.map(({ code }) => code)).toContain(502);
    expect(record.codes).toHaveLength(pages.length);
  });

  test.each(pages.map((page) => [page.code, page] as const))(
    '%i is as its schema says',
    (_code, page) => {
      expect(faults('code', codeRecord(page, site))).toEqual([]);
    },
  );

  test('signatures are as their schema says', () => {
    expect(faults('signatures', signaturesRecord(loadSignatures(process.cwd()), site))).toEqual([]);
  });

  test('the schema refuses what is not promised', () => {
    const record = codesRecord(pages, site);
    const codes = record.codes.map((one) => ({ ...one, code: 'five hundred', more: 1 }));
    const found = faults('codes', { ...record, version: '0', codes: codes.slice(0, 1) });
    expect(found).toEqual(
      expect.arrayContaining([
        '/version must be equal to constant',
        '/codes/0/code must be integer',
        '/codes/0 must NOT have additional properties',
      ]),
    );
  });

  test('names every source it cites', () => {
    for (const page of pages) {
      const { fieldMarks, platforms, sources } = codeRecord(page, site);
      for (const { source } of [...fieldMarks, ...platforms])
        expect(sources).toHaveProperty(source);
    }
  });
});

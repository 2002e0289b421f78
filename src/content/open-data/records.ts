// Puts the open data together from pages, facts and signatures. It writes no files; src/pages/api does.
import type { z } from 'astro/zod';
import { codeFacts, factById, sourceById } from '../facts.ts';
import type { SignatureFiles } from '../load-signatures.ts';
import type { CodePage } from '../schemas/code-page.ts';
import {
  type codeFile,
  type codesFile,
  LICENCE,
  type SchemaName,
  schemaAddress,
  type signaturesFile,
  VERSION,
} from './schemas.ts';

type CodesFile = z.infer<typeof codesFile>;
type CodeFile = z.infer<typeof codeFile>;
type SignaturesFile = z.infer<typeof signaturesFile>;

const head = (name: SchemaName, site: URL) =>
  ({
    $schema: schemaAddress(name, site),
    version: VERSION,
    licence: LICENCE,
  }) as const;

const at = (path: string, site: URL): string => new URL(path, site).href;

/** `/502#x` and `/502` as the site's pages have them, with the slash. */
const pageAt = (path: string, site: URL): string =>
  at(path.replace(/^([^#]*[^#/])(#|$)/, '$1/$2'), site);

/** Every code, each with the address of its file. */
export function codesRecord(pages: readonly CodePage[], site: URL): CodesFile {
  const codes = pages
    .toSorted((a, b) => a.code - b.code)
    .map(({ code, title, meaning, list, summary, updated }) => ({
      code,
      name: title,
      meaning,
      list,
      summary,
      url: at(`/${code}/`, site),
      markdown: at(`/${code}.md`, site),
      data: at(`/api/codes/${code}.json`, site),
      updated,
    }));
  return { ...head('codes', site), codes };
}

/** Everything about one code. */
export function codeRecord(page: CodePage, site: URL): CodeFile {
  const { code, title, meaning, visitor, list, summary, confusedWith, updated } = page;
  const { spec, quote, causes } = codeFacts(code);
  const anchor = (id: string): string => at(`/${code}/#${id}`, site);
  const platforms = causes.map(({ id, platform, cause, lookFor }) => {
    const { source, status, version, checked } = factById(id);
    return { id, platform, cause, lookFor, source, status, version, checked };
  });
  const used = [
    ...page.fieldMarks.map(({ source }) => source),
    ...page.causes.flatMap(({ sources }) => sources),
    ...platforms.map(({ source }) => source),
  ];
  return {
    ...head('code', site),
    code,
    name: title,
    meaning,
    visitor,
    list,
    summary,
    specification: spec
      ? {
          document: spec.document,
          section: spec.section,
          url: spec.url,
          quote: quote?.text ?? null,
        }
      : null,
    fieldMarks: page.fieldMarks.map((mark) => ({ ...mark, url: anchor(mark.id) })),
    causes: page.causes.map((cause) => ({
      ...cause,
      url: anchor(cause.id),
      lab: cause.lab === undefined ? null : at(`/labs/${cause.lab}/`, site),
    })),
    platforms,
    confusedWith,
    sources: citations(used),
    url: at(`/${code}/`, site),
    markdown: at(`/${code}.md`, site),
    updated,
  };
}

/** What Diagnose knows: literal words, codes in fields, and the causes they name. */
export function signaturesRecord({ files, causes }: SignatureFiles, site: URL): SignaturesFile {
  const signatures = files.flatMap(({ data }) =>
    data.signatures.map((one) => ({ ...one, hop: one.hop ?? data.hop })),
  );
  const tables = files.flatMap(({ data }) => data.tables.map((one) => ({ ...one, hop: data.hop })));
  return {
    ...head('signatures', site),
    signatures,
    tables,
    causes: causes.map((cause) => ({
      ...cause,
      links: cause.links.map((link) => pageAt(link, site)),
    })),
    sources: citations([...signatures, ...tables].flatMap(({ source, also }) => [source, ...also])),
  };
}

function citations(ids: readonly string[]): CodeFile['sources'] {
  const unique = [...new Set(ids)].toSorted();
  return Object.fromEntries(
    unique.map((id) => {
      const { title, url, version, checked } = sourceById(id);
      return [id, { title, ...(url !== undefined && { url }), version, checked }];
    }),
  );
}

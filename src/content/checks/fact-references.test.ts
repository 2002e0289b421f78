import { describe, expect, test } from 'vitest';
import { type FactFiles, loadFacts } from '../load-facts.ts';
import { checkFactReferences } from './fact-references.ts';

const real = loadFacts(process.cwd());
const messages = (files: FactFiles) =>
  checkFactReferences(files).map(({ file, field, message }) => `${file}: ${field}: ${message}`);

const rule = { id: 'spec.new', fact: 'A new rule.', source: 'rfc9110', status: 'read' } as const;

describe('checkFactReferences', () => {
  test('finds nothing in the project’s own facts', () => {
    expect(messages(real)).toEqual([]);
  });

  test('names both files of an id that is used twice', () => {
    const twice = { ...rule, id: 'nginx.proxy-read-timeout' };
    expect(messages({ ...real, rules: [twice] })).toEqual([
      'content/facts/platforms/nginx.yaml: nginx.proxy-read-timeout: ' +
        'this fact id is also used in content/facts/rules.yaml',
    ]);
  });

  test('names a source id that is used twice', () => {
    const sources = [...real.sources, ...real.sources.filter(({ id }) => id === 'rfc9110')];
    expect(messages({ ...real, sources })).toEqual([
      'content/facts/sources.yaml: rfc9110: this source id is used twice',
    ]);
  });

  test('names a source that does not exist', () => {
    expect(messages({ ...real, rules: [{ ...rule, source: 'rfc0' }] })).toEqual([
      'content/facts/rules.yaml: spec.new source: no source rfc0 in sources.yaml',
    ]);
    expect(messages({ ...real, rules: [{ ...rule, also: ['hearsay'] }] })).toEqual([
      'content/facts/rules.yaml: spec.new source: no source hearsay in sources.yaml',
    ]);
  });

  test('names a conflict that does not exist', () => {
    expect(messages({ ...real, rules: [{ ...rule, conflict: 'conflict.none' }] })).toEqual([
      'content/facts/rules.yaml: spec.new conflict: no conflict conflict.none in conflicts.yaml',
    ]);
  });

  test('names a platform that does not exist', () => {
    const failures = real.failures.slice(0, 1).map((failure) => ({
      ...failure,
      platforms: failure.platforms.slice(0, 1).map((row) => ({ ...row, platform: 'lighttpd' })),
    }));
    expect(messages({ ...real, failures })).toEqual([
      'content/facts/failures.yaml: failure.connection-refused.nginx platform: ' +
        'no file platforms/lighttpd.yaml',
    ]);
  });

  test('names an error type that RFC 9209 does not have', () => {
    const failures = real.failures
      .slice(0, 1)
      .map((failure) => ({ ...failure, proxyStatus: ['proxy-status.connection-lost'] }));
    expect(messages({ ...real, failures })).toEqual([
      'content/facts/failures.yaml: failure.connection-refused proxyStatus: ' +
        'no error type proxy-status.connection-lost in proxy-status.yaml',
    ]);
  });

  test('looks at the sources of codes, tables and conflicts too', () => {
    const codes = real.codes.slice(0, 1).map((code) => ({ ...code, source: 'nowhere' }));
    const platforms = real.platforms.map((platform) => ({
      ...platform,
      tables: platform.tables.map((table) => ({ ...table, source: 'nowhere', rows: [] })),
    }));
    const conflicts = real.conflicts.map((conflict) => ({ ...conflict, sources: ['nowhere'] }));
    const found = messages({ ...real, codes, platforms, conflicts }).join('\n');
    expect(found).toContain('content/facts/codes/408.yaml: source: no source nowhere');
    expect(found).toContain('platforms/nginx.yaml: nginx.log-phases source: no source nowhere');
    expect(found).toContain('conflicts.yaml: conflict.mdn-502-or-504: no source nowhere');
  });
});

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { loadFacts } from './load-facts.ts';

let copy: string | undefined;

afterEach(() => {
  if (copy !== undefined) rmSync(copy, { recursive: true });
  copy = undefined;
});

/** A copy of the project's facts with one file changed; the folder to load from. */
function changed(file: string, change: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'facts-'));
  copy = folder;
  cpSync('content/facts', join(folder, 'content/facts'), { recursive: true });
  const path = join(folder, 'content/facts', file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return folder;
}

describe('loadFacts', () => {
  test('loads every code of the sheet, in order', () => {
    const codes = loadFacts(process.cwd()).codes.map(({ code }) => code);
    expect(codes).toEqual([
      408, 429, 444, 499, 500, 501, 502, 503, 504, 505, 506, 507, 508, 509, 510, 511, 520, 521, 522,
      523, 524, 525, 526, 527, 529, 530, 540, 555, 560, 561, 598, 599,
    ]);
  });

  test('names file and field of a fact without a status', () => {
    const root = changed('platforms/caddy.yaml', (text) => text.replace(/^ +status: read\n/m, ''));
    expect(() => loadFacts(root)).toThrow(
      /content\/facts\/platforms\/caddy\.yaml: rules\[0\]\.status/,
    );
  });

  test('refuses a default that names no version', () => {
    const root = changed('platforms/nginx.yaml', (text) => text.replace(/^ +version: .*\n/m, ''));
    expect(() => loadFacts(root)).toThrow(/platforms\/nginx\.yaml: defaults\[0\]\.version/);
  });

  test('refuses a field nobody knows', () => {
    const root = changed('rules.yaml', (text) => text.replace('section:', 'secton:'));
    expect(() => loadFacts(root)).toThrow(/rules\.yaml: rules\[0\]: .*secton/);
  });

  test('refuses a file that is not named after what it holds', () => {
    const root = changed('codes/502.yaml', (text) => text.replace('code: 502', 'code: 512'));
    expect(() => loadFacts(root)).toThrow(/codes\/502\.yaml: code: .*must be named 512\.yaml/);
  });

  test('names a file that is missing', () => {
    const root = changed('rules.yaml', (text) => text);
    rmSync(join(root, 'content/facts/conflicts.yaml'));
    expect(() => loadFacts(root)).toThrow(/conflicts\.yaml: the file: does not exist/);
  });
});

// Every signature and table holds what its file promises: its examples are recognised, its near miss is not.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSignatures } from '../../content/checks/signature-references.ts';
import { loadFacts } from '../../content/load-facts.ts';
import { knowledgeOf, loadSignatures } from '../../content/load-signatures.ts';
import { buildMatcher } from '../../diagnose/index.ts';
import { findMatches } from '../../diagnose/match.ts';
import { recognise } from '../../diagnose/recognise.ts';

const files = loadSignatures(process.cwd());
const matcher = buildMatcher(knowledgeOf(files));
const idsIn = (text: string): string[] =>
  findMatches(matcher, recognise(text), text).map(({ id }) => id);

test('ids, causes and sources hold together', () => {
  const sources = new Set(loadFacts(process.cwd()).sources.map(({ id }) => id));
  expect(checkSignatures(files, sources)).toEqual([]);
});

test('causes lead to pages and anchors that exist', () => {
  const dead = files.causes
    .flatMap(({ links }) => links)
    .filter((link) => {
      const [page, anchor] = link.slice(1).split('#');
      const path = `content/codes/${page}.mdx`;
      if (!existsSync(path)) return true;
      return anchor !== undefined && !readFileSync(path, 'utf8').includes(`id: ${anchor}\n`);
    });
  expect(dead).toEqual([]);
});

describe.each(files.files)('$file', ({ data }) => {
  const entries = [...data.signatures, ...data.tables];
  test.each(entries)('$id knows its examples and not its near miss', (entry) => {
    const own = (text: string): boolean =>
      idsIn(text).some((id) => id === entry.id || id.startsWith(`${entry.id}.`));
    expect(entry.examples.filter((text) => !own(text))).toEqual([]);
    expect(own(entry.nearMiss)).toBe(false);
  });
});

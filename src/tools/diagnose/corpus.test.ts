// The corpus: lines and pages the signatures were not written from. It holds recordings of real nginx, and public formats
// with other hosts, ports, dates and versions; and lines that are nobody's 5xx.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knowledgeOf, loadSignatures } from '../../content/load-signatures.ts';
import { buildMatcher, diagnose, maskSecrets } from '../../diagnose/index.ts';
import { readPastes } from './read-pastes.ts';

interface Labelled {
  readonly id: string;
  readonly text: string;
  readonly hop: string;
  readonly cause: string;
}

const SHARE_RIGHT = 0.95;
const CONFIDENT = 0.5;

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'corpus', name), 'utf8');
const labelled: readonly Labelled[] = read('recognised.jsonl')
  .trim()
  .split('\n')
  .map((line): Labelled => JSON.parse(line));
const unrelated = readPastes(read('unrelated.jsonl'));
const matcher = buildMatcher(knowledgeOf(loadSignatures(process.cwd())));

test('names hop and cause of 95 in 100 of at least 300 pastes', () => {
  expect(labelled.length).toBeGreaterThanOrEqual(300);
  const wrong = labelled.filter(({ text, hop, cause }) => {
    const answer = diagnose(text, matcher);
    return answer.hop !== hop || answer.cause !== cause || answer.confidence < CONFIDENT;
  });
  const share = 1 - wrong.length / labelled.length;
  expect(share, wrong.map(({ id }) => id).join(' ')).toBeGreaterThanOrEqual(SHARE_RIGHT);
});

test('is sure of nothing in at least 50 unrelated pastes', () => {
  expect(unrelated.length).toBeGreaterThanOrEqual(50);
  const sure = unrelated.filter(({ text }) => diagnose(text, matcher).confidence >= CONFIDENT);
  expect(sure.map(({ id, text }) => `${id} ${text}`)).toEqual([]);
});

test('a masked paste gets the same verdict', () => {
  const changed = labelled.filter(({ text }) => {
    const { hop, cause } = diagnose(text, matcher);
    const masked = diagnose(maskSecrets(text), matcher);
    return masked.hop !== hop || masked.cause !== cause;
  });
  expect(changed.map(({ id }) => id)).toEqual([]);
});

test('the highlighted words lie in the paste, in order', () => {
  for (const { text } of labelled) {
    let last = 0;
    for (const { from, to } of diagnose(text, matcher).spans) {
      expect(from).toBeGreaterThanOrEqual(last);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(text.length);
      last = to;
    }
  }
});

test('time grows with the length of the paste, not faster', () => {
  const nasty = 'upstream timed out (110: while "GET / connect() failed (111 at=error code=H1 ';
  const timeOf = (repeats: number): number => {
    const paste = nasty.repeat(repeats);
    const startedMs = performance.now();
    diagnose(paste, matcher);
    return performance.now() - startedMs;
  };
  timeOf(200);
  const short = Math.min(timeOf(200), timeOf(200), timeOf(200));
  expect(timeOf(2000)).toBeLessThan(short * 10 * 6 + 200);
});

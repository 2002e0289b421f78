import { expect, test } from 'vitest';
import { haystackOf } from './haystack.ts';
import { compilePattern, findPattern } from './pattern.ts';

const found = (pattern: string, text: string): string | undefined => {
  const span = findPattern(compilePattern(pattern), haystackOf(text));
  return span === undefined ? undefined : text.slice(span.from, span.to);
};

test('finds literal words whatever their capitals and white space', () => {
  expect(found('no live upstreams', 'x NO  live\n upstreams y')).toBe('NO  live\n upstreams');
});

test('a number fits only digits, a name only a run without spaces', () => {
  expect(found('failed (<n>: refused)', 'a failed (111: refused)')).toBe('failed (111: refused)');
  expect(found('failed (<n>: refused)', 'a failed (abc: refused)')).toBeUndefined();
  expect(found('to <host> failed', 'to 10.0.0.1:80 failed')).toBe('to 10.0.0.1:80 failed');
  expect(found('to <host> failed', 'to a b failed')).toBeUndefined();
});

test('one of several texts, and text left out', () => {
  expect(found('while <reading|sending> upstream', 'while sending upstream')).toBeDefined();
  expect(found('a <b|c> d', 'a x d')).toBeUndefined();
  expect(found('begin ... end', 'begin anything at all end')).toBe('begin anything at all end');
});

test('does not begin or end within a word', () => {
  expect(found('error 522', 'error 5221')).toBeUndefined();
  expect(found('H12', 'XH12')).toBeUndefined();
});

test('sees through character references, escaped quotes and typographic quotes', () => {
  expect(found("didn't respond", 'didn&#39;t respond')).toBe('didn&#39;t respond');
  expect(found('zone "<z>"', '{"m":"zone \\"api\\""}')).toBe('zone \\"api\\"');
  expect(found("it's", 'it\u2019s')).toBe('it\u2019s');
});

test('refuses a pattern that begins with a gap', () => {
  expect(() => compilePattern('<n> errors')).toThrow('no literal text at the beginning');
});

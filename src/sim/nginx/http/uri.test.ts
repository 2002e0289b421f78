import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapePath, extensionOf, normalisePath } from './uri.ts';

const path = (target: string): string | null =>
  normalisePath(target, { mergeSlashes: true })?.path ?? null;

it.each([
  ['/a/../b', '/b'],
  ['/a/./b/', '/a/b/'],
  ['//a///b', '/a/b'],
  ['/a%2e%2e', '/a..'],
  ['/a/%2e%2e/b', '/b'],
  ['/a%2Fb', '/a/b'],
  ['/a/..', '/'],
  ['/a%3Fb', '/a?b'],
  ['/a#b', '/a'],
  ['/..', null],
  ['/a/../../b', null],
  ['/%zz', null],
  ['/%00', null],
  ['/%', null],
])('%s becomes %s', (target, expected) => {
  expect(path(target)).toBe(expected);
});

it('keeps what follows the question mark', () => {
  expect(normalisePath('/a/%41?b=%41#c', { mergeSlashes: true })).toEqual({
    path: '/a/A',
    args: 'b=%41',
  });
});

it('escapes so that normalising gives the same path back', () => {
  const segment = fc
    .string({ unit: 'binary-ascii', minLength: 1 })
    .filter((text) => !/[/.\0]/.test(text));
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
      const text = `/${segments.join('/')}`;
      expect(path(escapePath(text))).toBe(text);
    }),
  );
});

it('finds the extension of the last segment only', () => {
  expect(['/a.b/c', '/a/b.html', '/a.tar.gz', '/.hidden'].map(extensionOf)).toEqual([
    '',
    'html',
    'gz',
    '',
  ]);
});

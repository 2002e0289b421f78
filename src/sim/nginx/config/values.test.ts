import { expect, it } from 'vitest';
import { parseNumber, parseOffset, parseSize, parseTime } from './values.ts';

it('sizes know k and m, offsets g as well', () => {
  expect(['8', '4k', '1M', '1g', '', '-1', '1kb'].map(parseSize)).toEqual([
    8,
    4096,
    1_048_576,
    null,
    null,
    null,
    null,
  ]);
  expect(parseOffset('1g')).toBe(1024 ** 3);
  expect([parseNumber('12'), parseNumber('1x')]).toEqual([12, null]);
});

it.each([
  ['60', 60_000],
  ['500ms', 500],
  ['1h30m', 5_400_000],
  ['1m 30s', 90_000],
  ['1d', 86_400_000],
  ['1M', 2_592_000_000],
  ['5s1m', null],
  ['1.5s', null],
  ['soon', null],
  ['', null],
])('the time %s', (text, ms) => {
  expect(parseTime(text, { wholeSeconds: false })).toBe(ms);
});

it('times in whole seconds have no milliseconds', () => {
  expect(parseTime('100ms', { wholeSeconds: true })).toBeNull();
});

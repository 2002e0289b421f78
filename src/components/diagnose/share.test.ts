import { expect, test } from 'vitest';
import { fragmentOf, pasteOf } from './share.ts';

test('a paste comes back as it was', () => {
  const paste = 'HTTP/1.1 502 Bad Gateway\nX: "ü" #1 %41\n';
  expect(pasteOf(fragmentOf(paste) ?? '')).toBe(paste);
});

test('too long, foreign and broken fragments give nothing', () => {
  expect(fragmentOf('x'.repeat(6001))).toBeUndefined();
  expect(pasteOf('#main')).toBeUndefined();
  expect(pasteOf('#paste=%E0%A4%A')).toBeUndefined();
});

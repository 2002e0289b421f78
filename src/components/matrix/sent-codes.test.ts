import { describe, expect, test } from 'vitest';
import { facts } from '../../content/facts.ts';
import { differs, sentLabel } from './sent-codes.ts';

describe('sentLabel', () => {
  test.each([
    [502, '502', [502], false],
    ['502 or 503', '502 or 503', [502, 503], false],
    ["502 or 503 in Google's table (504 in field reports)", '502 or 503', [502, 503], true],
    ['503 (manual: 502 or 503)', '503', [503], true],
    ['no 502: the bytes go to the client', 'no code', [], true],
    ['unchanged (200 in the log)', 'unchanged', [], true],
    [0, '0', [], false],
    ['-1 in the log', 'no code', [], true],
  ] as const)('%s', (sends, label, codes, isCut) => {
    expect(sentLabel(sends)).toEqual({ label, codes, isCut });
  });

  test('no cell of the facts is left without a label', () => {
    for (const { sends } of facts.matrix) expect(sentLabel(sends).label).not.toBe('');
  });
});

describe('differs', () => {
  test('only where both name a code, and none is the same', () => {
    expect(differs(503, [502])).toBe(true);
    expect(differs('502 or 503', [502])).toBe(false);
    expect(differs('unchanged', [502])).toBe(false);
    expect(differs(499, [])).toBe(false);
  });
});

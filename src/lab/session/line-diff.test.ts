import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffHunks, lineDiff } from './line-diff.ts';

const side = (lines: ReturnType<typeof lineDiff>, left: 'removed' | 'added'): string =>
  lines
    .filter(({ kind }) => kind === 'kept' || kind === left)
    .map(({ text }) => text)
    .join('\n');

describe('two texts, line by line', () => {
  it('show what was taken out and put in, in place', () => {
    expect(lineDiff('a\nb\nc\n', 'a\nx\nc\n')).toEqual([
      { kind: 'kept', text: 'a' },
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
      { kind: 'kept', text: 'c' },
    ]);
  });

  it('are both there, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const lines = lineDiff(a.join('\n'), b.join('\n'));
        expect(side(lines, 'removed')).toBe(a.join('\n'));
        expect(side(lines, 'added')).toBe(b.join('\n'));
      }),
    );
  });

  it('leave out what is far from a change', () => {
    const before = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    const after = before.with(10, 'new');
    const hunks = diffHunks(lineDiff(before.join('\n'), after.join('\n')), 1);
    expect(hunks.map((line) => line && `${line.kind} ${line.text}`)).toEqual([
      null,
      'kept line 9',
      'removed line 10',
      'added new',
      'kept line 11',
      null,
    ]);
  });
});

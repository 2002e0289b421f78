import { describe, expect, it } from 'vitest';
import { isDone, mergeProgress, noProgress, readProgress, writeProgress } from './progress.ts';

const half = { reached: ['a'], total: 2, hints: 1, sawSolution: false };

describe('progress', () => {
  it('comes back from its text', () => {
    expect(readProgress(writeProgress({ 'null-items': half }))).toEqual({ 'null-items': half });
  });

  it.each(['', 'null', '[]', '{"version":2,"labs":{}}', '{"version":1,"labs":7}'])(
    'is not read from %s',
    (text) => {
      expect(readProgress(text)).toBeNull();
    },
  );

  it('leaves out what makes no sense', () => {
    const text =
      '{"version":1,"labs":{"a":{"reached":["x",7],"total":-1},"../b":{"reached":[]},"c":1}}';
    expect(readProgress(text)).toEqual({ a: { ...noProgress, reached: ['x'] } });
  });

  it('loses nothing that was reached when two are laid together', () => {
    const other = { reached: ['b'], total: 2, hints: 0, sawSolution: true };
    const merged = mergeProgress({ lab: half }, { lab: other, next: half });
    expect(merged).toEqual({
      lab: { reached: ['a', 'b'], total: 2, hints: 1, sawSolution: true },
      next: half,
    });
    expect(isDone(merged['lab'] ?? noProgress)).toBe(true);
    expect(isDone(noProgress)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { parseBlockMeta } from './shiki-lines.ts';

describe('parseBlockMeta', () => {
  it('reads title, marked lines and numbers in any order', () => {
    const meta = parseBlockMeta('{3,7-9} numbers title="my file.ts"');
    expect(meta.title).toBe('my file.ts');
    expect([...meta.marked]).toEqual([3, 7, 8, 9]);
    expect(meta.numbersFrom).toBe(1);
  });

  it('takes nothing from nothing', () => {
    const meta = parseBlockMeta('');
    expect(meta).toEqual({ title: undefined, marked: new Set(), numbersFrom: undefined });
  });

  it('refuses words it does not know', () => {
    expect(() => parseBlockMeta('titel="a.ts"')).toThrow(/cannot read "titel="a.ts""/);
  });

  it('refuses what is no line and a range that runs backwards', () => {
    expect(() => parseBlockMeta('{a}')).toThrow(/not a line/);
    expect(() => parseBlockMeta('{9-7}')).toThrow(/backwards/);
  });
});

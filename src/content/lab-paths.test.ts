import { describe, expect, it } from 'vitest';
import { readLabPaths } from './lab-paths.ts';
import { labSlugs } from './labs.ts';

describe('readLabPaths', () => {
  it('names only labs that exist, and none twice on one path', () => {
    for (const { labs } of readLabPaths(labSlugs())) {
      expect(new Set(labs).size).toBe(labs.length);
    }
  });

  it('refuses a lab that does not exist', () => {
    expect(() => readLabPaths([])).toThrow(/beginners: there is no lab null-items/);
  });
});

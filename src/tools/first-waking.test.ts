import { describe, expect, it } from 'vitest';
import { overFirstWaking, summariseWaking, WAKING_LIMIT_BYTES } from './first-waking.ts';

const part = (brotliBytes: number) => ({
  step: 'rings',
  rawBytes: 4 * brotliBytes,
  gzipBytes: 2 * brotliBytes,
  brotliBytes,
});

describe('overFirstWaking', () => {
  it('is content with what is within the budget', () => {
    expect(overFirstWaking([part(WAKING_LIMIT_BYTES - 1), part(1)])).toEqual([]);
  });

  it('names the bytes when all steps together are over it', () => {
    expect(overFirstWaking([part(WAKING_LIMIT_BYTES), part(1)])).toEqual([
      'waking a first sandbox takes 400001 brotli bytes, the budget is 400000',
    ]);
  });
});

describe('summariseWaking', () => {
  it('ends with the sum of all steps', () => {
    const lines = summariseWaking([part(10), part(20)]).split('\n');
    expect(lines.at(-1)).toMatch(/^together\s+120\s+60\s+30$/);
  });
});

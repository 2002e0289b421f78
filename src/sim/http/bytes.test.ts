import { describe, expect, it } from 'vitest';
import { joinBytes } from './bytes.ts';

describe('joinBytes', () => {
  it('puts pieces together in order', () => {
    expect(joinBytes([])).toEqual(new Uint8Array(0));
    expect(joinBytes([new Uint8Array([1, 2]), new Uint8Array(0), new Uint8Array([3])])).toEqual(
      new Uint8Array([1, 2, 3]),
    );
  });

  it('does not copy a single piece', () => {
    const piece = new Uint8Array([1]);
    expect(joinBytes([piece])).toBe(piece);
  });
});

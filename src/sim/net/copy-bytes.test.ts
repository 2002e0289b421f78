import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyBytes } from './copy-bytes.ts';

describe('copyBytes', () => {
  it('gives copies that share nothing with the original or with each other', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9_000 }), { maxLength: 30 }), (pieces) => {
        const copies = pieces.map((piece) => copyBytes(piece));
        const before = pieces.map((piece) => [...piece]);
        for (const piece of pieces) piece.fill(0xee);
        expect(copies.map((copy) => [...copy])).toEqual(before);
        copies[0]?.fill(0xdd);
        expect(copies.slice(1).map((copy) => [...copy])).toEqual(before.slice(1));
      }),
    );
  });

  it('gives plain byte arrays whatever it is given', () => {
    expect(Object.getPrototypeOf(copyBytes(Buffer.from('abc')))).toBe(Uint8Array.prototype);
  });
});

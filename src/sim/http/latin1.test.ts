import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLatin1, encodeLatin1 } from './latin1.ts';

describe('latin1', () => {
  it('gives back every byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(decodeLatin1(bytes)).toBe(Buffer.from(bytes).toString('latin1'));
        expect(encodeLatin1(decodeLatin1(bytes))).toEqual(bytes);
      }),
    );
  });

  it('decodes a part', () => {
    const bytes = encodeLatin1('GET / HTTP/1.1\r\n');
    expect(decodeLatin1(bytes, 6, 14)).toBe('HTTP/1.1');
    expect(decodeLatin1(bytes, 3, 3)).toBe('');
  });

  it('keeps the low bits of other characters, as Node does', () => {
    expect([...encodeLatin1('é€')]).toEqual([...Buffer.from('é€', 'latin1')]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest } from './digest.ts';

function digestOf(...values: unknown[]): string {
  const digest = new Digest();
  for (const value of values) {
    if (value instanceof Uint8Array) digest.addBytes(value);
    else digest.addData(value);
  }
  return digest.toHex();
}

describe('Digest', () => {
  it('is 16 hexadecimal digits', () => {
    expect(new Digest().toHex()).toMatch(/^[0-9a-f]{16}$/);
    expect(digestOf('a', 1)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is the same for the same values in the same order', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        expect(digestOf(...values)).toBe(digestOf(...structuredClone(values)));
      }),
    );
  });

  it('differs when one character, one byte or one number differs', () => {
    expect(digestOf('abc')).not.toBe(digestOf('abd'));
    expect(digestOf(new Uint8Array(9))).not.toBe(digestOf(new Uint8Array(9).fill(1, 8)));
    expect(digestOf(1_000_001)).not.toBe(digestOf(1_000_002));
    expect(digestOf(2 ** 32)).not.toBe(digestOf(2 ** 33));
    expect(digestOf(0.25)).not.toBe(digestOf(0.5));
    expect(digestOf(1)).not.toBe(digestOf(-1));
  });

  it('differs when the order differs', () => {
    expect(digestOf(1, 2)).not.toBe(digestOf(2, 1));
    expect(digestOf({ a: 1, b: 2 })).not.toBe(digestOf({ b: 2, a: 1 }));
  });

  it('tells types apart', () => {
    const values = [
      1,
      '1',
      1.5,
      '1.5',
      true,
      'true',
      null,
      'null',
      [],
      {},
      [1],
      new Uint8Array([1]),
    ];
    expect(new Set(values.map((value) => digestOf(value))).size).toBe(values.length);
  });

  it('tells where one value ends and the next begins', () => {
    expect(digestOf('ab', 'c')).not.toBe(digestOf('a', 'bc'));
    expect(digestOf([1], 2)).not.toBe(digestOf([1, 2]));
    expect(digestOf({ a: {}, b: 1 })).not.toBe(digestOf({ a: { b: 1 } }));
    expect(digestOf({ a: 1 }, 'b', 2)).not.toBe(digestOf({ a: 1, b: 2 }));
  });

  it('grows by what is added and does not change by being read', () => {
    const digest = new Digest();
    digest.addString('a');
    const once = digest.toHex();
    expect(digest.toHex()).toBe(once);
    digest.addString('a');
    expect(digest.toHex()).not.toBe(once);
  });

  it('does not collide over many small records', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 20_000; i++) seen.add(digestOf({ kind: 'tcp-connect', connection: i }));
    expect(seen.size).toBe(20_000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../http/bytes.ts';
import { latin1, latin1Bytes } from '../bytes.ts';
import { ChunkedReader } from './chunked-reader.ts';

const read = (pieces: readonly Uint8Array[]): { text: string; state: string; rest: number } => {
  const reader = new ChunkedReader();
  const content: Uint8Array[] = [];
  let state = 'more';
  let rest = 0;
  for (const piece of pieces) {
    if (state !== 'more') {
      rest += piece.length;
      continue;
    }
    const result = reader.read(piece);
    content.push(...result.content);
    state = result.state;
    rest += piece.length - result.used;
  }
  return { text: latin1(joinBytes(content)), state, rest };
};

const BODY = '5;name=value\r\nhello\r\n3\nabc\r\n0\r\nTrailer: x\r\n\r\nGET';

describe('a chunked body', () => {
  it('reads the same however it is cut', () => {
    const bytes = latin1Bytes(BODY);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, at) => bytes.subarray(places[at], end));
        expect(read(pieces)).toEqual({ text: 'helloabc', state: 'end', rest: 3 });
      }),
    );
  });

  it.each(['zz\r\n', '5\r\nhelloX', '5\rX', '0\r\nX\rX'])('refuses %j', (text) => {
    expect(read([latin1Bytes(text)]).state).toBe('invalid');
  });

  it('says how much must at least still come', () => {
    const reader = new ChunkedReader();
    expect(reader.neededBytes).toBe(3);
    reader.read(latin1Bytes('10\r\nhello'));
    expect(reader.neededBytes).toBeGreaterThanOrEqual(16 - 5);
    expect([reader.announcedBytes, reader.seenOfChunk]).toEqual([16, 5]);
  });
});

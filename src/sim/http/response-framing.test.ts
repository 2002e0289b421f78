import { describe, expect, it } from 'vitest';
import type { Fields } from './fields.ts';
import { responseFraming } from './response-framing.ts';

const framing = (method: string, status: number, fields: Fields): unknown =>
  responseFraming(method, { httpVersion: '1.1', status, reason: '', fields });

const LENGTH: Fields = [['Content-Length', '5']];
const CHUNKED: Fields = [['Transfer-Encoding', 'gzip, Chunked']];

describe('responseFraming', () => {
  it('follows the order of RFC 9112 6.3', () => {
    expect(framing('HEAD', 200, LENGTH)).toEqual({ framing: 'none', lengthBytes: 0 });
    expect(framing('GET', 204, CHUNKED)).toEqual({ framing: 'none', lengthBytes: 0 });
    expect(framing('CONNECT', 200, LENGTH)).toEqual({ framing: 'upgraded', lengthBytes: 0 });
    expect(framing('CONNECT', 407, LENGTH)).toEqual({ framing: 'content-length', lengthBytes: 5 });
    expect(framing('GET', 200, [...LENGTH, ...CHUNKED])).toMatchObject({ framing: 'chunked' });
    expect(framing('GET', 200, [['transfer-encoding', 'chunked, gzip']])).toMatchObject({
      framing: 'close',
    });
    expect(framing('GET', 200, [])).toEqual({ framing: 'close', lengthBytes: 0 });
  });

  it.each(['', '5x', '+5', '5 5', '0x5', '5,', '5, 6'])('refuses the length "%s"', (value) => {
    expect(framing('GET', 200, [['Content-Length', value]])).toMatchObject({
      kind: 'bad-content-length',
    });
  });

  it.each([
    ['007', 7],
    ['5, 5,5', 5],
  ])('takes the length "%s"', (value, lengthBytes) => {
    expect(framing('GET', 200, [['Content-Length', value]])).toMatchObject({ lengthBytes });
  });
});

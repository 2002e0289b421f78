import { describe, expect, it } from 'vitest';
import { decodeLatin1, encodeLatin1 } from './latin1.ts';
import { encodeChunk, encodeRequestHead, encodeResponseHead, LAST_CHUNK } from './message.ts';

describe('message heads', () => {
  it('a request is written as given', () => {
    const head = encodeRequestHead({
      method: 'POST',
      target: '/cart?id=7',
      httpVersion: '1.1',
      fields: [
        ['Host', 'shop.test'],
        ['x-Odd-CASE', 'é'],
        ['Host', 'twice'],
      ],
    });
    expect(decodeLatin1(head)).toBe(
      'POST /cart?id=7 HTTP/1.1\r\nHost: shop.test\r\nx-Odd-CASE: é\r\nHost: twice\r\n\r\n',
    );
  });

  it('HTTP/0.9 is a line', () => {
    const head = { method: 'GET', target: '/', httpVersion: '0.9', fields: [] };
    expect(decodeLatin1(encodeRequestHead(head))).toBe('GET /\r\n');
  });

  it('a response is written as given, an empty reason too', () => {
    const fields = [['Content-Length', '0']] as const;
    const head = { httpVersion: '1.1', status: 599, reason: '', fields };
    expect(decodeLatin1(encodeResponseHead(head))).toBe(
      'HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n',
    );
  });

  it('chunks carry their size in hexadecimal', () => {
    expect(decodeLatin1(encodeChunk(new Uint8Array(26).fill(0x61)))).toBe(
      `1a\r\n${'a'.repeat(26)}\r\n`,
    );
    expect(encodeChunk(new Uint8Array(0)).length).toBe(0);
    expect(LAST_CHUNK).toEqual(encodeLatin1('0\r\n\r\n'));
  });
});

import { describe, expect, it } from 'vitest';
import { parseRequestLine } from './parse-request-line.ts';

describe('a request line', () => {
  it('is taken apart', () => {
    expect(parseRequestLine('\r\nGET /a.b/c.html?x=1 HTTP/1.1\r\n')).toMatchObject({
      method: 'GET',
      target: '/a.b/c.html?x=1',
      version: 1001,
      protocol: 'HTTP/1.1',
      text: 'GET /a.b/c.html?x=1 HTTP/1.1',
      length: 32,
    });
  });

  it('may be an absolute URI, with a path or without', () => {
    expect(parseRequestLine('GET http://a.test:81/x HTTP/1.1\n')).toMatchObject({
      scheme: 'http',
      host: 'a.test',
      target: '/x',
    });
    expect(parseRequestLine('GET http://a.test HTTP/1.1\n')).toMatchObject({ target: '/' });
  });

  it.each([
    ['get / HTTP/1.1\r\n', 'invalid-method'],
    ['\x16\x03\x01', 'invalid-method'],
    ['GET / HTTX/1.1\r\n', 'invalid-request'],
    ['GET /a b HTTP/1.1\r\n', 'invalid-request'],
    ['GET noslash HTTP/1.1\r\n', 'invalid-request'],
    ['GET /\x01 HTTP/1.1\r\n', 'invalid-request'],
    ['GET / HTTP/2.0\r\n', 'invalid-version'],
    ['POST /\r\n', 'invalid-09-method'],
  ])('%j is refused', (text, fault) => {
    expect(parseRequestLine(text)).toBe(fault);
  });

  it('waits for more, wherever it is cut', () => {
    const whole = 'GET http://a.test/x?y HTTP/1.0\r\n';
    for (let length = 0; length < whole.length; length++) {
      expect(parseRequestLine(whole.slice(0, length)), whole.slice(0, length)).toBeNull();
    }
  });
});

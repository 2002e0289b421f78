import { describe, expect, it } from 'vitest';
import { decodeLatin1, encodeLatin1 } from './latin1.ts';
import { RequestParser } from './request-parser.ts';

/** What a parser tells of a text that comes in pieces of `pieceBytes`. */
function told(text: string, pieceBytes = text.length): string[] {
  const lines: string[] = [];
  const parser = new RequestParser({
    head: ({ method, target, httpVersion, fields }) =>
      lines.push(
        `${method} ${target} ${httpVersion} ${fields.map(([n, v]) => `${n}=${v}`).join()}`,
      ),
    body: (bytes) => lines.push(`body ${decodeLatin1(bytes)}`),
    end: () => {
      lines.push('end');
      parser.next();
    },
    malformed: (fault) => lines.push(fault),
  });
  for (let at = 0; at < text.length; at += pieceBytes) {
    const bytes = encodeLatin1(text.slice(at, at + pieceBytes));
    for (let done = 0; done < bytes.length; ) {
      const end = parser.push(bytes, done);
      if (end === done) break;
      done = end;
    }
  }
  return lines;
}

const GET = 'GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n';

describe('RequestParser', () => {
  it('reads heads, lengths and chunks, whatever the pieces', () => {
    expect(told(GET)).toEqual(['GET /a?b 1.1 Host=x', 'end']);
    expect(told(GET, 1)).toEqual(['GET /a?b 1.1 Host=x', 'end']);
    expect(told('POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc')).toEqual([
      'POST / 1.0 Content-Length=3',
      'body abc',
      'end',
    ]);
    const chunked = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n';
    expect(told(chunked)).toEqual(['POST / 1.1 Transfer-Encoding=chunked', 'body ab', 'end']);
  });

  it('reads requests one behind the other, and skips empty lines between them', () => {
    expect(told(`${GET}\r\n\r\n${GET}`)).toEqual([...told(GET), ...told(GET)]);
  });

  it.each([
    ['nonsense\r\n\r\n', 'bad-request'],
    ['GET / HTTP/2.0\r\n\r\n', 'bad-version'],
    ['GET / HTTP/1.1\r\nno colon\r\n\r\n', 'bad-request'],
    ['GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', 'bad-request'],
    ['GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n', 'bad-request'],
    ['GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 'bad-request'],
    ['GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n', 'bad-request'],
    [`GET / HTTP/1.1\r\nA: ${'x'.repeat(200_000)}`, 'head-too-large'],
  ])('refuses %j', (text, fault) => {
    expect(told(text).at(-1)).toBe(fault);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fields } from './fields.ts';
import { decodeLatin1, encodeLatin1 } from './latin1.ts';
import type { Malformed } from './malformed.ts';
import { encodeChunk, encodeResponseHead, type ResponseHead } from './message.ts';
import type { Framing } from './response-framing.ts';
import { type Ending, ResponseParser, type ResponseSink } from './response-parser.ts';

/** Writes down what the parser tells. */
class Findings implements ResponseSink {
  readonly informationals: number[] = [];
  found: ResponseHead | null = null;
  framing: Framing | null = null;
  lengthBytes = 0;
  rawHeads = '';
  readonly chunks: number[] = [];
  text = '';
  trailers: Fields | null = null;
  rawTrailers = '';
  report: Malformed | null = null;

  informational(head: ResponseHead, raw: Uint8Array): void {
    this.informationals.push(head.status);
    this.rawHeads += decodeLatin1(raw);
  }

  head(head: ResponseHead, framing: Framing, lengthBytes: number, raw: Uint8Array): void {
    this.found = head;
    this.framing = framing;
    this.lengthBytes = lengthBytes;
    this.rawHeads += decodeLatin1(raw);
  }

  chunk(sizeBytes: number): void {
    this.chunks.push(sizeBytes);
  }

  body(bytes: Uint8Array): void {
    this.text += decodeLatin1(bytes);
  }

  end(trailers: Fields, rawTrailers: Uint8Array): void {
    this.trailers = trailers;
    this.rawTrailers = decodeLatin1(rawTrailers);
  }

  malformed(report: Malformed, raw: Uint8Array): void {
    this.report = report;
    this.rawHeads += decodeLatin1(raw);
  }
}

interface Parsed extends Findings {
  readonly ending: Ending;
  /** Bytes behind the response. */
  readonly extra: string;
}

/** Parses a text in pieces of the given lengths (the rest in one), then ends the connection. */
function parse(
  text: string,
  options: { method?: string; pieces?: readonly number[] } = {},
): Parsed {
  const findings = new Findings();
  const parser = new ResponseParser(options.method ?? 'GET', findings);
  const bytes = encodeLatin1(text);
  let at = 0;
  let extra = '';
  for (const length of [...(options.pieces ?? []), bytes.length]) {
    const piece = bytes.subarray(at, Math.min(at + length, bytes.length));
    at += piece.length;
    extra += decodeLatin1(piece, parser.push(piece));
  }
  return Object.assign(findings, { extra, ending: parser.finish() });
}

const OK = 'HTTP/1.1 200 OK\r\n';

describe('ResponseParser: heads', () => {
  it('reads version, status, reason and fields in order, names in their case', () => {
    const { found, rawHeads } = parse(
      `${OK}Server: nginx/1.22.1\r\nX-odd: a\r\nx-ODD:b \t\r\n\r\n`,
    );
    expect(found).toEqual({
      httpVersion: '1.1',
      status: 200,
      reason: 'OK',
      fields: [
        ['Server', 'nginx/1.22.1'],
        ['X-odd', 'a'],
        ['x-ODD', 'b'],
      ],
    });
    expect(rawHeads).toContain('x-ODD:b \t\r\n\r\n');
  });

  it.each([
    ['HTTP/1.0 404 Not Found', '1.0', 404, 'Not Found'],
    ['HTTP/1.1 599', '1.1', 599, ''],
    ['HTTP/1.1 599 ', '1.1', 599, ''],
    ['HTTP/1.1  200 two spaces', '1.1', 200, 'two spaces'],
    ['HTTP/1.1 999 Odd  one ', '1.1', 999, 'Odd  one '],
  ])('takes the status line "%s"', (line, httpVersion, status, reason) => {
    expect(parse(`${line}\r\n\r\n`).found).toMatchObject({ httpVersion, status, reason });
  });

  it('takes a lone LF as the end of a line', () => {
    const { found, text } = parse('HTTP/1.1 200 OK\nContent-Length: 2\n\nok');
    expect([found?.fields, text]).toEqual([[['Content-Length', '2']], 'ok']);
  });

  it('takes space before a colon as part of the name', () => {
    const { found, framing } = parse(`${OK}Content-Length : 2\r\n\r\nok`);
    expect([found?.fields, framing]).toEqual([[['Content-Length ', '2']], 'close']);
  });

  it('joins a folded field', () => {
    expect(parse(`${OK}A: b\r\n\t c \r\n\r\n`).found?.fields).toEqual([['A', 'b c']]);
  });

  it('tells of 1xx responses before the real one', () => {
    const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
    const { informationals, found, rawHeads } = parse(`${early}${OK}Content-Length: 0\r\n\r\n`);
    expect(informationals).toEqual([100, 103]);
    expect(found?.status).toBe(200);
    expect(rawHeads.startsWith(early)).toBe(true);
  });
});

describe('ResponseParser: bodies', () => {
  it('of a length, with bytes behind it left alone', () => {
    const parsed = parse(`${OK}Content-Length: 5\r\n\r\nhelloHTTP/1.1`);
    expect(parsed).toMatchObject({ framing: 'content-length', lengthBytes: 5, text: 'hello' });
    expect([parsed.ending, parsed.extra]).toEqual(['complete', 'HTTP/1.1']);
  });

  it('of length 0: complete with the head', () => {
    expect(parse(`${OK}Content-Length: 0\r\n\r\n`)).toMatchObject({ ending: 'complete', text: '' });
  });

  it('in chunks, with extensions and trailers', () => {
    const body =
      '5;ext="x"\r\nhello\r\n00001A \r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX-T: 1\r\n\r\nrest';
    const parsed = parse(`${OK}Transfer-Encoding: chunked\r\n\r\n${body}`);
    expect(parsed).toMatchObject({
      framing: 'chunked',
      text: 'helloabcdefghijklmnopqrstuvwxyz',
      chunks: [5, 26],
      trailers: [['X-T', '1']],
      rawTrailers: 'X-T: 1\r\n\r\n',
      ending: 'complete',
      extra: 'rest',
    });
  });

  it('in chunks even if there is a length as well', () => {
    const parsed = parse(`${OK}Content-Length: 50\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n`);
    expect(parsed).toMatchObject({ framing: 'chunked', ending: 'complete' });
  });

  it('until the end of the connection, where nothing else is said', () => {
    expect(parse(`${OK}\r\nhello`)).toMatchObject({
      framing: 'close',
      text: 'hello',
      ending: 'complete',
      trailers: [],
    });
    expect(parse(`${OK}Transfer-Encoding: gzip\r\n\r\nhello`).framing).toBe('close');
  });

  it.each([
    ['HEAD', '200 OK'],
    ['GET', '204 No Content'],
    ['GET', '304 Not Modified'],
  ])('there is none: %s, %s', (method, status) => {
    const parsed = parse(`HTTP/1.1 ${status}\r\nContent-Length: 5\r\n\r\nHTTP/`, { method });
    expect(parsed).toMatchObject({ framing: 'none', text: '', ending: 'complete', extra: 'HTTP/' });
  });

  it.each([
    ['GET', '101 Switching Protocols'],
    ['CONNECT', '200 OK'],
  ])('another protocol from here on: %s, %s', (method, status) => {
    const parsed = parse(`HTTP/1.1 ${status}\r\nContent-Length: 1\r\n\r\nraw bytes`, { method });
    expect(parsed).toMatchObject({ framing: 'upgraded', text: 'raw bytes' });
  });

  it('takes one length given twice', () => {
    const twice = 'Content-Length: 2\r\nContent-Length: 2, 2\r\n\r\nok';
    expect(parse(OK + twice)).toMatchObject({ text: 'ok', ending: 'complete' });
  });
});

describe('ResponseParser: connections that end too early', () => {
  it.each<[string, Ending]>([
    ['', 'before-response'],
    ['HTT', 'inside-head'],
    [`${OK}Content-Length: 5\r\n`, 'inside-head'],
    [`${OK}Content-Length: 5\r\n\r\n`, 'inside-body'],
    [`${OK}Content-Length: 5\r\n\r\nhell`, 'inside-body'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`, 'inside-body'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n`, 'inside-body'],
    ['HTTP/1.1 100 Continue\r\n\r\n', 'before-response'],
  ])('%j: %s', (text, ending) => {
    const parsed = parse(text);
    expect([parsed.ending, parsed.trailers]).toEqual([ending, null]);
  });

  it('keeps the part of the head that has come', () => {
    const parser = new ResponseParser('GET', new Findings());
    parser.push(encodeLatin1('HTTP/1.1 200 OK\r\nCont'));
    expect(decodeLatin1(parser.partialHead)).toBe('HTTP/1.1 200 OK\r\nCont');
  });
});

describe('ResponseParser: malformed responses', () => {
  it.each([
    ['hello world\n', 'not-http', 'hello world\n'],
    ['\r\nHTTP/1.1 200 OK\r\n\r\n', 'not-http', '\r\nHTTP/1.1 200 OK\r\n\r\n'],
    ['HTP/1.1 200 OK\r\n\r\n', 'not-http', 'HTP/1.1 200 OK\r\n\r\n'],
    ['HTTP/1.1 abc\r\n\r\n', 'bad-status-line', 'HTTP/1.1 abc'],
    ['HTTP/1.1 2000 OK\r\n\r\n', 'bad-status-line', 'HTTP/1.1 2000 OK'],
    ['HTTP/1.1 099 OK\r\n\r\n', 'bad-status-line', 'HTTP/1.1 099 OK'],
    ['HTTP/2 200\r\n\r\n', 'bad-status-line', 'HTTP/2 200'],
    [`${OK}garbage\r\n\r\n`, 'bad-field', 'garbage'],
    [`${OK}: x\r\n\r\n`, 'bad-field', ': x'],
    [`${OK}A: b\0c\r\n\r\n`, 'bad-field', 'A: b\0c'],
    [`${OK}Content-Length: abc\r\n\r\n`, 'bad-content-length', 'Content-Length: abc'],
    [`${OK}Content-Length: -1\r\n\r\n`, 'bad-content-length', 'Content-Length: -1'],
    [
      `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n`,
      'bad-content-length',
      'Content-Length: 2, 3',
    ],
    [`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'bad-chunk-size', 'zz'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n\r\n`, 'bad-chunk-size', ''],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nokXX\r\n`, 'bad-chunk-end', 'XX'],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\nbad trailer\r\n\r\n`, 'bad-field', 'bad trailer'],
  ])('%j: %s', (text, kind, shown) => {
    const parsed = parse(text);
    expect(parsed.report).toEqual({ kind, text: shown });
    expect([parsed.ending, parsed.trailers]).toEqual(['malformed', null]);
  });

  it('shows that bytes are not HTTP as soon as it can be told', () => {
    for (const text of ['x', 'HTTX', 'HTTP ']) {
      const findings = new Findings();
      new ResponseParser('GET', findings).push(encodeLatin1(text));
      expect(findings.report?.kind).toBe('not-http');
      expect(findings.rawHeads).toBe(text);
    }
  });

  it('gives up on a head that does not end, and on a size line that does not', () => {
    const head = parse(`${OK}${'X: yyyyyyyyyyyyyyyyyyyy\r\n'.repeat(15_000)}`, {
      pieces: [100_000, 100_000],
    });
    expect(head.report?.kind).toBe('head-too-large');
    const size = parse(`${OK}Transfer-Encoding: chunked\r\n\r\n${'0'.repeat(20_000)}`);
    expect(size.report?.kind).toBe('bad-chunk-size');
  });
});

describe('ResponseParser: several responses on one connection', () => {
  it('reads one after the other', () => {
    const bytes = encodeLatin1(
      `${OK}Content-Length: 1\r\n\r\naHTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n${OK}\r\nc`,
    );
    const findings = new Findings();
    const parser = new ResponseParser('GET', findings);
    let at = parser.push(bytes);
    expect([parser.isComplete, findings.text]).toEqual([true, 'a']);
    parser.next('GET');
    expect(parser.isComplete).toBe(false);
    at = parser.push(bytes, at);
    expect([findings.found?.status, findings.text]).toEqual([404, 'ab']);
    parser.next('HEAD');
    at = parser.push(bytes, at);
    expect(decodeLatin1(bytes, at)).toBe('c');
  });
});

describe('ResponseParser: however the bytes are cut', () => {
  const token = fc.string({ unit: fc.constantFrom(...'abcXYZ-09'), minLength: 1, maxLength: 8 });
  const value = fc
    .string({ unit: fc.constantFrom(...'ab c;=é"'), maxLength: 12 })
    .map((v) => v.trim());
  const reserved = /^(content-length|transfer-encoding)$/i;
  const response = fc.record({
    status: fc.integer({ min: 200, max: 599 }),
    fields: fc.array(fc.tuple(token, value), { maxLength: 5 }),
    chunks: fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 }),
    framing: fc.constantFrom('content-length', 'chunked', 'close'),
    trailers: fc.array(fc.tuple(token, value), { maxLength: 2 }),
  });

  function written({
    status,
    fields,
    chunks,
    framing,
    trailers,
  }: typeof response extends fc.Arbitrary<infer T> ? T : never) {
    const body = chunks.map((chunk) => decodeLatin1(chunk)).join('');
    const own = fields.filter(([name]) => !reserved.test(name));
    const all: [string, string][] = [...own];
    if (framing === 'content-length') all.push(['Content-Length', String(body.length)]);
    if (framing === 'chunked') all.push(['Transfer-Encoding', 'chunked']);
    const head = { httpVersion: '1.1', status, reason: 'Some Reason', fields: all };
    const trailer = trailers.map(([name, text]) => `${name}: ${text}\r\n`).join('');
    const wire =
      framing === 'chunked'
        ? `${chunks.map((chunk) => decodeLatin1(encodeChunk(chunk))).join('')}0\r\n${trailer}\r\n`
        : body;
    return { head, body, text: decodeLatin1(encodeResponseHead(head)) + wire };
  }

  it('reads what was written', () => {
    fc.assert(
      fc.property(response, fc.array(fc.integer({ min: 1, max: 30 })), (made, pieces) => {
        const { head, body, text } = written(made);
        const parsed = parse(text, { pieces });
        const hasBody = made.status !== 204 && made.status !== 304;
        expect(parsed.found).toEqual(head);
        expect(parsed.ending).toBe('complete');
        if (hasBody) {
          expect(parsed.text).toBe(body);
          expect(parsed.extra).toBe('');
          if (made.framing === 'chunked') expect(parsed.trailers).toEqual(made.trailers);
        }
      }),
      { numRuns: 400 },
    );
  });

  /** Of malformed responses the kind counts: how many bytes had come by then depends on the cuts. */
  const comparable = (parsed: Parsed): unknown =>
    parsed.report
      ? { ...parsed, report: parsed.report.kind, extra: '', rawHeads: '' }
      : { ...parsed };

  it('finds the same in any bytes at all, and never throws', () => {
    const pieceOfHttp = fc.constantFrom(
      ...['HTTP/1.1 200 OK', 'HTTP/1.1 100 ', '\r\n', '\n', 'Content-Length: 3', ': ', ' ', '\0'],
      ...['Transfer-Encoding: chunked', 'abc', '3', '0', 'HTTP/', 'Content-Length: ', '\r', 'ff;x'],
    );
    fc.assert(
      fc.property(
        fc.array(pieceOfHttp, { maxLength: 14 }),
        fc.array(fc.integer({ min: 1, max: 9 })),
        (words, pieces) => {
          const text = words.join('');
          expect(comparable(parse(text, { pieces }))).toEqual(comparable(parse(text)));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

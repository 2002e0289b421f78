import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonLineError } from '../files/json-lines.ts';
import { readScript } from './read-script.ts';

const ROUTE = '"path": "/a", "answers": [{}]';

describe('a script', () => {
  it('is read with its defaults', () => {
    const script = readScript(`{ "routes": [{ ${ROUTE} }] }`);
    expect(script).toEqual({
      port: 80,
      tls: null,
      connections: { idleMs: 60_000, onReuse: 'serve', mostRequests: 0 },
      rateLimit: null,
      routes: [
        {
          method: 'GET',
          path: ['a'],
          answers: [expect.objectContaining({ does: 'respond', status: 200, times: 1, line: 1 })],
          afterwards: 'stay',
          line: 1,
        },
      ],
    });
    expect(readScript('{ "tls": { "names": ["a.test"] } }').port).toBe(443);
  });

  it.each([
    ['', 1, 'it ends too early'],
    ['[]', 1, 'the script must be an object, not a list'],
    ['{\n"routs": []\n}', 2, '"routs" is not known in the script'],
    ['{\n"port": "80"\n}', 2, '"port" must be a whole number from 1 to 65535, not "80"'],
    ['{"routes": [\n{ "answers": [{}] }]}', 2, 'a route needs a "path" that begins with /'],
    ['{"routes": [\n{ "path": "/a",\n"answers": [] }]}', 3, 'a route needs at least one answer'],
    [`{"routes": [{ ${ROUTE},\n"method": "get" }]}`, 2, '"method" must be a method in capitals'],
    [
      '{"routes": [{ "path": "/a", "answers": [\n{},\n{ "staus": 503 }\n] }]}',
      3,
      '"staus" is not known in an answer',
    ],
    [
      '{"routes": [{ "path": "/a", "answers": [\n{ "status": 99 }] }]}',
      2,
      '"status" must be a whole number from 200 to 599, not 99',
    ],
    [
      '{"routes": [{ "path": "/a", "answers": [{ "json": 1,\n"html": "x" }] }]}',
      2,
      'an answer has one body',
    ],
    [
      '{"routes": [{ "path": "/a", "answers": [{ "does":\n"explode" }] }]}',
      2,
      '"does" must be one of respond, garbage, hang, reset, close, not "explode"',
    ],
    [
      '{"routes": [{ "path": "/a", "answers": [{ "does": "hang",\n"status": 200 }] }]}',
      2,
      '"status" is not known in an answer',
    ],
    [
      '{"routes": [{ "path": "/a", "answers": [{ "headers": {\n"a b": "c" } }] }]}',
      1,
      '"a b" is no name of a header',
    ],
    ['{"tls": { "notAfter": "soon" }}', 1, '"notAfter" must be a date'],
  ])('with a mistake names its line: %j', (text, line, message) => {
    try {
      readScript(text);
      throw new Error('it was read');
    } catch (error) {
      expect(error).toBeInstanceOf(JsonLineError);
      expect((error as JsonLineError).line).toBe(line);
      expect((error as Error).message).toContain(message);
    }
  });

  it('throws nothing but mistakes with a line', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          readScript(text);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonLineError);
        }
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { decodeLatin1 } from '../http/latin1.ts';
import { ANSWER, bodyOf, clientWorld, OK } from '../testing/client-world.ts';
import type { ClientRequest } from './request.ts';

describe('HttpClient: requests', () => {
  it('sends few fields of its own, as curl does', async () => {
    const { fetch, serverLog } = clientWorld();
    await fetch({ target: '/cart?id=7' });
    expect(serverLog[0]).toBe(
      'GET /cart?id=7 HTTP/1.1\r\nHost: far\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n',
    );
  });

  it('puts the fields of a request behind the defaults and in place of those it names', async () => {
    const { fetch, serverLog } = clientWorld([ANSWER], {
      defaultFields: [
        ['Host', 'shop.test'],
        ['User-Agent', 'corpus/1'],
        ['Accept', '*/*'],
      ],
    });
    await fetch({
      fields: [
        ['X-a', '1'],
        ['host', 'other'],
      ],
      withoutFields: ['ACCEPT'],
    });
    expect(serverLog[0]).toBe(
      'GET / HTTP/1.1\r\nUser-Agent: corpus/1\r\nX-a: 1\r\nhost: other\r\n\r\n',
    );
  });

  it('adds the length of a body in bytes', async () => {
    const utf8 = new TextEncoder();
    const platform = { encodeUtf8: (text: string) => utf8.encode(text), decodeUtf8: decodeLatin1 };
    const { fetch, serverLog } = clientWorld([ANSWER], { platform });
    await fetch({ method: 'POST', body: ['gr', { repeat: ['ü', 2] }, { hex: '61 62' }] });
    expect(serverLog[0]).toMatch(/Content-Length: 8\r\n\r\ngrÃ¼Ã¼ab$/);
  });

  it('adds no length where one is given, left out, or chunks are sent', async () => {
    const { fetch, serverLog } = clientWorld([[{ read: 'head' }, { send: OK }]]);
    await fetch({ body: 'abc', fields: [['Content-Length', '1']] });
    await fetch({ body: 'abc', withoutFields: ['content-length'] });
    await fetch({ body: '3\r\nabc\r\n0\r\n\r\n', fields: [['transfer-encoding', 'chunked']] });
    expect(serverLog.filter((head) => head.includes('Content-Length: 3'))).toEqual([]);
  });

  it('sends raw bytes as they are and takes the method from them', async () => {
    const { fetch, serverLog } = clientWorld([[{ read: 'head' }, { send: OK }]]);
    const outcome = await fetch({ raw: ['HEAD /x HTTP', '/1.1\r\nbad request\r\n\r\n'] });
    expect(serverLog[0]).toBe('HEAD /x HTTP/1.1\r\nbad request\r\n\r\n');
    expect(outcome).toMatchObject({
      method: 'HEAD',
      target: '/x',
      framing: 'none',
      complete: true,
    });
  });

  it('waits between parts', async () => {
    const { fetch } = clientWorld();
    const { timings } = await fetch({ body: ['a', { waitMs: 70 }, 'b'], method: 'POST' });
    expect(timings.endedUs - (timings.startedUs ?? 0)).toBe(70_300);
  });

  it('can stop writing and read on', async () => {
    const { fetch, serverLog } = clientWorld([[{ read: 'head' }, { wait_ms: 5 }, { send: OK }]]);
    const outcome = await fetch({ body: [{ halfClose: true }] });
    expect(serverLog[1]).toBe('peer closed');
    expect([outcome.error, bodyOf(outcome)]).toEqual([null, 'ok']);
  });

  it('sends a line for HTTP/0.9', async () => {
    const { fetch, serverLog } = clientWorld([[{ wait_ms: 1 }, { send: 'hi' }, { close: 'fin' }]]);
    const outcome = await fetch({ httpVersion: '0.9', target: '/old' });
    expect([outcome.error, bodyOf(outcome)]).toEqual(['not-http', 'hi']);
    expect(serverLog).toEqual([]);
  });
});

describe('HttpClient: waiting for 100 (Continue)', () => {
  const request: ClientRequest = {
    method: 'POST',
    body: 'hello',
    fields: [['Expect', '100-continue']],
    expectContinue: true,
  };

  it('sends the body when it comes', async () => {
    const { fetch, serverLog } = clientWorld([
      [
        { read: 'head' },
        { wait_ms: 10 },
        { send: 'HTTP/1.1 100 Continue\r\n\r\n' },
        { wait_ms: 10 },
        { send: OK },
        { read: 'head' },
      ],
    ]);
    const outcome = await fetch(request);
    expect(outcome.informational.map((head) => head.status)).toEqual([100]);
    expect(outcome.requestSent).toBe(true);
    expect(serverLog.length).toBe(2);
  });

  it('keeps the body when the answer comes instead', async () => {
    const { fetch, send, world } = clientWorld([
      [{ read: 'head' }, { send: 'HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n' }],
    ]);
    const outcome = await fetch({ ...request, connection: 'a' });
    expect([outcome.head?.status, outcome.requestSent]).toEqual([417, false]);
    const [next] = [send({ connection: 'a' })];
    await world.kernel.run();
    expect(next[0]?.connectionReused).toBe(false);
  });

  it('sends it after a second when nothing comes', async () => {
    const { fetch } = clientWorld();
    const { timings, requestSent } = await fetch(request);
    expect(timings.endedUs - (timings.startedUs ?? 0)).toBe(1_000_300);
    expect(requestSent).toBe(true);
    const patient = await fetch({ ...request, continueWaitMs: 3_000 });
    expect(patient.timings.endedUs - (patient.timings.startedUs ?? 0)).toBe(3_000_300);
  });
});

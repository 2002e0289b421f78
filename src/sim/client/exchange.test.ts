import { describe, expect, it } from 'vitest';
import { decodeLatin1 } from '../http/latin1.ts';
import { bodyOf, clientWorld } from '../testing/client-world.ts';
import type { ScriptStep } from '../testing/scripted-server.ts';
import type { ClientOutcome } from './outcome.ts';

describe('HttpClient: outcomes', () => {
  it('a whole response', async () => {
    const { fetch } = clientWorld();
    const outcome = await fetch();
    expect(outcome).toMatchObject({
      requestId: 1,
      host: 'far',
      port: 80,
      tcpConnection: 1,
      connectionReused: false,
      head: {
        httpVersion: '1.1',
        status: 200,
        reason: 'OK',
        fields: [['Content-Length', '2']],
      },
      framing: 'content-length',
      announcedBytes: 2,
      complete: true,
      error: null,
      timings: { askedUs: 0, startedUs: 300, headUs: 600, firstBodyByteUs: 600, endedUs: 600 },
    });
    expect(bodyOf(outcome)).toBe('ok');
  });

  it('a chunked one, with its chunks, trailers and moments', async () => {
    const { fetch } = clientWorld([
      [
        { read: 'head' },
        { send: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' },
        { wait_ms: 50 },
        { send: '2\r\nab\r\n' },
        { wait_ms: 50 },
        { send: '1\r\nc\r\n0\r\nX-Sum: 3\r\n\r\n' },
      ],
    ]);
    const outcome = await fetch();
    expect([bodyOf(outcome), outcome.chunkBytes]).toEqual(['abc', [2, 1]]);
    expect(outcome.trailers).toEqual([['X-Sum', '3']]);
    const { startedUs, headUs, firstBodyByteUs, endedUs } = outcome.timings;
    const since = [headUs, firstBodyByteUs, endedUs].map((us) => (us ?? 0) - (startedUs ?? 0));
    expect(since).toEqual([300, 50_300, 100_300]);
  });

  const CL = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
  const CLOSE = 'HTTP/1.1 200 OK\r\n\r\n';
  const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

  it.each<[string, string, 'fin' | 'rst', Partial<ClientOutcome>, string]>([
    ['nothing', '', 'fin', { error: 'closed-without-response', complete: null }, ''],
    ['nothing', '', 'rst', { error: 'ECONNRESET', complete: null }, ''],
    ['half a head', 'HTTP/1.1 2', 'fin', { error: 'closed-inside-response-head' }, ''],
    ['half a head', 'HTTP/1.1 2', 'rst', { error: 'ECONNRESET', head: null }, ''],
    ['half a body', `${CL}he`, 'fin', { error: 'closed-inside-body', complete: false }, 'he'],
    ['half a body', `${CL}he`, 'rst', { error: 'ECONNRESET', complete: false }, 'he'],
    ['half a chunk', `${CHUNKED}5\r\nhe`, 'fin', { error: 'closed-inside-body' }, 'he'],
    ['no last chunk', `${CHUNKED}2\r\nhe\r\n`, 'fin', { error: 'closed-inside-body' }, 'he'],
    ['a body up to the end', `${CLOSE}he`, 'fin', { error: null, complete: null }, 'he'],
    ['a body up to a reset', `${CLOSE}he`, 'rst', { error: 'ECONNRESET', complete: null }, 'he'],
    ['no HTTP', 'SSH-2.0', 'fin', { error: 'not-http', framing: 'close' }, 'SSH-2.0'],
    ['no HTTP', 'SSH-2.0', 'rst', { error: 'ECONNRESET', framing: 'close' }, 'SSH-2.0'],
    [
      'a bad chunk',
      `${CHUNKED}zz\r\n`,
      'fin',
      { error: 'malformed-response', complete: false },
      '',
    ],
    ['a bad status', 'HTTP/1.1 x\r\n\r\n', 'fin', { error: 'malformed-response', head: null }, ''],
  ])('%s (%j), then %s', async (_what, sent, close, expected, body) => {
    const { fetch } = clientWorld([[{ read: 'head' }, { send: sent }, { close }]]);
    const outcome = await fetch();
    expect(outcome).toMatchObject(expected);
    expect(bodyOf(outcome)).toBe(body);
  });

  it('nobody listens, no such name, a resolver that fails, no route', async () => {
    const { fetch, world } = clientWorld();
    world.network.setName('broken', 'SERVFAIL');
    world.network.setUnreachable('10.0.0.77', true);
    expect((await fetch({ port: 81 })).error).toBe('ECONNREFUSED');
    expect((await fetch({ host: 'ghost' })).error).toBe('ENOTFOUND');
    expect((await fetch({ host: 'broken' })).error).toBe('EAI_AGAIN');
    expect(await fetch({ host: '10.0.0.77' })).toMatchObject({
      error: 'EHOSTUNREACH',
      tcpConnection: 2,
      timings: { startedUs: null },
    });
  });

  it('tries the addresses of a name one after the other', async () => {
    const { fetch, world } = clientWorld();
    world.network.setUnreachable('10.0.0.77', true);
    world.network.setName('app', ['10.0.0.77', '10.0.0.3']);
    expect((await fetch({ host: 'app' })).head?.status).toBe(200);
    world.network.setName('app', ['10.0.0.77', '10.0.0.2']);
    expect((await fetch({ host: 'app' })).error).toBe('ECONNREFUSED');
  });

  it('tells no outcome before send has returned', () => {
    const { send } = clientWorld();
    expect(send({ host: 'ghost' })).toEqual([]);
  });

  it('bytes that are no HTTP: gives up once they stop, and counts the time to the first', async () => {
    const { fetchAndWatch } = clientWorld([
      [{ read: 'head' }, { send: 'garb' }, { wait_ms: 200 }, { send: 'age' }, { hold: true }],
    ]);
    const [outcome, after] = await fetchAndWatch();
    expect([outcome.error, bodyOf(outcome)]).toEqual(['not-http', 'garbage']);
    expect(outcome.timings.endedUs).toBe(600);
    expect(after.connectionAfter).toBe('open');
  });
});

describe('HttpClient: patience', () => {
  const SILENT: readonly ScriptStep[] = [{ read: 'head' }, { hold: true }];

  it('waits for ever unless told otherwise', async () => {
    const { send, world } = clientWorld([SILENT]);
    const outcomes = send();
    await world.kernel.run(3_600_000_000);
    expect(outcomes).toEqual([]);
  });

  it('gives up after its time-out, wherever the response stands', async () => {
    const { fetch, world } = clientWorld([
      SILENT,
      [{ read: 'head' }, { send: 'HTTP/1.1 200 OK\r\nX' }, { hold: true }],
      [{ read: 'head' }, { send: 'HTTP/1.1 200 OK\r\n\r\nhe' }, { hold: true }],
    ]);
    const silent = await fetch({ timeoutMs: 2_000 });
    expect(silent).toMatchObject({ error: 'client-gave-up-waiting', complete: null });
    expect(silent.timings.endedUs).toBe(2_000_000);
    const head = await fetch({ timeoutMs: 2_000 });
    expect([head.error, head.head]).toEqual(['client-gave-up-waiting', null]);
    expect(decodeLatin1(head.rawHeads)).toBe('HTTP/1.1 200 OK\r\nX');
    const body = await fetch({ timeoutMs: 2_000 });
    expect(body).toMatchObject({ error: 'client-gave-up-waiting', complete: false });
    expect(bodyOf(body)).toBe('he');
    expect(world.kernel.nextEventUs).toBeUndefined();
  });

  it('counts the time a connection takes', async () => {
    const { fetch, world } = clientWorld();
    world.network.setConditions(world.near, world.far, { blackhole: true });
    const outcome = await fetch({ timeoutMs: 5_000 });
    expect(outcome).toMatchObject({
      error: 'client-gave-up-waiting',
      timings: { startedUs: null },
    });
    expect(outcome.timings.endedUs).toBe(5_000_000);
    expect(world.kernel.nextEventUs).toBeUndefined();
    expect((await fetch()).error).toBe('ETIMEDOUT');
  });

  it.each(['fin', 'rst'] as const)('leaves on request (%s)', async (abortWith) => {
    const { fetch, serverLog, world } = clientWorld([SILENT]);
    const outcome = await fetch({ abortAfterMs: 500, abortWith });
    expect(outcome.error).toBe('aborted-by-client');
    expect(outcome.timings.endedUs).toBe(500_300);
    expect(serverLog[1]).toBe(abortWith === 'fin' ? 'peer closed' : 'socket error ECONNRESET');
    expect(world.kernel.nextEventUs).toBeUndefined();
  });

  it('leaves in the middle of its body', async () => {
    const { fetch, serverLog } = clientWorld();
    const outcome = await fetch({
      fields: [['Content-Length', '10']],
      body: ['12345', { waitMs: 20 }, { abort: 'fin' }, '67890'],
    });
    expect([outcome.error, outcome.requestSent]).toEqual(['aborted-by-client', false]);
    expect(serverLog).toEqual(['peer closed']);
  });

  it('can be told to leave at any moment, once', async () => {
    const { client, world } = clientWorld([SILENT]);
    const errors: unknown[] = [];
    const told = (outcome: ClientOutcome): void => void errors.push(outcome.error);
    const early = client.send({}, told);
    early.abort();
    early.abort('rst');
    const late = client.send({}, told);
    world.kernel.after(700, () => late.abort('rst'));
    await world.kernel.run();
    late.abort();
    expect(errors).toEqual(['aborted-by-client', 'aborted-by-client']);
  });

  it('does not read at first', async () => {
    const { fetch, world } = clientWorld([
      [
        { read: 'head' },
        { send: `HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n${'x'.repeat(400_000)}` },
        { close: 'fin' },
      ],
    ]);
    const outcome = await fetch({ pauseReadingMs: 1_000 });
    expect([outcome.error, outcome.body.length]).toEqual([null, 400_000]);
    expect(outcome.timings.headUs).toBe(1_000_300);
    expect(world.kernel.nextEventUs).toBeUndefined();
  });
});

describe('HttpClient: upgrades', () => {
  const script: ScriptStep[] = [
    { read: 'head' },
    { send: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\n\r\nwelcome' },
    { read: 'head' },
    { send: ' friend' },
    { hold: true },
  ];

  it('talks on and listens for a while', async () => {
    const { fetch, serverLog } = clientWorld([script]);
    const outcome = await fetch({ afterUpgrade: ['hello', { waitMs: 10 }, '\r\n\r\n'] });
    expect(outcome).toMatchObject({ framing: 'upgraded', complete: null, error: null });
    expect(bodyOf(outcome)).toBe('welcome friend');
    expect(serverLog[1]).toBe('hello\r\n\r\n');
    expect(outcome.timings.endedUs).toBe(600 + 10_000 + 600_000);
  });

  it('is over at once when there is nothing to say', async () => {
    const { fetch } = clientWorld([script]);
    expect(bodyOf(await fetch())).toBe('welcome');
  });

  it('is over when the server closes', async () => {
    const { fetch } = clientWorld([[...script.slice(0, 2), { wait_ms: 50 }, { close: 'fin' }]]);
    const outcome = await fetch({ afterUpgrade: 'x' });
    expect([outcome.error, outcome.connectionEnd]).toEqual([null, 'fin']);
    expect(outcome.timings.endedUs).toBe(50_600);
  });
});

import { describe, expect, it } from 'vitest';
import { decodeLatin1 } from '../http/latin1.ts';
import { ANSWER, bodyOf, clientWorld, OK } from '../testing/client-world.ts';
import type { ScriptStep } from '../testing/scripted-server.ts';
import type { HttpClientOptions } from './http-client.ts';
import type { ClientOutcome } from './outcome.ts';

describe('HttpClient: connections', () => {
  it('each request has its own, closed at once', async () => {
    const { fetch, serverLog } = clientWorld();
    const first = await fetch();
    const second = await fetch();
    expect([first.tcpConnection, second.tcpConnection]).toEqual([1, 2]);
    expect(serverLog.filter((line) => line === 'peer closed').length).toBe(2);
  });

  it('a named one is kept and used again', async () => {
    const { fetch, serverLog, world } = clientWorld();
    const first = await fetch({ connection: 'a' });
    const second = await fetch({ connection: 'a' });
    const other = await fetch({ connection: 'b' });
    const of = (outcome: ClientOutcome) => [outcome.tcpConnection, outcome.connectionReused];
    expect([of(first), of(second), of(other)]).toEqual([
      [1, false],
      [1, true],
      [2, false],
    ]);
    expect(serverLog).not.toContain('peer closed');
    expect(world.kernel.nextEventUs).toBeUndefined();
  });

  it('requests on one name wait for each other, in order', async () => {
    const { send, world, serverLog } = clientWorld();
    const all = ['/1', '/2', '/3'].map((target) => send({ target, connection: 'a' }));
    await world.kernel.run();
    expect(all.map(([outcome]) => outcome?.tcpConnection)).toEqual([1, 1, 1]);
    expect(serverLog.map((head) => head.split(' ')[1])).toEqual(['/1', '/2', '/3']);
    const kinds = world.kernel.trace
      .since()
      .filter((event) => event.kind.startsWith('client-'))
      .map((event) => event.kind);
    const pair = ['client-request', 'client-response'];
    expect(kinds).toEqual([...pair, ...pair, ...pair]);
  });

  it('a waiting request can give up; the others go on', async () => {
    const { client, world } = clientWorld([
      [{ read: 'head' }, { wait_ms: 1_000 }, { send: OK }, { loop_to: 0 }],
    ]);
    const log: unknown[] = [];
    for (const timeoutMs of [0, 500, 0]) {
      client.send({ connection: 'a', timeoutMs }, (o) => log.push([o.requestId, o.error]));
    }
    await world.kernel.run();
    expect(log).toEqual([
      [2, 'client-gave-up-waiting'],
      [1, null],
      [3, null],
    ]);
  });

  it.each([
    ['the server has closed it', [{ read: 'head' }, { send: OK }, { close: 'fin' }]],
    ['the server has reset it', [{ read: 'head' }, { send: OK }, { wait_ms: 5 }, { close: 'rst' }]],
    [
      'the server has said that it will close',
      [
        { read: 'head' },
        { send: 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' },
        { hold: true },
      ],
    ],
    [
      'it was HTTP/1.0',
      [{ read: 'head' }, { send: 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n' }, { hold: true }],
    ],
  ] as [string, ScriptStep[]][])('a new one is opened when %s', async (_why, script) => {
    const { fetch } = clientWorld([script, ANSWER]);
    await fetch({ connection: 'a' });
    const second = await fetch({ connection: 'a' });
    expect([second.connectionReused, second.tcpConnection]).toEqual([false, 2]);
    expect(second.error).toBeNull();
  });

  it('a request that meets the close of its kept connection fails: nothing is tried again', async () => {
    const { client, send, world } = clientWorld([
      [{ read: 'head' }, { send: OK }, { wait_ms: 5 }, { close: 'fin' }],
    ]);
    let second: ClientOutcome[] = [];
    client.send({ connection: 'a' }, () => {
      // The server's FIN is on its way (from 5.45 to 5.6 ms) when the request goes out.
      world.kernel.at(5_500, () => {
        second = send({ connection: 'a' });
      });
    });
    await world.kernel.run();
    expect(second[0]).toMatchObject({ connectionReused: true, error: 'closed-without-response' });
  });

  it('tells what the server does with it afterwards', async () => {
    const kept = clientWorld();
    expect((await kept.fetchAndWatch())[1].connectionAfter).toBe('open');
    expect(kept.world.kernel.nowUs).toBeGreaterThan(120_000);
    const closing = clientWorld([
      [{ read: 'head' }, { send: OK }, { wait_ms: 100 }, { close: 'fin' }],
    ]);
    expect((await closing.fetchAndWatch())[1].connectionAfter).toBe('closed-by-server');
    const failed = clientWorld([[{ read: 'head' }, { close: 'fin' }]]);
    expect((await failed.fetchAndWatch())[1].connectionAfter).toBeNull();
  });

  it('keeps what comes behind a response, for whoever watches and for the next request', async () => {
    const { fetchAndWatch, fetch } = clientWorld([
      [{ read: 'head' }, { send: OK + OK }, { hold: true }],
    ]);
    const [outcome, after] = await fetchAndWatch({ connection: 'a' });
    expect([bodyOf(outcome), decodeLatin1(after.extraBytes)]).toEqual(['ok', OK]);
    const second = await fetch({ connection: 'a' });
    expect([second.connectionReused, bodyOf(second)]).toEqual([true, 'ok']);
  });

  it('can be opened ahead of the request', async () => {
    const { client, world, serverLog } = clientWorld();
    const log: string[] = [];
    const handle = client.send(
      { waitForGo: true, timeoutMs: 1_000 },
      (outcome) => log.push(`status ${outcome.head?.status}`),
      { connected: () => log.push('connected') },
    );
    await world.kernel.run(10_000_000);
    expect([log, serverLog]).toEqual([['connected'], []]);
    handle.go();
    handle.go();
    await world.kernel.run();
    expect(log).toEqual(['connected', 'status 200']);
  });
});

describe('HttpClient: the process', () => {
  it('closes its connections when it ends, and tells nothing more', async () => {
    const { client, send, world, serverLog } = clientWorld([[{ read: 'head' }, { hold: true }]]);
    const running = send({ timeoutMs: 60_000 });
    const waiting = send({ connection: 'a', timeoutMs: 60_000 });
    await world.kernel.run(10_000);
    const connecting = send({ timeoutMs: 60_000 });
    client.stop();
    await world.kernel.run();
    expect([running, waiting, connecting]).toEqual([[], [], []]);
    expect(serverLog.filter((line) => line === 'peer closed').length).toBe(2);
    expect(world.kernel.nowUs).toBeLessThan(2_000_000);
    expect(client.process.exit).toEqual({ code: 0, signal: null });
  });

  it('closes a kept connection on request', async () => {
    const { client, fetch, world, serverLog } = clientWorld();
    await fetch({ connection: 'a' });
    client.closeConnection('a');
    client.closeConnection('unknown');
    await world.kernel.run();
    expect(serverLog).toContain('peer closed');
  });
});

describe('HttpClient: the trace', () => {
  it('tells of requests, responses and failures', async () => {
    const { fetch, world } = clientWorld([[{ read: 'head' }, { send: OK }, { loop_to: 0 }]]);
    const place = world.kernel.trace.length;
    await fetch({ method: 'POST', target: '/a' });
    await fetch({ port: 81 });
    await fetch({ host: 'ghost' });
    const events = world.kernel.trace
      .since(place)
      .filter((event) => event.kind.startsWith('client-'))
      .map(({ atUs: _atUs, ...event }) => event);
    const client = 'client';
    const common = { client, method: 'POST', target: '/a', host: 'far', port: 80 };
    const plain = { client, method: 'GET', target: '/' };
    expect(events).toEqual([
      { kind: 'client-request', request: 1, connection: 1, ...common },
      {
        kind: 'client-response',
        request: 1,
        client,
        connection: 1,
        status: 200,
        reason: 'OK',
        fields: [['Content-Length', '2']],
        framing: 'content-length',
        body: 'ok',
        bytes: 2,
        complete: true,
      },
      { kind: 'client-request', request: 2, connection: 2, ...plain, host: 'far', port: 81 },
      { kind: 'client-failed', request: 2, client, connection: 2, error: 'ECONNREFUSED' },
      { kind: 'client-request', request: 3, connection: null, ...plain, host: 'ghost', port: 80 },
      { kind: 'client-failed', request: 3, client, connection: null, error: 'ENOTFOUND' },
    ]);
  });

  it('keeps at most 64 kB of a body, or as much as it is told', async () => {
    const long = `HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`;
    const bodyWith = async (options: Partial<HttpClientOptions>): Promise<unknown[]> => {
      const { fetch, world } = clientWorld([[{ read: 'head' }, { send: long }]], options);
      await fetch();
      const events = world.kernel.trace.since();
      const response = events.find((event) => event.kind === 'client-response');
      return response?.kind === 'client-response' ? [response.body.length, response.bytes] : [];
    };
    expect(await bodyWith({})).toEqual([65_536, 100_000]);
    expect(await bodyWith({ tracedBodyBytes: 0 })).toEqual([0, 100_000]);
  });

  it('has one digest for one seed', async () => {
    const run = async (seed: number): Promise<string> => {
      const { send, world } = clientWorld([ANSWER], { seed });
      world.network.setConditions(world.near, world.far, { jitterUs: 500 });
      for (let n = 0; n < 20; n++) send({ target: `/${n}`, ...(n % 2 && { connection: 'a' }) });
      await world.kernel.run();
      return world.kernel.trace.digest();
    };
    expect(await run(1)).toBe(await run(1));
    expect(await run(2)).not.toBe(await run(1));
  });
});

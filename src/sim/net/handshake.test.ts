import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  atOnce,
  attempt,
  BusyExecutor,
  bytes,
  listen,
  Recorder,
  type TwoHosts,
  twoHosts,
} from '../testing/two-hosts.ts';
import type { Endpoint } from './endpoint.ts';
import type { Handshake, PendingConnection } from './handshake.ts';

const SECOND = 1_000_000;

function begin(world: TwoHosts, told: string[], executor = atOnce): Handshake {
  const pending: PendingConnection = {
    connected: () => told.push('connected'),
    failed: (errno) => told.push(errno),
  };
  return world.network.connect({
    from: world.near,
    to: { ip: world.far.ip, port: 80 },
    executor,
    pending,
  });
}

describe('Handshake: a connection comes about', () => {
  it('after one round trip for the side that asks, half a trip later for the other', async () => {
    const world = twoHosts({ conditions: { latencyUs: 1_000 } });
    let acceptedUs = 0;
    listen(world.far, {}, () => {
      acceptedUs = world.kernel.nowUs;
    });
    const { endedUs } = await run(world);
    expect(endedUs).toBe(2_000);
    expect(acceptedUs).toBe(3_000);
  });

  it('before the program accepts it: the host answers', async () => {
    const world = twoHosts();
    const busy = new BusyExecutor();
    let accepted: Endpoint | null = null;
    const listener = listen(world.far, { executor: busy }, (endpoint) => {
      accepted = endpoint;
    });
    const { endpoint } = await run(world);
    expect(endpoint?.write(bytes('early'))).toBeNull();
    await world.kernel.run();
    expect(listener.queueLength).toBe(1);
    const told = new Recorder();
    busy.catchUp();
    (accepted as Endpoint | null)?.setHandlers(told);
    (accepted as Endpoint | null)?.resumeReading();
    busy.catchUp();
    expect(told.told).toEqual(['data early']);
  });

  it('although SYNs are lost at first', async () => {
    const world = twoHosts({ conditions: { blackhole: true } });
    listen(world.far);
    world.kernel.at(2 * SECOND, () => {
      world.network.setConditions(world.near, world.far, { blackhole: false });
    });
    const { endpoint, endedUs } = await run(world);
    expect(endpoint).not.toBeNull();
    expect(endedUs).toBe(3 * SECOND + 300); // SYNs after 0, 1 and 3 s
  });

  it('once, although the answer to the first SYN is lost', async () => {
    const world = twoHosts();
    world.network.link(world.far, world.near).conditions.blackhole = true;
    world.kernel.at(SECOND / 2, () => {
      world.network.link(world.far, world.near).conditions.blackhole = false;
    });
    let accepted = 0;
    const listener = listen(world.far, {}, () => accepted++);
    const { endedUs } = await run(world);
    expect(endedUs).toBe(SECOND + 300);
    expect(accepted).toBe(1);
    expect(listener.reserve()).toBe(true);
  });
});

async function run(world: TwoHosts): Promise<Attempt> {
  const result = attempt(world);
  await world.kernel.run();
  return result;
}

describe('Handshake: a connection does not come about', () => {
  it('nobody listens: refused after one round trip', async () => {
    const { errno, endedUs } = await run(twoHosts({ conditions: { latencyUs: 1_000 } }));
    expect([errno, endedUs]).toEqual(['ECONNREFUSED', 2_000]);
  });

  it('packets vanish: SYNs after 0, 1, 3, 7, 15, 31, 63 s, given up after 127 s', async () => {
    const world = twoHosts({ conditions: { blackhole: true } });
    const sent: number[] = [];
    const link = world.network.link(world.near, world.far);
    const pass = link.pass.bind(link);
    link.pass = (size, nowUs) => {
      sent.push(nowUs / SECOND);
      return pass(size, nowUs);
    };
    const { errno, endedUs } = await run(world);
    expect(sent).toEqual([0, 1, 3, 7, 15, 31, 63]);
    expect([errno, endedUs]).toEqual(['ETIMEDOUT', 127 * SECOND]);
  });

  it('the route rejects: at once', async () => {
    const world = twoHosts();
    world.network.setUnreachable(world.far.ip, true);
    const { errno, endedUs } = await run(world);
    expect([errno, endedUs]).toEqual(['EHOSTUNREACH', 0]);
    world.network.setUnreachable(world.far.ip, false);
    expect((await run(world)).errno).toBe('ECONNREFUSED');
  });

  it('there is no such host: no route after about three seconds', async () => {
    const world = twoHosts();
    const result = attempt(world, { ip: '10.0.0.200' });
    await world.kernel.run();
    expect([result.errno, result.endedUs]).toEqual(['EHOSTUNREACH', 3_060_000]);
  });

  it('the listener closes while the last step is on its way: reset', async () => {
    const world = twoHosts({ conditions: { latencyUs: 1_000 } });
    const listener = listen(world.far);
    const told = new Recorder();
    const result = attempt(world);
    world.kernel.at(2_500, () => listener.close());
    await world.kernel.run();
    result.endpoint?.setHandlers(told);
    expect(told.told).toEqual([]);
    expect(result.endpoint?.isBroken).toBe(true);
    expect(result.endpoint?.write(bytes('x'))).toBe('ECONNRESET');
  });
});

describe('Handshake: given up', () => {
  it('tells nothing, leaves no event and no reserved place', async () => {
    const world = twoHosts();
    const listener = listen(world.far, { backlog: 0 });
    const told: string[] = [];
    const handshake = begin(world, told);
    world.kernel.at(200, () => handshake.cancel());
    await world.kernel.run();
    expect(told).toEqual([]);
    expect(world.kernel.nowUs).toBeLessThan(SECOND);
    expect(listener.reserve()).toBe(true);
  });

  it('in a world where nothing answers: the queue is empty at once', () => {
    const world = twoHosts({ conditions: { blackhole: true } });
    begin(world, []).cancel();
    world.network.setUnreachable(world.far.ip, true);
    begin(world, []).close();
    expect(world.kernel.nextEventUs).toBeUndefined();
  });

  it('after it was established but before a busy program heard of it: closed', async () => {
    const world = twoHosts();
    const farTold = new Recorder();
    listen(world.far, {}, (endpoint) => {
      endpoint.setHandlers(farTold);
      endpoint.resumeReading();
    });
    const busy = new BusyExecutor();
    const told: string[] = [];
    const handshake = begin(world, told, busy);
    await world.kernel.run();
    handshake.cancel();
    busy.catchUp();
    await world.kernel.run();
    expect(told).toEqual([]);
    expect(farTold.told).toEqual(['end']);
  });

  it('after it failed but before a busy program heard of it: nothing is told', async () => {
    const world = twoHosts();
    const busy = new BusyExecutor();
    const told: string[] = [];
    const handshake = begin(world, told, busy);
    await world.kernel.run();
    handshake.cancel();
    busy.catchUp();
    expect(told).toEqual([]);
  });
});

describe('Handshake: the trace', () => {
  it('names the ends and the outcome', async () => {
    const world = twoHosts();
    await run(world);
    expect(world.kernel.trace.since()).toEqual([
      {
        kind: 'tcp-connect',
        atUs: 0,
        connection: 1,
        from: expect.stringMatching(/^10\.0\.0\.2:\d+$/),
        to: '10.0.0.3:80',
        fromHost: 'near',
        toHost: 'far',
      },
      { kind: 'tcp-connect-failed', atUs: 300, connection: 1, errno: 'ECONNREFUSED' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { attempt, BusyExecutor, listen, type TwoHosts, twoHosts } from '../testing/two-hosts.ts';
import type { Endpoint } from './endpoint.ts';

const established = (world: TwoHosts, count: number): (() => number) => {
  const attempts = Array.from({ length: count }, () => attempt(world));
  return () => attempts.filter((one) => one.endpoint).length;
};

describe('Listener', () => {
  // Tried on Linux 6.18: listen(0) takes one connection nobody accepts, listen(1) two.
  it.each([
    [0, 1],
    [1, 2],
    [3, 4],
  ])('with backlog %i holds %i connections that nobody accepts', async (backlog, held) => {
    const world = twoHosts();
    const listener = listen(world.far, { backlog, executor: new BusyExecutor() });
    const count = established(world, 6);
    await world.kernel.run(500_000);
    expect(count()).toBe(held);
    expect(listener.queueLength).toBe(held);
  });

  it('drops SYNs while the queue is full: the client tries again and gets in later', async () => {
    const world = twoHosts();
    const busy = new BusyExecutor();
    listen(world.far, { backlog: 0, executor: busy });
    const count = established(world, 2);
    await world.kernel.run(500_000);
    expect(count()).toBe(1);
    busy.catchUp();
    await world.kernel.run(2_000_000);
    expect(count()).toBe(2);
  });

  it('gives up after 127 s when the queue stays full', async () => {
    const world = twoHosts();
    listen(world.far, { backlog: 0, executor: new BusyExecutor() });
    const first = attempt(world);
    await world.kernel.run(1_000);
    const second = attempt(world);
    await world.kernel.run();
    expect(first.errno).toBeNull();
    expect([second.errno, second.endedUs]).toEqual(['ETIMEDOUT', 127_001_000]);
  });

  it('takes at most somaxconn connections, whatever the program asks for', async () => {
    const world = twoHosts();
    const listener = listen(world.far, { backlog: 1_000_000, executor: new BusyExecutor() });
    let places = 0;
    while (listener.reserve()) places++;
    expect(places).toBe(4_097);
    const unsigned = listen(world.far, { backlog: -1, port: 81, executor: new BusyExecutor() });
    places = 0;
    while (unsigned.reserve()) places++;
    expect(places).toBe(4_097);
  });

  it('hands connections over in the order they came', async () => {
    const world = twoHosts();
    const busy = new BusyExecutor();
    const accepted: Endpoint[] = [];
    listen(world.far, { executor: busy }, (endpoint) => accepted.push(endpoint));
    const attempts = [attempt(world), attempt(world), attempt(world)];
    await world.kernel.run();
    busy.catchUp();
    expect(accepted.map((endpoint) => endpoint.connection)).toEqual(
      attempts.map((one) => one.endpoint?.connection),
    );
  });

  it('resets what nobody has accepted when it closes, and refuses from then on', async () => {
    const world = twoHosts();
    const busy = new BusyExecutor();
    const accepted: Endpoint[] = [];
    const listener = listen(world.far, { executor: busy }, (endpoint) => accepted.push(endpoint));
    const waiting = attempt(world);
    await world.kernel.run();
    listener.close();
    await world.kernel.run();
    const late = attempt(world);
    await world.kernel.run();
    busy.catchUp();
    expect(waiting.endpoint?.isBroken).toBe(true);
    expect(late.errno).toBe('ECONNREFUSED');
    expect(accepted).toEqual([]);
    expect(listener.isClosed).toBe(true);
  });

  it('refuses at the next SYN a client whose SYN it had dropped before it closed', async () => {
    const world = twoHosts();
    const listener = listen(world.far, { backlog: 0, executor: new BusyExecutor() });
    attempt(world);
    await world.kernel.run(1_000);
    const dropped = attempt(world);
    world.kernel.at(500_000, () => listener.close());
    await world.kernel.run();
    expect([dropped.errno, dropped.endedUs]).toEqual(['ECONNREFUSED', 1_001_300]);
  });
});

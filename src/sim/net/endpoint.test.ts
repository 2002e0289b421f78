import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  attempt,
  BusyExecutor,
  bytes,
  connect,
  connectedWorld,
  listen,
  type TwoHosts,
  text,
  twoHosts,
} from '../testing/two-hosts.ts';
import type { Endpoint } from './endpoint.ts';

const KB = 1024;

async function attemptIn(world: TwoHosts): Promise<Attempt> {
  const result = attempt(world);
  await world.kernel.run();
  return result;
}

describe('Endpoint: reading', () => {
  it('hands over what the peer wrote, then its end', async () => {
    const { near, farTold, settle } = await connectedWorld();
    near.write(bytes('hello'));
    near.shutdown();
    await settle();
    expect(farTold.told).toEqual(['data hello', 'end']);
  });

  it('joins what has arrived in the meantime, at most 64 kB in one read', async () => {
    const { near, far, farTold, settle } = await connectedWorld({ reading: false });
    for (let n = 0; n < 10; n++) near.write(new Uint8Array(10 * KB).fill(n));
    near.shutdown();
    await settle();
    expect(far.unreadBytes).toBe(100 * KB);
    far.resumeReading();
    expect(farTold.told).toEqual([`data ${64 * KB}`, `data ${36 * KB}`, 'end']);
    expect([...farTold.bytes].every((byte, at) => byte === Math.floor(at / (10 * KB)))).toBe(true);
  });

  it('tells nothing while it is paused, and nothing is lost', async () => {
    const { near, far, farTold, settle } = await connectedWorld();
    far.pauseReading();
    near.write(bytes('a'));
    near.shutdown();
    await settle();
    expect(farTold.told).toEqual([]);
    far.resumeReading();
    expect(farTold.told).toEqual(['data a', 'end']);
  });

  it('tells the end once', async () => {
    const { near, far, farTold, settle } = await connectedWorld();
    near.shutdown();
    near.shutdown();
    await settle();
    far.resumeReading();
    await settle();
    expect(farTold.told).toEqual(['end']);
  });

  it('waits for a busy program: one notice, all the bytes', async () => {
    const busy = new BusyExecutor();
    const { near, farTold, settle } = await connectedWorld({ farExecutor: busy });
    near.write(bytes('a'));
    near.write(bytes('b'));
    await settle();
    expect(farTold.told).toEqual([]);
    busy.catchUp();
    expect(farTold.told).toEqual(['data ab']);
  });

  it('a pause that comes after the notice was posted still holds', async () => {
    const busy = new BusyExecutor();
    const { near, far, farTold, settle } = await connectedWorld({ farExecutor: busy });
    near.write(bytes('a'));
    await settle();
    far.pauseReading();
    busy.catchUp();
    expect(farTold.told).toEqual([]);
    far.resumeReading();
    busy.catchUp();
    expect(farTold.told).toEqual(['data a']);
  });

  it('does not call a native program again before it is back from a call', async () => {
    const { near, far, settle } = await connectedWorld({ reading: false });
    const log: string[] = [];
    far.setHandlers({
      data(chunk) {
        log.push(`data ${chunk.length}`);
        far.pauseReading();
        far.resumeReading();
        log.push('back');
      },
      end: () => log.push('end'),
      failed: () => log.push('failed'),
    });
    near.write(new Uint8Array(100 * KB));
    near.close();
    await settle();
    far.resumeReading();
    expect(log).toEqual([`data ${64 * KB}`, 'back', `data ${36 * KB}`, 'back', 'end']);
  });

  it('keeps everything for a program that sets its handlers late', async () => {
    const world = twoHosts();
    const accepted: Endpoint[] = [];
    listen(world.far, {}, (endpoint) => accepted.push(endpoint));
    const { endpoint: near } = await attemptIn(world);
    near?.write(bytes('early'));
    near?.reset();
    await world.kernel.run();
    const far = accepted[0] as Endpoint;
    const told: string[] = [];
    far.setHandlers({
      data: (chunk) => told.push(text(chunk)),
      end: () => told.push('end'),
      failed: (errno) => told.push(errno),
    });
    far.resumeReading();
    expect(told).toEqual(['early', 'ECONNRESET']);
  });
});

describe('Endpoint: writing', () => {
  it('copies the bytes: what a program does to its buffer afterwards does not travel', async () => {
    const { near, farTold, settle } = await connectedWorld();
    const buffer = bytes('before');
    near.write(buffer);
    buffer.fill(0x78);
    await settle();
    expect(text(farTold.bytes)).toBe('before');
    farTold.chunks[0]?.fill(0x79);
    expect(text(buffer)).toBe('xxxxxx');
  });

  it('blocks when buffers are full, and tells once there is room', async () => {
    const { near, far, farTold, settle } = await connectedWorld();
    far.pauseReading();
    expect(near.write(new Uint8Array(256 * KB))).toBeNull();
    let accepted = 0;
    expect(near.write(new Uint8Array(KB), () => accepted++)).toBe('EAGAIN');
    await settle();
    expect(accepted).toBe(0);
    far.resumeReading();
    await settle();
    expect(accepted).toBe(1);
    expect(farTold.bytes.length).toBe(257 * KB);
    expect(near.bufferedBytes).toBe(0);
  });

  it('is over after shutdown, while reading goes on', async () => {
    const { near, far, nearTold, farTold, settle } = await connectedWorld();
    near.write(bytes('request'));
    near.shutdown();
    expect(near.write(bytes('more'))).toBe('EPIPE');
    await settle();
    far.write(bytes('response'));
    far.close();
    await settle();
    expect(farTold.told).toEqual(['data request', 'end']);
    expect(nearTold.told).toEqual(['data response', 'end']);
  });

  it('of a closed socket is refused', async () => {
    const { near } = await connectedWorld();
    near.close();
    expect(near.write(bytes('x'))).toBe('EPIPE');
    expect(near.isClosed).toBe(true);
  });
});

describe('Endpoint: closing', () => {
  it('tells nothing more to a program that has closed', async () => {
    const { near, far, nearTold, settle } = await connectedWorld();
    far.write(bytes('too late'));
    near.close();
    await settle();
    expect(nearTold.told).toEqual([]);
  });

  it('a notice that was posted before the close is not delivered', async () => {
    const busy = new BusyExecutor();
    const { near, far, farTold, settle } = await connectedWorld({ farExecutor: busy });
    near.write(bytes('a'));
    await settle();
    far.close();
    busy.catchUp();
    expect(farTold.told).toEqual([]);
  });

  it('leaves no event in the queue, whoever closes how', async () => {
    const closing = fc.constantFrom('close', 'reset', 'shutdown then close');
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(),
          lossProbability: fc.constantFrom(0, 0.3),
          bytesPerSecond: fc.constantFrom(Number.POSITIVE_INFINITY, 200_000),
          nearBytes: fc.nat({ max: 400 * KB }),
          farBytes: fc.nat({ max: 400 * KB }),
          nearReads: fc.boolean(),
          farReads: fc.boolean(),
          nearCloses: closing,
          farCloses: closing,
          afterUs: fc.tuple(fc.nat({ max: 400_000 }), fc.nat({ max: 400_000 })),
        }),
        async (how) => {
          const { lossProbability, bytesPerSecond } = how;
          const world = twoHosts({ seed: how.seed, conditions: { bytesPerSecond } });
          const { near, far, nearTold, farTold } = await connect(world, { reading: false });
          world.network.setConditions(world.near, world.far, { lossProbability });
          if (how.nearReads) near.resumeReading();
          if (how.farReads) far.resumeReading();
          near.write(new Uint8Array(how.nearBytes));
          far.write(new Uint8Array(how.farBytes));
          const close = (end: typeof near, manner: string): void => {
            if (manner === 'reset') end.reset();
            if (manner === 'shutdown then close') end.shutdown();
            end.close();
          };
          world.kernel.after(how.afterUs[0], () => close(near, how.nearCloses));
          world.kernel.after(how.afterUs[1], () => close(far, how.farCloses));
          await world.kernel.run();
          expect(world.kernel.nextEventUs).toBeUndefined();
          expect(farTold.bytes.length).toBeLessThanOrEqual(how.nearBytes);
          expect(nearTold.bytes.length).toBeLessThanOrEqual(how.farBytes);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('Endpoint: repeating a run', () => {
  async function play(seed: number): Promise<string> {
    const conditions = { jitterUs: 3_000, lossProbability: 0.1, bytesPerSecond: 300_000 };
    const world = twoHosts({ seed });
    for (let n = 0; n < 5; n++) {
      const { near, far } = await connect(world);
      world.network.setConditions(world.near, world.far, conditions);
      far.setHandlers({
        data: (chunk) => void far.write(chunk),
        end: () => far.close(),
        failed: () => {},
      });
      near.setHandlers({
        data: (chunk) =>
          world.kernel.trace.addPayload(
            new Uint8Array([world.kernel.nowUs & 255, chunk.length & 255]),
          ),
        end: () => near.close(),
        failed: () => {},
      });
      near.write(new Uint8Array(20 * KB));
      near.shutdown();
      await world.kernel.run();
      world.network.setConditions(world.near, world.far, { lossProbability: 0 });
    }
    return world.kernel.trace.digest();
  }

  it('gives one digest for one seed, another for another', async () => {
    const first = await play(3);
    for (let n = 0; n < 3; n++) expect(await play(3)).toBe(first);
    expect(await play(4)).not.toBe(first);
  });
});

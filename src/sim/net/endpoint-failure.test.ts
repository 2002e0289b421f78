import { describe, expect, it } from 'vitest';
import { bytes, connect, connectedWorld, twoHosts } from '../testing/two-hosts.ts';

const KB = 1024;

// Each row was tried on Linux 6.18 with plain sockets on loopback; see this folder's README.
describe('Endpoint: resets, as on Linux', () => {
  it('bytes sent before a reset can be read, then the error', async () => {
    const { near, far, nearTold, settle } = await connectedWorld();
    far.write(bytes('hello'));
    far.reset();
    await settle();
    expect(nearTold.told).toEqual(['data hello', 'failed ECONNRESET']);
    expect(near.write(bytes('x'))).toBe('EPIPE');
  });

  it('a write gets the error first: the reader finds the bytes and the end', async () => {
    const { near, far, nearTold, settle } = await connectedWorld();
    near.pauseReading();
    far.write(bytes('hello'));
    far.reset();
    await settle();
    expect(near.isBroken).toBe(true);
    expect([near.write(bytes('x')), near.write(bytes('x'))]).toEqual(['ECONNRESET', 'EPIPE']);
    near.resumeReading();
    expect(nearTold.told).toEqual(['data hello', 'end']);
  });

  it('closing with unread bytes resets, and the response before it still arrives', async () => {
    const { near, far, nearTold, settle } = await connectedWorld({ reading: false });
    near.write(bytes('request'));
    await settle();
    far.write(bytes('response'));
    far.close();
    near.resumeReading();
    await settle();
    expect(nearTold.told).toEqual(['data response', 'failed ECONNRESET']);
  });

  it('closing with unread bytes loses what did not fit into the window', async () => {
    const { near, far, nearTold, settle } = await connectedWorld({ reading: false });
    near.write(bytes('request'));
    await settle();
    far.write(new Uint8Array(1_000 * KB));
    far.close();
    await settle();
    near.resumeReading();
    await settle();
    expect(nearTold.bytes.length).toBe(128 * KB);
    expect(nearTold.told.at(-1)).toBe('failed ECONNRESET');
  });

  it('the first write to a closed peer works, the next is EPIPE, the reader sees only the end', async () => {
    const { near, far, nearTold, settle } = await connectedWorld();
    far.close();
    await settle();
    expect(near.write(bytes('a'))).toBeNull();
    await settle();
    expect([near.write(bytes('b')), near.write(bytes('c'))]).toEqual(['EPIPE', 'EPIPE']);
    expect(nearTold.told).toEqual(['end']);
  });

  it('bytes that came before the end and the reset can be read, then the end', async () => {
    const { near, far, nearTold, settle } = await connectedWorld();
    near.pauseReading();
    far.write(bytes('hi'));
    far.close();
    await settle();
    near.write(bytes('answered with RST'));
    await settle();
    near.resumeReading();
    expect(nearTold.told).toEqual(['data hi', 'end']);
    expect(near.write(bytes('x'))).toBe('EPIPE');
  });

  it('a program that waits for a write learns of the reset although it does not read', async () => {
    const { near, far, nearTold, settle } = await connectedWorld();
    near.pauseReading();
    far.pauseReading();
    near.write(new Uint8Array(300 * KB));
    far.write(bytes('unread'));
    await settle();
    far.reset();
    await settle();
    expect(nearTold.told).toEqual(['failed ECONNRESET']);
  });

  it('a close with nothing unread is an orderly end, whatever is still to be sent', async () => {
    const { near, far, nearTold, settle } = await connectedWorld();
    far.write(new Uint8Array(500 * KB));
    far.close();
    await settle();
    expect(nearTold.bytes.length).toBe(500 * KB);
    expect(nearTold.told.at(-1)).toBe('end');
    expect(near.isBroken).toBe(true);
  });

  it('bytes for a closed socket cut short what it still had to send', async () => {
    const { near, far, nearTold, settle } = await connectedWorld();
    near.pauseReading();
    far.write(new Uint8Array(500 * KB));
    far.close();
    await settle();
    near.write(bytes('one byte too many'));
    await settle();
    near.resumeReading();
    await settle();
    expect(nearTold.bytes.length).toBe(128 * KB);
    expect(nearTold.told.at(-1)).toBe('failed ECONNRESET');
  });

  it('a reset of an already broken connection does nothing more', async () => {
    const { near, far, nearTold, farTold, settle } = await connectedWorld();
    near.reset();
    far.reset();
    near.reset();
    await settle();
    expect([nearTold.told, farTold.told]).toEqual([[], []]);
  });
});

describe('Endpoint: a network that fails', () => {
  it('does not hand a reset over before the bytes it follows, whatever the jitter', async () => {
    const world = twoHosts({ seed: 5, conditions: { jitterUs: 20_000, bytesPerSecond: 500_000 } });
    for (let n = 0; n < 20; n++) {
      const { near, far, nearTold } = await connect(world);
      near.write(bytes('x'));
      far.write(bytes('response'));
      far.reset();
      await world.kernel.run();
      expect(nearTold.told).toEqual(['data response', 'failed ECONNRESET']);
    }
  });

  it('a lost reset is noticed with the next write', async () => {
    const { world, near, far, nearTold, settle } = await connectedWorld();
    world.network.setConditions(world.near, world.far, { blackhole: true });
    far.reset();
    await settle();
    expect(nearTold.told).toEqual([]);
    world.network.setConditions(world.near, world.far, { blackhole: false });
    near.write(bytes('still there?'));
    await settle();
    expect(nearTold.told).toEqual(['failed ECONNRESET']);
  });

  it('a peer behind a partition: silence for the reader, ETIMEDOUT for the writer', async () => {
    const { world, near, nearTold, farTold, settle } = await connectedWorld();
    world.network.setConditions(world.near, world.far, { blackhole: true });
    const startUs = world.kernel.nowUs;
    expect(near.write(bytes('anyone?'))).toBeNull();
    await settle();
    expect(nearTold.told).toEqual(['failed ETIMEDOUT']);
    expect((world.kernel.nowUs - startUs) / 1_000_000).toBeCloseTo(924.9, 0);
    expect(farTold.told).toEqual([]);
    expect(near.write(bytes('x'))).toBe('EPIPE');
  });

  it('a side that has given up answers later bytes with a reset', async () => {
    const { world, near, far, farTold, settle } = await connectedWorld();
    world.network.setConditions(world.near, world.far, { blackhole: true });
    near.write(bytes('anyone?'));
    await settle();
    world.network.setConditions(world.near, world.far, { blackhole: false });
    far.write(bytes('here'));
    await settle();
    expect(farTold.told).toEqual(['failed ECONNRESET']);
  });

  it('a partition that heals in time only delays', async () => {
    const { world, near, farTold, settle } = await connectedWorld();
    world.network.setConditions(world.near, world.far, { blackhole: true });
    const startUs = world.kernel.nowUs;
    near.write(bytes('a'));
    near.write(bytes('b'));
    near.close();
    world.kernel.after(2_000_000, () => {
      world.network.setConditions(world.near, world.far, { blackhole: false });
    });
    await settle();
    expect(farTold.told).toEqual(['data a', 'data b', 'end']);
    expect((world.kernel.nowUs - startUs) / 1_000_000).toBeCloseTo(3, 1); // 0.2 + 0.4 + 0.8 + 1.6
  });
});

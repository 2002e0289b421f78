import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../kernel/kernel.ts';
import { twoHosts } from '../testing/two-hosts.ts';
import {
  ByteStream,
  RECEIVE_BUFFER_BYTES,
  SEND_BUFFER_BYTES,
  type StreamReceiver,
} from './byte-stream.ts';
import type { LinkConditions } from './link.ts';

const KB = 1024;
const SECOND = 1_000_000;

/** A receiving host whose program reads when it is told to, or at once. */
class Receiver implements StreamReceiver {
  unreadBytes = 0;
  readonly arrivals: string[] = [];
  readonly chunks: Uint8Array[] = [];
  byteCount = 0;
  readonly #kernel: Kernel;
  readonly #readsAtOnce: boolean;
  stream: ByteStream | null = null;

  constructor(kernel: Kernel, readsAtOnce: boolean) {
    this.#kernel = kernel;
    this.#readsAtOnce = readsAtOnce;
  }

  receiveBytes(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.byteCount += bytes.length;
    this.arrivals.push(`${bytes.length} at ${this.#kernel.nowUs}`);
    this.unreadBytes += bytes.length;
    if (this.#readsAtOnce) this.read(bytes.length);
  }

  receiveEnd(): void {
    this.arrivals.push(`end at ${this.#kernel.nowUs}`);
  }

  receiveReset(): void {
    this.arrivals.push(`reset at ${this.#kernel.nowUs}`);
  }

  read(byteCount: number): void {
    this.unreadBytes -= Math.min(byteCount, this.unreadBytes);
    this.stream?.windowOpened();
  }
}

function newStream(
  options: { conditions?: Partial<LinkConditions>; readsAtOnce?: boolean; seed?: number } = {},
) {
  const world = twoHosts({
    seed: options.seed ?? 1,
    conditions: { latencyUs: 100, ...options.conditions },
  });
  const { kernel, network, near, far } = world;
  const receiver = new Receiver(kernel, options.readsAtOnce ?? true);
  const link = network.link(near, far);
  let timedOutUs: number | null = null;
  const stream = new ByteStream({
    kernel,
    link,
    receiver,
    timedOut: () => {
      timedOutUs = kernel.nowUs;
    },
  });
  receiver.stream = stream;
  return { kernel, link, receiver, stream, timedOutUs: () => timedOutUs };
}

const nothing = (): void => {};

describe('ByteStream: sending', () => {
  it('delivers bytes and the end after the latency of the link', async () => {
    const { kernel, receiver, stream } = newStream();
    expect(stream.write(new Uint8Array([1, 2, 3]), nothing)).toBe(true);
    stream.end();
    expect(stream.bufferedBytes).toBe(3);
    await kernel.run();
    expect(receiver.chunks.flatMap((chunk) => [...chunk])).toEqual([1, 2, 3]);
    expect(receiver.arrivals).toEqual(['3 at 100', 'end at 100']);
    expect(stream.bufferedBytes).toBe(0);
  });

  it('sends nothing for an empty write', async () => {
    const { kernel, receiver, stream } = newStream();
    expect(stream.write(new Uint8Array(0), nothing)).toBe(true);
    await kernel.run();
    expect(receiver.arrivals).toEqual([]);
  });

  it('cuts a long write into segments of 64 kB', async () => {
    const { kernel, receiver, stream } = newStream();
    stream.write(new Uint8Array(100 * KB), nothing);
    await kernel.run();
    expect(receiver.arrivals).toEqual([`${64 * KB} at 100`, `${36 * KB} at 100`]);
  });

  it('shares out the bandwidth of the link', async () => {
    const { kernel, receiver, stream } = newStream({ conditions: { bytesPerSecond: 1_000_000 } });
    stream.write(new Uint8Array(948), nothing);
    stream.write(new Uint8Array(948), nothing);
    await kernel.run();
    expect(receiver.arrivals).toEqual(['948 at 1100', '948 at 2100']);
  });
});

describe('ByteStream: a receiver that does not read', () => {
  it('gets as much as the link says its host takes in', async () => {
    const { kernel, receiver, stream, link } = newStream({ readsAtOnce: false });
    Object.assign(link.conditions, { sendBufferBytes: 300 * KB, receiveBufferBytes: 192 * KB });
    expect(stream.write(new Uint8Array(492 * KB + 1), nothing)).toBe(false);
    await kernel.run();
    expect([receiver.unreadBytes, stream.bufferedBytes]).toEqual([192 * KB, 300 * KB + 1]);
  });

  it('gets one receive buffer, and the program may write one send buffer ahead', async () => {
    const { kernel, receiver, stream } = newStream({ readsAtOnce: false });
    const both = RECEIVE_BUFFER_BYTES + SEND_BUFFER_BYTES;
    let accepted = false;
    expect(stream.write(new Uint8Array(both), nothing)).toBe(true);
    expect(
      stream.write(new Uint8Array(1), () => {
        accepted = true;
      }),
    ).toBe(false);
    expect(stream.isBlocked).toBe(true);
    await kernel.run();
    expect(receiver.unreadBytes).toBe(RECEIVE_BUFFER_BYTES);
    expect(stream.bufferedBytes).toBe(SEND_BUFFER_BYTES + 1);
    expect(accepted).toBe(false);

    receiver.read(64 * KB);
    await kernel.run();
    expect(accepted).toBe(true);
    expect(stream.isBlocked).toBe(false);
    expect(receiver.unreadBytes).toBe(RECEIVE_BUFFER_BYTES);
  });

  it('gets the end only after all bytes', async () => {
    const { kernel, receiver, stream } = newStream({ readsAtOnce: false });
    stream.write(new Uint8Array(RECEIVE_BUFFER_BYTES + 10), nothing);
    stream.end();
    await kernel.run();
    expect(receiver.arrivals.some((arrival) => arrival.startsWith('end'))).toBe(false);
    receiver.read(RECEIVE_BUFFER_BYTES);
    await kernel.run();
    expect(receiver.arrivals.at(-1)).toMatch(/^end/);
    expect(receiver.byteCount).toBe(RECEIVE_BUFFER_BYTES + 10);
  });

  it('accepts blocked writes in their order', async () => {
    const { kernel, receiver, stream } = newStream({ readsAtOnce: false });
    const order: number[] = [];
    stream.write(new Uint8Array(RECEIVE_BUFFER_BYTES + SEND_BUFFER_BYTES), nothing);
    for (const n of [1, 2, 3]) stream.write(new Uint8Array(40 * KB), () => order.push(n));
    await kernel.run();
    receiver.read(64 * KB);
    await kernel.run();
    expect(order).toEqual([1]);
    receiver.read(64 * KB);
    await kernel.run();
    expect(order).toEqual([1, 2, 3]);
  });

  it('is sent nothing before there is room for a whole segment', async () => {
    const { kernel, receiver, stream } = newStream({ readsAtOnce: false });
    stream.write(new Uint8Array(RECEIVE_BUFFER_BYTES + 100 * KB), nothing);
    await kernel.run();
    for (let read = 0; read < 63; read++) {
      receiver.read(KB);
      await kernel.run();
    }
    expect(receiver.arrivals.length).toBe(2);
    receiver.read(KB);
    await kernel.run();
    expect(receiver.arrivals.length).toBe(3);
    receiver.read(36 * KB); // now room for the rest
    await kernel.run();
    expect(receiver.arrivals.length).toBe(4);
  });
});

describe('ByteStream: a program that writes again as soon as a write is accepted', () => {
  it('does not have its later bytes overtake the earlier ones', async () => {
    const { kernel, receiver, stream } = newStream();
    const chunk = (value: number): Uint8Array => new Uint8Array(100 * KB).fill(value);
    let next = 0;
    const writeOn = (): void => {
      while (next < 12 && stream.write(chunk(next++), writeOn));
    };
    writeOn();
    await kernel.run();
    expect(receiver.byteCount).toBe(12 * 100 * KB);
    const values = receiver.chunks.flatMap((bytes) => [bytes[0], bytes.at(-1)]) as number[];
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  });
});

describe('ByteStream: loss', () => {
  it('sends again what was lost, after 200 ms and a round trip', async () => {
    const { kernel, link, receiver, stream } = newStream({ conditions: { blackhole: true } });
    stream.write(new Uint8Array([1]), nothing);
    link.conditions.blackhole = false;
    stream.write(new Uint8Array([2]), nothing);
    await kernel.run();
    expect(receiver.chunks.flatMap((chunk) => [...chunk])).toEqual([1, 2]);
    expect(receiver.arrivals).toEqual(['1 at 200300', '1 at 200300']);
  });

  it('waits twice as long each time, and starts afresh after a success', async () => {
    const { kernel, link, receiver, stream } = newStream({ conditions: { blackhole: true } });
    stream.write(new Uint8Array([1]), nothing);
    kernel.at(SECOND, () => {
      link.conditions.blackhole = false;
    });
    await kernel.run(5 * SECOND);
    expect(receiver.arrivals).toEqual(['1 at 1401500']); // 0.2002 * (1 + 2 + 4) s and the way
    link.conditions.blackhole = true;
    stream.write(new Uint8Array([2]), nothing);
    link.conditions.blackhole = false;
    await kernel.run();
    expect(receiver.arrivals.at(-1)).toBe('1 at 5200300');
  });

  it('gives up after tcp_retries2, about 924 s', async () => {
    const { kernel, stream, timedOutUs } = newStream({ conditions: { blackhole: true } });
    stream.write(new Uint8Array([1]), nothing);
    await kernel.run();
    expect((timedOutUs() ?? 0) / SECOND).toBeCloseTo(924.8, 1);
    expect(kernel.nextEventUs).toBeUndefined();
  });
});

describe('ByteStream: reset and drop', () => {
  it('a reset arrives behind the bytes that are on their way', async () => {
    const { kernel, receiver, stream } = newStream({
      conditions: { jitterUs: 5_000, bytesPerSecond: 100_000 },
    });
    stream.write(new Uint8Array(500), nothing);
    stream.write(new Uint8Array(500), nothing);
    stream.reset();
    await kernel.run();
    expect(receiver.byteCount).toBe(1_000);
    expect(receiver.arrivals.at(-1)).toMatch(/^reset/);
  });

  it('a reset loses what was not sent yet, the end included', async () => {
    const { kernel, receiver, stream } = newStream({ readsAtOnce: false });
    stream.write(new Uint8Array(RECEIVE_BUFFER_BYTES + 10), nothing);
    stream.end();
    stream.reset();
    expect(stream.isBlocked).toBe(false);
    await kernel.run();
    receiver.read(RECEIVE_BUFFER_BYTES);
    await kernel.run();
    expect(receiver.byteCount).toBe(RECEIVE_BUFFER_BYTES);
    expect(receiver.arrivals.filter((arrival) => arrival.startsWith('end'))).toEqual([]);
  });

  it('a dropped stream delivers nothing more and leaves no event but arrivals to ignore', async () => {
    const { kernel, receiver, stream } = newStream();
    stream.write(new Uint8Array(10), nothing);
    stream.drop();
    stream.end();
    await kernel.run();
    expect(receiver.arrivals).toEqual([]);
    expect(kernel.nowUs).toBe(100);
  });

  it('a drop ends the retransmissions', () => {
    const { kernel, stream } = newStream({ conditions: { blackhole: true } });
    stream.write(new Uint8Array(10), nothing);
    stream.drop();
    expect(kernel.nextEventUs).toBeUndefined();
  });
});

describe('ByteStream: any link, any program', () => {
  const world = fc.record({
    seed: fc.nat(),
    conditions: fc.record({
      latencyUs: fc.nat({ max: 50_000 }),
      jitterUs: fc.nat({ max: 20_000 }),
      bytesPerSecond: fc.constantFrom(Number.POSITIVE_INFINITY, 1_000_000, 50_000_000),
      lossProbability: fc.constantFrom(0, 0.05, 0.4),
    }),
    writes: fc.array(fc.nat({ max: 150 * KB }), { minLength: 1, maxLength: 8 }),
    reads: fc.array(fc.integer({ min: 2 * KB, max: 200 * KB }), { minLength: 1, maxLength: 5 }),
    waitsForRoom: fc.boolean(),
  });

  type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

  async function play({ seed, conditions, writes, reads, waitsForRoom }: World) {
    const made = newStream({ seed, conditions, readsAtOnce: false });
    const { kernel, receiver, stream } = made;
    let next = 0;
    let value = 0;
    const writeOn = (): void => {
      while (next < writes.length) {
        const chunk = new Uint8Array(writes[next++] as number).map(() => value++ % 251);
        const ready = stream.write(chunk, () => waitsForRoom && writeOn());
        if (!ready && waitsForRoom) return;
      }
      stream.end();
    };
    writeOn();
    let turn = 0;
    const readOn = (): void => {
      receiver.read(reads[turn++ % reads.length] as number);
      if (!receiver.arrivals.at(-1)?.startsWith('end') || receiver.unreadBytes > 0) {
        kernel.after(7_000, readOn);
      }
    };
    readOn();
    await kernel.run();
    return { ...made, total: writes.reduce((sum, size) => sum + size, 0) };
  }

  it('delivers every byte once, in order, then the end, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (parameters) => {
        const { kernel, receiver, stream, total } = await play(parameters);
        expect(receiver.byteCount).toBe(total);
        let index = 0;
        const inOrder = receiver.chunks.every((bytes) => bytes.every((b) => b === index++ % 251));
        expect(inOrder).toBe(true);
        expect(receiver.arrivals.filter((arrival) => arrival.startsWith('end')).length).toBe(1);
        expect(stream.bufferedBytes).toBe(0);
        expect(stream.isBlocked).toBe(false);
        expect(kernel.nextEventUs).toBeUndefined();
      }),
      { numRuns: 60, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
    );
  });

  it('does it at the same moments for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (parameters) => {
        const first = await play(parameters);
        const second = await play(parameters);
        expect(second.receiver.arrivals).toEqual(first.receiver.arrivals);
      }),
      { numRuns: 10 },
    );
  });
});

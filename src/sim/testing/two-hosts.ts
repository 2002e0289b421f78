// A small world for the tests of the lower layers: two hosts, a network between them, no processes.
// Programs are stood in for by executors that run callbacks at once or when they are told to.

import { joinBytes } from '../http/bytes.ts';
import { Kernel } from '../kernel/kernel.ts';
import { NativeDriver } from '../kernel/native-driver.ts';
import type { Endpoint, EndpointHandlers } from '../net/endpoint.ts';
import type { Errno } from '../net/errno.ts';
import type { Executor } from '../net/executor.ts';
import type { Host } from '../net/host.ts';
import type { LinkConditions } from '../net/link.ts';
import type { Listener } from '../net/listener.ts';
import { Network } from '../net/network.ts';

/** A program that is always ready to run its callbacks. */
export const atOnce: Executor = { post: (callback) => callback() };

/** A program that is busy: its callbacks wait until `catchUp`. */
export class BusyExecutor implements Executor {
  #waiting: (() => void)[] = [];

  post(callback: () => void): void {
    this.#waiting.push(callback);
  }

  /** Runs what has been posted so far, and what that posts. */
  catchUp(): void {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) next();
  }
}

/** Writes down what an endpoint is told: `data abc`, `end`, `failed ECONNRESET`. */
export class Recorder implements EndpointHandlers {
  readonly told: string[] = [];
  readonly chunks: Uint8Array[] = [];

  data(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.told.push(`data ${bytes.length > 40 ? bytes.length : text(bytes)}`);
  }

  end(): void {
    this.told.push('end');
  }

  failed(errno: Errno): void {
    this.told.push(`failed ${errno}`);
  }

  /** All bytes read so far. */
  get bytes(): Uint8Array {
    return joinBytes(this.chunks);
  }
}

/** ASCII text as bytes. */
export const bytes = (ascii: string): Uint8Array =>
  Uint8Array.from(ascii, (character) => character.charCodeAt(0));

/** Bytes as text, one character for each. */
export const text = (latin1: Uint8Array): string =>
  Array.from(latin1, (byte) => String.fromCharCode(byte)).join('');

export interface TwoHosts {
  readonly kernel: Kernel;
  readonly network: Network;
  /** 10.0.0.2, where connections come from. */
  readonly near: Host;
  /** 10.0.0.3, where programs listen. */
  readonly far: Host;
}

export function twoHosts(
  options: { seed?: number; conditions?: Partial<LinkConditions> } = {},
): TwoHosts {
  const kernel = new Kernel({ seed: options.seed ?? 1, driver: new NativeDriver() });
  const network = new Network(kernel);
  const near = network.addHost('near', '10.0.0.2');
  const far = network.addHost('far', '10.0.0.3');
  network.setConditions(near, far, options.conditions ?? {});
  return { kernel, network, near, far };
}

/** Listens on a host; throws where Linux would refuse. */
export function listen(
  host: Host,
  options: { port?: number; backlog?: number; executor?: Executor; ip?: string } = {},
  accepted: (endpoint: Endpoint) => void = () => {},
): Listener {
  const listener = host.listen({
    address: { ip: options.ip ?? '0.0.0.0', port: options.port ?? 80 },
    backlog: options.backlog ?? 511,
    executor: options.executor ?? atOnce,
    accepted,
  });
  if (typeof listener === 'string') throw new Error(listener);
  return listener;
}

/** How a connection attempt ended. */
export interface Attempt {
  endpoint: Endpoint | null;
  errno: Errno | null;
  endedUs: number | null;
}

/** Connects from the near host to the far one and writes down how it ended. */
export function attempt(
  world: TwoHosts,
  options: { ip?: string; port?: number; executor?: Executor } = {},
): Attempt {
  const result: Attempt = { endpoint: null, errno: null, endedUs: null };
  world.network.connect({
    from: world.near,
    to: { ip: options.ip ?? world.far.ip, port: options.port ?? 80 },
    executor: options.executor ?? atOnce,
    pending: {
      connected: (endpoint) => {
        result.endpoint = endpoint;
        result.endedUs = world.kernel.nowUs;
      },
      failed: (errno) => {
        result.errno = errno;
        result.endedUs = world.kernel.nowUs;
      },
    },
  });
  return result;
}

/** The two ends of an established connection, each with its recorder, both reading. */
export interface Pair {
  readonly near: Endpoint;
  readonly far: Endpoint;
  readonly nearTold: Recorder;
  readonly farTold: Recorder;
}

/** Establishes a connection from the near host to the far one, which reads at once if `reading`. */
export async function connect(
  world: TwoHosts,
  options: { executor?: Executor; farExecutor?: Executor; reading?: boolean } = {},
): Promise<Pair> {
  let far: Endpoint | null = null;
  const farRun = options.farExecutor ?? atOnce;
  const listener = listen(world.far, { executor: farRun, port: 8000 }, (endpoint) => {
    far = endpoint;
  });
  const { executor } = options;
  const pending = attempt(world, { port: 8000, ...(executor ? { executor } : {}) });
  await world.kernel.run(world.kernel.nowUs + 1_000_000);
  for (const busy of [farRun, executor]) if (busy instanceof BusyExecutor) busy.catchUp();
  listener.close();
  const near = pending.endpoint;
  if (!near || !far) throw new Error('The connection was not established');
  const pair = { near, far: far as Endpoint, nearTold: new Recorder(), farTold: new Recorder() };
  pair.near.setHandlers(pair.nearTold);
  pair.far.setHandlers(pair.farTold);
  if (options.reading ?? true) {
    pair.near.resumeReading();
    pair.far.resumeReading();
  }
  return pair;
}

/** A world with one connection in it. */
export interface ConnectedWorld extends Pair {
  readonly world: TwoHosts;
  /** Runs the world until nothing is left to do. */
  settle(): Promise<void>;
}

export async function connectedWorld(
  options: Parameters<typeof connect>[1] = {},
): Promise<ConnectedWorld> {
  const world = twoHosts();
  const pair = await connect(world, options);
  const settle = async (): Promise<void> => void (await world.kernel.run());
  return { world, ...pair, settle };
}

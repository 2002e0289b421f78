// A TCP connection as a command holds one: connect(2), read(2), write(2) as tasks. Its system calls are made by a process of
// the simulator on the same host, so that the network and the trace see a program.

import type { Invocation } from '../../invocation.ts';
import { type Task, until } from '../../task.ts';

/** Why there is no connection, or why it broke. */
export type SocketError =
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'EPIPE'
  | 'ETIMEDOUT'
  /** The time limit passed; no error of the network. */
  | 'timeout';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EPIPE: 'Broken pipe',
  ETIMEDOUT: 'Connection timed out',
};

/** The words of strerror(3). */
export const socketErrorWords = (error: string): string => WORDS[error] ?? error;

/** The addresses of a name as this host resolves it, or why there is none. */
export function resolveName(
  run: Invocation,
  name: string,
): readonly string[] | 'NXDOMAIN' | 'failed' {
  const { network, host } = run.box.machine;
  const record = network.resolve(name, host);
  if (record === 'NXDOMAIN') return 'NXDOMAIN';
  return typeof record === 'string' ? 'failed' : record;
}

type Connected = Parameters<
  Parameters<Invocation['box']['machine']['network']['connect']>[0]['pending']['connected']
>[0];
type Program = ReturnType<Invocation['box']['world']['createProcess']>;

export interface ConnectOptions {
  readonly ip: string;
  readonly port: number;
  /** How long the connection may take to come about; for ever without it. */
  readonly timeoutMs?: number;
}

export class TcpSocket {
  /** Number of the connection in the trace. */
  readonly connection: number;
  readonly #run: Invocation;
  readonly #process: Program;
  readonly #endpoint: Connected;
  #received: Uint8Array[] = [];
  #end: 'end' | SocketError | null = null;
  #changed: () => void = () => {};

  private constructor(run: Invocation, process: Program, endpoint: Connected) {
    this.#run = run;
    this.#process = process;
    this.#endpoint = endpoint;
    this.connection = endpoint.connection;
    process.hold(endpoint);
    endpoint.setHandlers({
      data: (bytes) => {
        this.#received.push(bytes);
        this.#changed();
      },
      end: () => this.#finish('end'),
      failed: (errno) => this.#finish(errno as SocketError),
    });
    endpoint.resumeReading();
  }

  /** Connects to an address, or answers why that failed. */
  static *connect(run: Invocation, options: ConnectOptions): Task<TcpSocket | SocketError> {
    const { machine, world } = run.box;
    const process = world.createProcess(machine, run.name, run.process.title);
    let isConnected = false;
    try {
      const result = yield* until<Connected | SocketError>((done) => {
        const handshake = machine.network.connect({
          from: machine.host,
          to: { ip: options.ip, port: options.port },
          executor: process,
          pending: { connected: done, failed: (errno) => done(errno as SocketError) },
        });
        const { timeoutMs } = options;
        const timer =
          timeoutMs === undefined
            ? null
            : run.kernel.after(timeoutMs * 1_000, () => done('timeout'));
        return () => {
          run.kernel.cancel(timer);
          handshake.cancel();
        };
      });
      if (typeof result === 'string') return result;
      isConnected = true;
      return new TcpSocket(run, process, result);
    } finally {
      if (!isConnected) process.end({ code: 0, signal: null });
    }
  }

  #finish(end: 'end' | SocketError): void {
    this.#end ??= end;
    this.#changed();
  }

  /** Whether the other end has closed, or the connection broke. */
  get isOver(): boolean {
    return this.#end !== null && this.#received.length === 0;
  }

  /** The next bytes; null at the end; otherwise why there are none. */
  *read(timeoutMs?: number): Task<Uint8Array | null | SocketError> {
    if (this.#received.length === 0 && this.#end === null) {
      const isLate = yield* until<boolean>((done) => {
        this.#changed = () => done(false);
        const { kernel } = this.#run;
        const timer =
          timeoutMs === undefined ? null : kernel.after(timeoutMs * 1_000, () => done(true));
        return () => {
          this.#changed = () => {};
          kernel.cancel(timer);
        };
      });
      if (isLate) return 'timeout';
    }
    const bytes = this.#received.shift();
    if (bytes) return bytes;
    return this.#end === 'end' ? null : this.#end;
  }

  /** Writes bytes without waiting for room; false where the connection is over. */
  write(bytes: Uint8Array): boolean {
    const result = this.#endpoint.write(bytes);
    return result === null || result === 'EAGAIN';
  }

  close(): void {
    this.#endpoint.close();
    this.#process.release(this.#endpoint);
    this.#process.end({ code: 0, signal: null });
  }
}

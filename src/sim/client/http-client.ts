// The program on the client's host: sends HTTP/1.x requests, each on a connection of its own or on one that is
// kept under a name, and tells what became of them. Like curl it adds few fields; unlike curl it follows no
// redirect, tries nothing again and can misbehave on request.
// Simplified: names resolve at once, and the client's own work takes no simulated time.

import type { Fields } from '../http/fields.ts';
import { Roster } from '../kernel/roster.ts';
import type { Platform } from '../platform.ts';
import type { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';
import {
  type CallContext,
  ClientCall,
  type ClientHandlers,
  type ConnectionAttempt,
} from './client-call.ts';
import { ClientConnection } from './connection.ts';
import { KeptConnection } from './kept-connection.ts';
import type { ClientError, ClientOutcome } from './outcome.ts';
import { type ClientRequest, composeRequest, type Leaving, stepsOf } from './request.ts';
import './trace-events.ts';

/** Bytes of a body that the trace keeps as text. */
const TRACED_BODY_BYTES = 64 * 1024;

export interface HttpClientOptions {
  readonly machine: Machine;
  readonly platform: Pick<Platform, 'encodeUtf8' | 'decodeUtf8'>;
  /** Name of the process: what the trace calls the client. `client` */
  readonly name?: string;
  /** Where requests go that name no host: a name or an address. 127.0.0.1 */
  readonly host?: string;
  /** 80 */
  readonly port?: number;
  /** Fields of every request, sent first. Without this: Host, User-Agent and Accept, as curl's. */
  readonly defaultFields?: Fields;
  /** How much of a body the trace keeps; a load test keeps nothing. */
  readonly tracedBodyBytes?: number;
}

export interface ClientRequestHandle {
  readonly requestId: number;
  /** Sends a request that has `waitForGo`. */
  go(): void;
  /** The client leaves. Does nothing once there is an outcome. */
  abort(how?: Leaving): void;
}

export class HttpClient {
  readonly process: NativeProcess;
  readonly #options: HttpClientOptions;
  readonly #kept = new Map<string, KeptConnection>();
  readonly #calls = new Roster<ClientCall>();
  readonly #context: CallContext;
  #nextId = 1;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    const { machine, name = 'client' } = options;
    const { kernel, host } = machine;
    const pid = machine.takePid();
    this.process = new NativeProcess({ kernel, host, pid, name, command: name });
    machine.add(this.process);
    this.process.onExit(() => {
      for (const call of this.#calls) call.drop();
      this.#calls.clear();
    });
    this.#context = this.#createContext();
  }

  /**
   * Sends a request. `done` is called once, never before this returns: when the response is complete, or
   * when it is clear that it will not be. With `settled` the connection is watched for 120 ms after that (or
   * until it ends), and only then closed, or free for the next request of its name; without it, at once.
   * `connected` is called when the connection is there.
   */
  send(
    request: ClientRequest,
    done: (outcome: ClientOutcome) => void,
    more: Omit<ClientHandlers, 'done'> = {},
  ): ClientRequestHandle {
    const { platform } = this.#options;
    const host = request.host ?? this.#options.host ?? '127.0.0.1';
    const port = request.port ?? this.#options.port ?? 80;
    const encode = (text: string): Uint8Array => platform.encodeUtf8(text);
    const call = new ClientCall({
      context: this.#context,
      id: this.#nextId++,
      host,
      port,
      request,
      composed: composeRequest(request, this.#defaultFields(host, port), encode),
      afterUpgrade: stepsOf(request.afterUpgrade, encode),
      handlers: { done, ...more },
    });
    this.#calls.add(call);
    if (call.connectionName === undefined) call.start(null);
    else this.#keep(call.connectionName).add(call);
    return {
      requestId: call.id,
      go: () => call.go(),
      abort: (how = 'fin') => call.abort(how),
    };
  }

  /** What the clock of its machine says, in milliseconds since 1970. */
  get timeMs(): number {
    return this.#options.machine.timeMs;
  }

  /** Closes a kept connection. */
  closeConnection(name: string, how: Leaving = 'fin'): void {
    this.#kept.get(name)?.connection?.close(how);
  }

  /** Ends the process: every connection is closed, no outcome is told any more. */
  stop(): void {
    this.process.end({ code: 0, signal: null });
  }

  #keep(name: string): KeptConnection {
    let kept = this.#kept.get(name);
    if (!kept) {
      kept = new KeptConnection();
      this.#kept.set(name, kept);
    }
    return kept;
  }

  #defaultFields(host: string, port: number): Fields {
    const { defaultFields } = this.#options;
    if (defaultFields) return defaultFields;
    const authority = port === 80 ? host : `${host}:${port}`;
    return [
      ['Host', authority],
      ['User-Agent', 'curl/7.88.1'],
      ['Accept', '*/*'],
    ];
  }

  #createContext(): CallContext {
    const { machine } = this.#options;
    return {
      kernel: machine.kernel,
      resolve: (host) => this.#resolve(host),
      connect: (target, pending) => this.#connect(target, pending),
      adopt: (endpoint, name) => {
        this.process.hold(endpoint);
        const onEnd = (): void => this.process.release(endpoint);
        const connection = new ClientConnection({ kernel: machine.kernel, name, endpoint, onEnd });
        if (name !== null) this.#keep(name).connection = connection;
        return connection;
      },
      began: (call, connection) => this.#recordRequest(call, connection),
      ended: (outcome) => this.#recordOutcome(outcome),
      freed: (call) => {
        const isOwn = this.#calls.delete(call);
        const name = call.connectionName;
        if (isOwn && name !== undefined) this.#keep(name).remove(call);
      },
    };
  }

  #connect(...[target, pending]: Parameters<CallContext['connect']>): ConnectionAttempt {
    const { machine } = this.#options;
    const { ip, port, localIp } = target;
    const handshake = machine.network.connect({
      from: machine.host,
      to: { ip, port },
      executor: this.process,
      pending: {
        connected: (endpoint) => {
          this.process.release(handshake);
          pending.connected(endpoint);
        },
        failed: (errno) => {
          this.process.release(handshake);
          pending.failed(errno);
        },
      },
      ...(localIp !== undefined && { localIp }),
    });
    this.process.hold(handshake);
    return {
      connection: handshake.connection,
      cancel: () => {
        this.process.release(handshake);
        handshake.cancel();
      },
    };
  }

  #resolve(host: string): readonly string[] | ClientError {
    const { network, host: from } = this.#options.machine;
    const record = network.resolve(host, from);
    if (record === 'NXDOMAIN') return 'ENOTFOUND';
    return typeof record === 'string' ? 'EAI_AGAIN' : record;
  }

  #recordRequest(call: ClientCall, connection: number | null): void {
    const { id: request, host, port } = call;
    const { method, target } = call.composed;
    const client = this.process.name;
    const { trace } = this.#options.machine.kernel;
    trace.record({
      kind: 'client-request',
      request,
      client,
      connection,
      method,
      target,
      host,
      port,
    });
  }

  #recordOutcome(outcome: ClientOutcome): void {
    const { requestId: request, head, framing, body, complete, error } = outcome;
    const { platform, machine, tracedBodyBytes = TRACED_BODY_BYTES } = this.#options;
    const { trace } = machine.kernel;
    const client = this.process.name;
    const connection = outcome.tcpConnection;
    if (head && framing && connection !== null) {
      const { status, reason, fields } = head;
      const text = platform.decodeUtf8(body.subarray(0, tracedBodyBytes));
      const bytes = body.length;
      const message = { status, reason, fields, framing, body: text, bytes, complete };
      trace.record({ kind: 'client-response', request, client, connection, ...message });
    }
    if (error) trace.record({ kind: 'client-failed', request, client, connection, error });
  }
}

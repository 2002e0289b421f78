// A third party's API server: one process that does what its script and its faults say. It stands for a service nobody
// here can look into: it writes no log, and its trace is what its makers would know.

import type { RequestHead } from '../http/message.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { Listener } from '../net/listener.ts';
import type { Platform } from '../platform.ts';
import type { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';
import type { Signal } from '../process/process.ts';
import type { FaultSetting } from '../scenario/host-service.ts';
import { acceptTls } from './accept-tls.ts';
import { ApiConnection, type Decision } from './api-connection.ts';
import { type ApiFault, type FaultSwitches, plainAnswer } from './faults.ts';
import { RateWindow } from './rate-window.ts';
import { RouteTable } from './route-table.ts';
import type { ApiScript, ScriptAnswer } from './script.ts';

const NO_PARTS: ReadonlyMap<string, string> = new Map();

interface Chosen extends Decision {
  readonly attempt: number;
  readonly fault: ApiFault | null;
}

export class ApiServer extends NativeProcess {
  readonly machine: Machine;
  readonly faults: FaultSwitches;
  readonly #platform: Platform;
  readonly #connections = new Set<ApiConnection>();
  #script: ApiScript;
  #routes: RouteTable;
  #window = new RateWindow();
  #listener: Listener | null = null;

  constructor(options: {
    machine: Machine;
    platform: Platform;
    script: ApiScript;
    faults: FaultSwitches;
  }) {
    const { machine, platform, script, faults } = options;
    const { kernel, host } = machine;
    super({ kernel, host, pid: machine.takePid(), name: host.name, command: `${host.name} api` });
    this.machine = machine;
    this.faults = faults;
    this.#platform = platform;
    this.#script = script;
    this.#routes = new RouteTable(script.routes);
  }

  get script(): ApiScript {
    return this.#script;
  }

  /** Another script from now on: counting starts again, connections stay. */
  use(script: ApiScript): void {
    const moved = script.port !== this.#script.port;
    this.#script = script;
    this.#routes = new RouteTable(script.routes);
    this.#window = new RateWindow();
    if (moved) {
      this.#stopListening();
      this.listen();
    }
  }

  listen(): void {
    if (this.faults.has('refuse') || this.#listener) return;
    const listener = this.host.listen({
      address: { ip: '0.0.0.0', port: this.#script.port },
      backlog: 511,
      executor: this,
      accepted: (endpoint) => this.#accept(endpoint),
    });
    if (typeof listener === 'string') throw new Error(`${this.host.name}: ${listener}`);
    this.#listener = listener;
    this.hold(listener);
  }

  setFault(fault: ApiFault, setting: FaultSetting): void {
    this.faults.set(fault, setting);
    if (fault === 'rate-limit') this.#window = new RateWindow();
    if (fault !== 'refuse') return;
    if (setting === null) {
      this.listen();
      return;
    }
    this.#stopListening();
    // A service that is gone has no open connections either.
    for (const connection of [...this.#connections]) connection.abort();
  }

  #stopListening(): void {
    this.#listener?.close();
    if (this.#listener) this.release(this.#listener);
    this.#listener = null;
  }

  #accept(endpoint: Endpoint): void {
    this.hold(endpoint);
    const connection: ApiConnection = new ApiConnection({
      kernel: this.kernel,
      endpoint,
      rules: () => this.#script.connections,
      nowMs: () => this.machine.timeMs,
      encodeUtf8: (text) => this.#platform.encodeUtf8(text),
      decide: (head, isReused) => this.#decide(head, { isReused, connection: endpoint.connection }),
      closed: () => {
        this.#connections.delete(connection);
        this.release(endpoint);
      },
    });
    this.#connections.add(connection);
    const certificate = this.#script.tls;
    if (certificate) acceptTls({ machine: this.machine, endpoint, connection, certificate });
    else endpoint.setHandlers(connection);
    endpoint.resumeReading();
  }

  #decide(head: RequestHead, on: { isReused: boolean; connection: number }): Decision {
    const chosen = this.#choose(head, on.isReused);
    const { answer, attempt, fault } = chosen;
    this.kernel.trace.record({
      kind: 'api-request',
      host: this.host.name,
      connection: on.connection,
      method: head.method,
      target: head.target,
      attempt,
      does: answer.does,
      status: answer.does === 'respond' ? answer.status : null,
      waitMs: 'waitMs' in answer ? answer.waitMs : 0,
      isCut: answer.does === 'respond' && answer.cut !== null,
      line: answer.line > 0 ? answer.line : null,
      fault,
    });
    return chosen;
  }

  #choose(head: RequestHead, isReused: boolean): Chosen {
    const withFault = (fault: ApiFault | null, answer: ScriptAnswer): Chosen => ({
      answer,
      parts: NO_PARTS,
      attempt: 0,
      fault,
    });
    const { onReuse } = this.#script.connections;
    if (isReused && (this.faults.has('reset-on-reuse') || onReuse === 'reset')) {
      const fault = this.faults.has('reset-on-reuse') ? 'reset-on-reuse' : null;
      return withFault(fault, { does: 'reset', waitMs: 0, times: 1, line: 0 });
    }
    if (isReused && onReuse === 'close') {
      return withFault(null, { does: 'close', waitMs: 0, times: 1, line: 0 });
    }
    const replacement = this.faults.replacement();
    if (replacement) return withFault(...replacement);
    const limited = this.#limit();
    if (limited) return limited;
    const match = this.#routes.take(head.method, head.target);
    if ('allowed' in match) return withFault(null, noRoute(match.allowed));
    const [fault, answer] = this.faults.bend(match.answer);
    return { ...match, answer, fault };
  }

  #limit(): Chosen | null {
    const byFault = this.faults.rateLimit;
    const limit = byFault ?? this.#script.rateLimit;
    const seconds = limit && this.#window.take(limit, this.machine.timeMs);
    if (!limit || seconds === null) return null;
    const fields = limit.retryAfter ? [['Retry-After', String(seconds)] as const] : [];
    const error = limit.status === 429 ? 'rate limit exceeded' : 'unavailable';
    return {
      answer: plainAnswer(limit.status, error, fields),
      parts: NO_PARTS,
      attempt: 0,
      fault: byFault ? 'rate-limit' : null,
    };
  }

  protected override handleSignal(signal: Signal): boolean {
    return signal === 'SIGHUP' || signal === 'SIGPIPE';
  }
}

function noRoute(allowed: readonly string[]): ScriptAnswer {
  if (allowed.length === 0) return plainAnswer(404, 'not found');
  return plainAnswer(405, 'method not allowed', [['Allow', allowed.join(', ')]]);
}

// What keeps a service running: starts it, starts it again when it ends, and gives up when it never stays
// up. Modelled on pm2 in fork mode (https://pm2.keymetrics.io/docs/usage/restart-strategies/): a restart at
// once, at most 16 in a row that lived shorter than a second; `restart` sends SIGINT and, after 1.6 s, SIGKILL.

import type { Micros, ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Process, ProcessExit } from './process.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A line of the supervisor's own log. */
    'supervisor-log': { readonly host: string; readonly name: string; readonly text: string };
    /** The state operators see in `pm2 list`. */
    'service-state': {
      readonly host: string;
      readonly name: string;
      readonly state: ServiceState;
      readonly pid: number | null;
      readonly restarts: number;
      /** The number of the service, where a host has several. */
      readonly id?: number;
    };
  }
}

/** `online` means that the process runs, not that it answers. */
export type ServiceState = 'online' | 'stopping' | 'stopped' | 'errored';

/** Restarts in a row that count as unstable before the supervisor gives up (pm2's max_restarts). */
const MAX_UNSTABLE_RESTARTS = 16;
/** A process that lived this long was stable (pm2's min_uptime). */
const STABLE_AFTER_US = 1_000_000;
/** How long a process may take to end after SIGINT (pm2's kill_timeout). */
const KILL_AFTER_US = 1_600_000;
/** Time between the end of a process and the start of the next. */
const RESTART_DELAY_US = 20_000;

/** When an ended process is started again. pm2's autorestart, stop_exit_codes, restart_delay and max_restarts. */
export interface RestartPolicy {
  /** `on-failure`: not after it ended by itself with code 0. */
  readonly when: 'always' | 'on-failure' | 'never';
  /** Time between an end and the next start; 20. */
  readonly delayMs?: number;
  /** Restarts in a row of a process that lived shorter than a second; 16. */
  readonly maxUnstable?: number;
}

export interface SupervisorOptions {
  readonly kernel: Kernel;
  readonly host: string;
  readonly name: string;
  /** Its number among the supervisor's services, as in `App [name:0]`; 0. */
  readonly id?: number;
  /** Always, where nothing is said. */
  readonly restart?: RestartPolicy;
  /** Starts the program and returns its process. */
  readonly start: () => Process;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  #process: Process | null = null;
  #state: ServiceState = 'stopped';
  #wanted = false;
  #restarts = 0;
  #unstable = 0;
  #startedUs: Micros = 0;
  #killEvent: ScheduledEvent | null = null;
  #startEvent: ScheduledEvent | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get process(): Process | null {
    return this.#process;
  }

  get state(): ServiceState {
    return this.#state;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** The name and number in the supervisor's log. */
  get #title(): string {
    return `${this.#options.name}:${this.#options.id ?? 0}`;
  }

  /** Starts the service; a running one is left alone. */
  start(): void {
    this.#wanted = true;
    this.#unstable = 0;
    if (!this.#process && !this.#startEvent) this.#launch();
  }

  /** Stops the service and does not start it again. */
  stop(): void {
    this.#wanted = false;
    this.#options.kernel.cancel(this.#startEvent);
    this.#startEvent = null;
    if (this.#process) this.#endProcess();
    else this.#setState('stopped');
  }

  /** Ends the process, if there is one, and starts the service anew. */
  restart(): void {
    this.#wanted = true;
    this.#unstable = 0;
    if (this.#process) this.#endProcess();
    else if (!this.#startEvent) this.#launch();
  }

  /** A changed program runs only once it has been started again. */
  apply(): void {
    this.restart();
  }

  #launch(): void {
    const { kernel } = this.#options;
    this.#startEvent = null;
    this.#startedUs = kernel.nowUs;
    const process = this.#options.start();
    this.#process = process;
    process.onExit((exit) => this.#ended(process, exit));
    this.#log(`App [${this.#title}] starting in -fork mode-`);
    this.#setState('online');
    this.#log(`App [${this.#title}] online`);
  }

  #endProcess(): void {
    const { kernel } = this.#options;
    this.#setState('stopping');
    const process = this.#process;
    process?.signal('SIGINT');
    kernel.cancel(this.#killEvent);
    this.#killEvent = kernel.after(KILL_AFTER_US, () => process?.signal('SIGKILL'));
  }

  #ended(process: Process, exit: ProcessExit): void {
    if (process !== this.#process) return;
    const { kernel, restart } = this.#options;
    kernel.cancel(this.#killEvent);
    this.#process = null;
    // pm2 names SIGINT where a process ended without a signal.
    const signal = exit.signal ?? 'SIGINT';
    this.#log(`App [${this.#title}] exited with code [${exit.code ?? 0}] via signal [${signal}]`);
    if (this.#state === 'stopping') {
      if (this.#wanted) this.#relaunch();
      else this.#setState('stopped');
      return;
    }
    const isDone = restart?.when === 'on-failure' && exit.code === 0;
    if (!this.#wanted || restart?.when === 'never' || isDone) {
      this.#setState('stopped');
      return;
    }
    const livedUs = kernel.nowUs - this.#startedUs;
    this.#unstable = livedUs < STABLE_AFTER_US ? this.#unstable + 1 : 0;
    const maxUnstable = restart?.maxUnstable ?? MAX_UNSTABLE_RESTARTS;
    if (this.#unstable >= maxUnstable) {
      this.#log(`Script had too many unstable restarts (${maxUnstable}). Stopped. "errored"`);
      this.#setState('errored');
      return;
    }
    this.#restarts++;
    this.#relaunch();
  }

  #relaunch(): void {
    const { kernel, restart } = this.#options;
    const delayUs = restart?.delayMs === undefined ? RESTART_DELAY_US : restart.delayMs * 1_000;
    this.#startEvent = kernel.after(delayUs, () => this.#launch());
  }

  #setState(state: ServiceState): void {
    this.#state = state;
    const { host, name, kernel } = this.#options;
    const pid = this.#process?.pid ?? null;
    kernel.trace.record({
      kind: 'service-state',
      host,
      name,
      state,
      pid,
      restarts: this.#restarts,
      ...(this.#options.id !== undefined && { id: this.#options.id }),
    });
  }

  #log(text: string): void {
    const { host, name, kernel } = this.#options;
    kernel.trace.record({ kind: 'supervisor-log', host, name, text });
  }
}

// What all requests of a running edge share: settings, cache, connections to the origin, the trace.

import { httpDate } from '../http/http-date.ts';
import type { Random } from '../kernel/random.ts';
import type { Trace } from '../kernel/trace.ts';
import type { Machine } from '../process/machine.ts';
import type { Process } from '../process/process.ts';
import { EdgeCache } from './cache.ts';
import { OriginPool } from './origin-connection.ts';
import { OriginExchange, type OriginExchangeOptions } from './origin-exchange.ts';
import type { EdgeSettings, ReadSettings } from './settings.ts';
import type { EdgePlace, EdgeRule } from './trace.ts';

/** An event of the edge without what every one of them has. */
type EdgeHappening = Parameters<Trace['record']>[0] extends infer Happening
  ? Happening extends { readonly kind: `edge-${string}`; readonly process: number }
    ? Omit<Happening, 'process'>
    : never
  : never;

/** The setting behind a rule, where it is one. */
const SETTINGS: { readonly [Rule in EdgeRule]?: keyof EdgeSettings } = {
  ssl: 'ssl',
  read_timeout: 'readTimeoutS',
  origin_error_pages: 'originErrorPages',
  cache: 'cacheEverything',
};

export class EdgeContext {
  readonly machine: Machine;
  readonly process: Process;
  readonly cache = new EdgeCache();
  readonly pool: OriginPool;
  readonly #random: Random;
  #read: ReadSettings;
  #nextRequest = 1;

  constructor(machine: Machine, process: Process, read: ReadSettings) {
    this.machine = machine;
    this.process = process;
    this.pool = new OriginPool(machine);
    this.#random = machine.kernel.random.fork(`edge ${process.pid}`);
    this.#read = read;
  }

  get settings(): EdgeSettings {
    return this.#read.settings;
  }

  /** Puts changed settings into force for requests to come. */
  change(read: ReadSettings): void {
    this.#read = read;
    this.pool.closeAll();
  }

  nextRequestId(): number {
    return this.#nextRequest++;
  }

  exchange(
    options: Omit<OriginExchangeOptions, 'machine' | 'process' | 'pool' | 'settings'>,
  ): OriginExchange {
    const { machine, process, pool, settings } = this;
    return new OriginExchange({ machine, process, pool, settings, ...options });
  }

  placeOf(rule: EdgeRule): EdgePlace | 'default' {
    const setting = SETTINGS[rule];
    return setting ? this.#read.place(setting) : 'default';
  }

  record(happening: EdgeHappening): void {
    const event = { ...happening, process: this.process.pid } as Parameters<Trace['record']>[0];
    this.machine.kernel.trace.record(event);
  }

  /** An id like those in `cf-ray`: 16 hexadecimal digits and the place that answered. */
  newRay(): string {
    const half = (): string => this.#random.nextUint32().toString(16).padStart(8, '0');
    return `${half()}${half()}-FRA`;
  }

  /** The clock on the wall, as in the field Date. */
  httpDate(): string {
    return httpDate(this.machine.timeMs);
  }
}

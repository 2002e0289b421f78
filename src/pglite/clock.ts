// Time as the database's backend meets it. Its clock stands still but for what the work it does would
// take on a server, so that the same statements at the same simulated time read the same times.
// Simplified: work is counted in pages touched and records logged; what a function computes takes no time.

import type { PostgresModule, WasmImports } from 'pglite-module';
import type { RawCall } from '../sim/postgres/pglite/raw-database.ts';

/** A page of a table or an index that is looked at: some sixty rows in order, or one step down an index. */
const PAGE_US = 4;
/** A record of the write-ahead log: a row written, or its entry in an index. */
const RECORD_US = 3;
/** Reading the clock: what EXPLAIN ANALYZE itself costs. */
const READING_US = 0.05;

/** While the database is opened: any time will do, as long as it is always the same. The first of January 2026. */
const OPENING: RawCall = { nowUs: 1_767_225_600_000_000, limitUs: null, sleeps: false };

/**
 * So many readings into the same place in a row, and no page between them: the backend waits for time to pass. EXPLAIN
 * ANALYZE reads the same way, for each row of each node, so that more are needed where nobody has spoken of sleep.
 */
const WAITING_READINGS = { sleeps: 16, other: 20_000 };
/** Then each further reading takes it on by this part of what it has waited, or by the least step. */
const WAIT_PART = 0.005;
const WAIT_STEP_US = 100;

const CLOCK_OK = 0;

export class BackendClock {
  readonly #memory: WebAssembly.Memory;
  #module: PostgresModule | null = null;
  #call: RawCall = OPENING;
  #readings = 0;
  #sleptUs = 0;
  #lastPlace = 0;
  #samePlace = 0;
  #lastPages = 0;
  #pagesBefore = 0;
  #recordsBefore = 0;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** From now on the backend's own counters tell the work. */
  watch(module: PostgresModule): void {
    this.#module = module;
    this.begin(OPENING);
  }

  begin(call: RawCall): void {
    this.#call = call;
    this.#readings = 0;
    this.#sleptUs = 0;
    this.#pagesBefore = this.#pages;
    this.#recordsBefore = this.#records;
  }

  get walRecords(): number {
    return this.#records - this.#recordsBefore;
  }

  /** The part of the time that was sleep, as far as it was let sleep. */
  get sleptUs(): number {
    return Math.min(this.#sleptUs, this.#limitUs);
  }

  /** Work and sleep, up to the limit. */
  get spentUs(): number {
    return Math.min(this.#passedUs, this.#limitUs);
  }

  get #limitUs(): number {
    return this.#call.limitUs ?? Number.MAX_SAFE_INTEGER;
  }

  get #passedUs(): number {
    const pages = this.#pages - this.#pagesBefore;
    const workUs = pages * PAGE_US + this.walRecords * RECORD_US + this.#readings * READING_US;
    return this.#sleptUs + workUs;
  }

  #counter(address: number): number {
    return Number(new DataView(this.#memory.buffer).getBigInt64(address, true));
  }

  /** Pages of tables and indexes, found in memory or read: the first two counters of the structure. */
  get #pages(): number {
    const module = this.#module;
    if (!module) return 0;
    return this.#counter(module._pgBufferUsage) + this.#counter(module._pgBufferUsage + 8);
  }

  get #records(): number {
    return this.#module ? this.#counter(this.#module._pgWalUsage) : 0;
  }

  #nowUs(): number {
    this.#readings++;
    this.#cancelWhenLate();
    return this.#call.nowUs + this.#passedUs;
  }

  #cancelWhenLate(): void {
    if (this.#passedUs < this.#limitUs || !this.#module) return;
    const memory = new DataView(this.#memory.buffer);
    memory.setInt32(this.#module._QueryCancelPending, 1, true);
    memory.setInt32(this.#module._InterruptPending, 1, true);
  }

  /** pg_sleep reads the clock in a loop until its time has come; nobody has to wait for that in real time. */
  #noticeWaiting(place: number): void {
    const pages = this.#pages;
    const isSame = place !== 0 && place === this.#lastPlace && pages === this.#lastPages;
    this.#samePlace = isSame ? this.#samePlace + 1 : 0;
    this.#lastPlace = place;
    this.#lastPages = pages;
    const { sleeps, other } = WAITING_READINGS;
    if (this.#samePlace < (this.#call.sleeps ? sleeps : other)) return;
    // Past the limit as well: it looks for interrupts only when it has done waiting.
    this.#sleptUs += Math.max(WAIT_STEP_US, this.#sleptUs * WAIT_PART);
  }

  /** Puts this clock in place of the machine's. */
  replaceImports(imports: WasmImports): void {
    const { env, wasi_snapshot_preview1: wasi } = imports;
    if (!env || !wasi) throw new Error('The module has other imports than it should');
    const nowMs = (): number => {
      this.#noticeWaiting(0);
      return this.#nowUs() / 1_000;
    };
    env['emscripten_date_now'] = nowMs;
    env['emscripten_get_now'] = nowMs;
    env['_setitimer_js'] = () => 0;
    wasi['clock_time_get'] = (_id: number, _precision: bigint, result: number) => {
      this.#noticeWaiting(result);
      const nowNs = BigInt(Math.round(this.#nowUs() * 1_000));
      new DataView(this.#memory.buffer).setBigInt64(result, nowNs, true);
      return CLOCK_OK;
    };
  }
}

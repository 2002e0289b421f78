// A session whose SQL goes to PGlite. What it sends is gathered until it wants an answer, runs at once when the
// backend is free, and is told when its simulated time is over.
// Simplified: an autocommitted statement that is cancelled while its answer is on its way has taken effect.

import { joinBytes } from '../../http/bytes.ts';
import type { ScheduledEvent } from '../../kernel/event-queue.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Platform } from '../../platform.ts';
import type { Processor } from '../engine/processor.ts';
import type { SessionOptions, SqlSession, TransactionStatus } from '../engine/sql-engine.ts';
import { SqlError } from '../sql-error.ts';
import { MessageWriter } from '../wire/messages.ts';
import type { Message } from '../wire/reader.ts';
import { messageBytes } from './answer.ts';
import { type Batch, BatchReader, failing, SYNC, unended } from './batch.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import type { RawAnswer } from './raw-database.ts';
import { raising, statementTimeout } from './refusals.ts';
import type { SharedBackend, Tenant } from './shared-backend.ts';

export interface PgliteSessionOptions extends SessionOptions {
  readonly kernel: Kernel;
  readonly platform: Platform;
  readonly processor: Processor;
  readonly backend: SharedBackend;
  /** Settings of the role and the database that only PostgreSQL itself knows. */
  readonly settingsOfRole: ReadonlyMap<string, string>;
  /** A transaction has ended that may have changed roles. */
  readonly rolesChanged: () => void;
  readonly nowUs: () => number;
}

/** Reading and planning a statement. */
const STATEMENT_US = 45;
/** A row on its way to the client. */
const ROW_US = 0.5;
/** A commit that wrote waits for the disk. */
const DISK_US = 700;
/** Longer than this nobody waits for a transaction that a real server would have run beside. */
const LONGEST_WAIT_US = 10_000_000;

/** Of what a simple query becomes when it may be taken back, the client hears only what it would have heard. */
const EXTENDED_ONLY: ReadonlySet<string> = new Set(['1', '2', 'n']);
const NOTHING: ReadonlySet<string> = new Set();

/** Statements after which settings are to be read again. */
const SETS = /^(?:SET|RESET|DISCARD)/;
const CHANGES_ROLES = /ROLE|ALTER DATABASE|^DO$/;

interface Work {
  readonly batch: Batch;
  readonly done: () => void;
  readonly startedUs: number;
  timers: ScheduledEvent[];
  /** Gives up telling the answer; null while it waits for its turn. */
  stop: (() => void) | null;
}

export class PgliteSession implements SqlSession, Tenant {
  status: TransactionStatus = 'I';
  transactionStartUs: number | null = null;
  readonly transactionId = null;
  overrides: ReadonlyMap<string, string>;
  readonly #options: PgliteSessionOptions;
  readonly #reader: BatchReader;
  readonly #writer: MessageWriter;
  readonly #mark: string;
  #work: Work | null = null;
  #changesSettings = false;
  #changesRoles = false;

  constructor(options: PgliteSessionOptions) {
    const { platform, settings, settingsOfRole, pid } = options;
    this.#options = options;
    this.#mark = `session ${pid} `;
    this.#reader = new BatchReader({
      mark: this.#mark,
      encode: (text) => platform.encodeUtf8(text),
      decode: (bytes) => platform.decodeUtf8(bytes),
    });
    this.#writer = new MessageWriter((text) => platform.encodeUtf8(text));
    this.overrides = new Map([...settings.changed(), ...settingsOfRole]);
  }

  get pid(): number {
    return this.#options.pid;
  }

  get user(): string {
    return this.#options.user;
  }

  get #isWaiting(): boolean {
    return this.#work !== null && this.#options.backend.owner !== this;
  }

  get waitEvent(): string | null {
    return this.#isWaiting ? 'transactionid' : null;
  }

  get blockers(): readonly number[] {
    const { owner } = this.#options.backend;
    return this.#isWaiting && owner ? [owner.pid] : [];
  }

  handle(message: Message, done: () => void): void {
    const batch = this.#reader.take(message);
    if (!batch) {
      done();
      return;
    }
    const { kernel, backend, port } = this.#options;
    this.#work = { batch, done, startedUs: kernel.nowUs, timers: [], stop: null };
    if (batch.statements.length > 0) port.report({ type: 'started', text: batch.text });
    this.#watchTime(this.#work);
    if (backend.request(this)) this.enter();
    else this.#wait(this.#work);
  }

  #watchTime(work: Work): void {
    const timeoutMs = this.#options.settings.number('statement_timeout');
    if (timeoutMs > 0) this.#after(work, timeoutMs * 1_000, statementTimeout);
  }

  #after(work: Work, us: number, error: () => SqlError): void {
    work.timers.push(this.#options.kernel.after(us, () => this.interrupt(error())));
  }

  #wait(work: Work): void {
    const { backend, port, settings } = this.#options;
    port.report({
      type: 'waiting',
      what: 'its turn: PGlite runs one transaction at a time',
      blockers: backend.owner ? [backend.owner.pid] : [],
    });
    const lockMs = settings.number('lock_timeout');
    if (lockMs > 0) {
      this.#after(
        work,
        lockMs * 1_000,
        () => new SqlError('55P03', 'canceling statement due to lock timeout'),
      );
    }
    this.#after(
      work,
      LONGEST_WAIT_US,
      () =>
        new SqlError('55P03', 'waited 10 s for the transaction of another session', {
          detail: `PGlite runs one transaction at a time, and process ${backend.owner?.pid} has one open.`,
          hint: 'A real PostgreSQL server would run this statement beside it.',
        }),
    );
  }

  /** It has the backend: what was gathered runs now. */
  enter(): void {
    const work = this.#work;
    if (!work) {
      this.#options.backend.leave(this);
      return;
    }
    try {
      this.#run(work);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#options.port.fatal(
        new SqlError('XX000', `PGlite has come to its end: ${detail}`, { severity: 'FATAL' }),
      );
    }
  }

  #run(work: Work): void {
    const { batch } = work;
    const { settings, nowUs } = this.#options;
    const timeoutUs = settings.number('statement_timeout') * 1_000;
    const waitedUs = this.#options.kernel.nowUs - work.startedUs;
    const limitUs = timeoutUs > 0 ? Math.max(1, timeoutUs - waitedUs) : null;
    const beganUs = nowUs();
    this.#followServer();
    const { answer, outcome } = this.#isGuarded(limitUs)
      ? this.#runGuarded(batch, limitUs)
      : this.#runWhole(batch, limitUs);
    this.#settle(outcome, beganUs);
    const us = STATEMENT_US * Math.max(1, batch.statements.length) + outcome.rows * ROW_US;
    const isCommitted = outcome.status === 'I' && answer.walRecords > 0 && !outcome.error;
    this.#tellLater(work, outcome, {
      workUs: us + answer.spentUs - answer.sleptUs,
      idleUs: answer.sleptUs + (isCommitted ? DISK_US : 0),
    });
  }

  /** A server turned read-only is so for the sessions it has. */
  #followServer(): void {
    const name = 'default_transaction_read_only';
    const value = this.#options.settings.get(name) ?? 'off';
    if (this.status === 'I' && (this.overrides.get(name) ?? 'off') !== value) {
      this.overrides = new Map([...this.overrides, [name, value]]);
    }
  }

  /** Whether what it does may have to be taken back before it is committed. */
  #isGuarded(limitUs: number | null): boolean {
    return limitUs !== null || this.#diskError() !== null;
  }

  #diskError(): SqlError | null {
    try {
      this.#options.port.needDisk('base/5/16384');
      return null;
    } catch (error) {
      if (error instanceof SqlError) return error;
      throw error;
    }
  }

  #runWhole(batch: Batch, limitUs: number | null): { answer: RawAnswer; outcome: Outcome } {
    const answer = this.#raw(batch, batch.messages, limitUs);
    return { answer, outcome: this.#read(answer.bytes, { isLate: false, hidden: NOTHING }) };
  }

  /** Runs all but the end, looks at what it took, and then lets it be committed or fail. */
  #runGuarded(batch: Batch, limitUs: number | null): { answer: RawAnswer; outcome: Outcome } {
    const encode = (text: string): Uint8Array => this.#options.platform.encodeUtf8(text);
    const isSimple = batch.end === 'Q';
    const answer = this.#raw(batch, unended(batch, encode), limitUs);
    const isLate = limitUs !== null && answer.spentUs >= limitUs;
    const hidden = isSimple ? EXTENDED_ONLY : NOTHING;
    const first = this.#read(answer.bytes, { isLate, hidden });
    // Several statements in one string have no extended form.
    if (
      isSimple &&
      first.error?.code === '42601' &&
      /multiple commands/.test(first.error.message)
    ) {
      this.#raw(batch, [SYNC], null);
      return this.#runWhole(batch, limitUs);
    }
    const disk = answer.walRecords > 0 ? this.#diskError() : null;
    const reason = first.error ? null : isLate ? statementTimeout() : disk;
    const end = batch.end === 'H' ? messageBytes('H', new Uint8Array(0)) : SYNC;
    const last = this.#raw(batch, [...(reason ? failing(reason, encode) : []), end], null);
    const kept = reason ? new Uint8Array(0) : answer.bytes;
    const bytes = joinBytes([kept, last.bytes]);
    return { answer, outcome: this.#read(bytes, { isLate, hidden }) };
  }

  #raw(batch: Batch, messages: readonly Uint8Array[], limitUs: number | null): RawAnswer {
    const { backend } = this.#options;
    const again = backend.unnamedOf !== this && batch.unnamed ? [batch.unnamed] : [];
    backend.unnamedOf = this;
    const answer = backend.run(this, joinBytes([...again, ...messages]), {
      limitUs,
      sleeps: batch.statements.some(({ text }) => /pg_sleep/i.test(text)),
    });
    // The ParseComplete of what was made again: the client did not ask for it.
    return again.length > 0 && answer.bytes[0] === '1'.charCodeAt(0)
      ? { ...answer, bytes: answer.bytes.slice(5) }
      : answer;
  }

  #read(
    bytes: Uint8Array,
    how: { readonly isLate: boolean; readonly hidden: ReadonlySet<string> },
  ): Outcome {
    const { platform } = this.#options;
    return readOutcome(bytes, {
      ...how,
      mark: this.#mark,
      encode: (text) => platform.encodeUtf8(text),
      decode: (part) => platform.decodeUtf8(part),
    });
  }

  /** Keeps books of the transaction, and gives up the backend at its end. */
  #settle(outcome: Outcome, beganUs: number): void {
    const { backend, rolesChanged } = this.#options;
    this.#changesSettings ||= outcome.tags.some((tag) => SETS.test(tag));
    this.#changesRoles ||= outcome.tags.some((tag) => CHANGES_ROLES.test(tag));
    if (outcome.status === null) return;
    this.status = outcome.status;
    this.transactionStartUs = this.status === 'I' ? null : (this.transactionStartUs ?? beganUs);
    if (this.#changesSettings && this.status !== 'E') this.#readSettings();
    if (this.status !== 'I') return;
    this.#changesSettings = false;
    if (this.#changesRoles) rolesChanged();
    this.#changesRoles = false;
    backend.leave(this);
  }

  #readSettings(): void {
    const { backend, settings } = this.#options;
    const sql = "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session'";
    const before = this.overrides;
    this.overrides = new Map(
      backend.query(sql, this).map(([name, value]) => [name ?? '', value ?? '']),
    );
    backend.accept(this);
    for (const name of before.keys()) {
      if (!this.overrides.has(name) && settings.isKnown(name)) settings.reset(name);
    }
    for (const [name, value] of this.overrides) {
      if (settings.isKnown(name)) settings.set(name, value);
    }
  }

  #tellLater(
    work: Work,
    outcome: Outcome,
    { workUs, idleUs }: { readonly workUs: number; readonly idleUs: number },
  ): void {
    const { processor, kernel } = this.#options;
    const tell = (): void => this.#tell(work, outcome);
    const rest = (): void => {
      if (idleUs <= 0) {
        tell();
        return;
      }
      const event = kernel.after(Math.round(idleUs), tell);
      work.stop = () => kernel.cancel(event);
    };
    work.stop = processor.run(Math.max(1, Math.round(workUs)), rest);
  }

  #tell(work: Work, outcome: Outcome): void {
    const { port } = this.#options;
    this.#finish(work);
    port.send(outcome.bytes);
    this.#report(work, outcome);
    work.done();
  }

  #finish(work: Work): void {
    for (const timer of work.timers) this.#options.kernel.cancel(timer);
    work.timers = [];
    this.#work = null;
  }

  #report({ batch, startedUs }: Work, outcome: Outcome): void {
    const { port, kernel } = this.#options;
    const durationUs = kernel.nowUs - startedUs;
    const { error, tags, rows } = outcome;
    for (const [index, { text, prepared, parameters }] of batch.statements.entries()) {
      const tag = batch.end === 'Q' ? tags.at(-1) : tags[index];
      if (tag === undefined || (error && index === batch.statements.length - 1)) break;
      port.report({ type: 'finished', text, tag, rows, durationUs, prepared, parameters });
    }
    if (error) port.report({ type: 'failed', text: batch.text, error, durationUs });
  }

  interrupt(error: SqlError): boolean {
    const work = this.#work;
    if (!work) return false;
    const { backend, port, kernel } = this.#options;
    if (this.#isWaiting && work.stop === null) backend.leave(this);
    work.stop?.();
    this.#finish(work);
    if (this.status !== 'I' && error.severity !== 'FATAL') this.#abort(error);
    const durationUs = kernel.nowUs - work.startedUs;
    port.report({ type: 'failed', text: work.batch.text, error, durationUs });
    if (error.severity === 'FATAL') {
      port.fatal(error);
      return true;
    }
    this.#writer.error(error);
    if (work.batch.end !== 'H') this.#writer.readyForQuery(this.status);
    port.send(this.#writer.take());
    work.done();
    return true;
  }

  /** What its transaction has done so far will not be kept. */
  #abort(error: SqlError): void {
    const { backend } = this.#options;
    backend.run(this, backend.simple(raising(error)));
    this.status = 'E';
  }

  close(): void {
    const { backend } = this.#options;
    const work = this.#work;
    work?.stop?.();
    if (work) this.#finish(work);
    if (backend.owner === this) backend.run(this, joinBytes([SYNC, backend.simple('ROLLBACK')]));
    if (backend.owner === this || backend.owner === null) {
      for (const name of this.#reader.marked) {
        backend.run(this, backend.simple(`DEALLOCATE "${name.replaceAll('"', '""')}"`));
      }
    }
    this.status = 'I';
    backend.forget(this);
  }
}

// The seam between the server (connections, authentication, limits, logs, faults) and what runs SQL. The small
// engine of this folder is one; another one may answer the same messages, such as PGlite's
// execProtocolRawSync, which takes a message's bytes and gives those of the answers. An engine answers within
// the call or later on the simulated clock, and never by a promise: the kernel does not wait for one.

import type { SessionView } from '../functions/run.ts';
import type { Settings } from '../server/settings.ts';
import type { SqlError } from '../sql-error.ts';
import type { Message } from '../wire/reader.ts';

/** Idle, in a transaction, in one that failed: what ReadyForQuery says. */
export type TransactionStatus = 'I' | 'T' | 'E';

/** What happens to a statement, for logs and traces. */
export type StatementReport =
  | { readonly type: 'started'; readonly text: string }
  | { readonly type: 'waiting'; readonly what: string; readonly blockers: readonly number[] }
  | {
      readonly type: 'finished';
      readonly text: string;
      readonly tag: string;
      readonly rows: number;
      readonly durationUs: number;
      readonly parameters: readonly (string | null)[];
      /** Null for a simple query, the prepared statement's name otherwise. */
      readonly prepared: string | null;
    }
  | {
      readonly type: 'failed';
      readonly text: string;
      readonly error: SqlError;
      readonly durationUs: number;
    };

/** What the server does for a session. */
export interface SessionPort {
  send(bytes: Uint8Array): void;
  report(report: StatementReport): void;
  /** The session cannot go on: the error is told, and the connection closed. */
  fatal(error: SqlError): void;
  /** A line for the log that concerns no statement's outcome. */
  log(message: string): void;
  /** Throws 53100 where nothing more can be written. */
  needDisk(path: string): void;
}

export interface SessionOptions {
  readonly port: SessionPort;
  readonly settings: Settings;
  readonly view: Omit<
    SessionView,
    | 'sequence'
    | 'relation'
    | 'transactionId'
    | 'notice'
    | 'changeSetting'
    | 'setting'
    | 'databaseBytes'
    | 'definition'
    | 'roleName'
  >;
  readonly database: string;
  readonly user: string;
  readonly pid: number;
}

export interface SqlSession {
  readonly status: TransactionStatus;
  /** When the open transaction began; null without one. Microseconds since 1970. */
  readonly transactionStartUs: number | null;
  readonly transactionId: number | null;
  /** What it waits for, as pg_stat_activity names it. */
  readonly waitEvent: string | null;
  readonly blockers: readonly number[];
  /** Answers a message; `done` is called when the next one may come. */
  handle(message: Message, done: () => void): void;
  /** Breaks off what runs. False where nothing does. */
  interrupt(error: SqlError): boolean;
  /** The connection is gone: what was not committed is taken back. */
  close(): void;
}

export interface SqlEngine {
  /** Throws 3D000 for a database that does not exist. */
  open(options: SessionOptions): SqlSession;
}

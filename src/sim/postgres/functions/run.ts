// What functions may ask of the world while a statement runs.

import type { Value } from '../values/value.ts';

/** One row of pg_stat_activity, as far as it is modelled. */
export interface Activity {
  readonly datname: string | null;
  readonly pid: number;
  readonly usename: string | null;
  readonly applicationName: string;
  readonly clientAddress: string | null;
  readonly clientPort: number | null;
  readonly backendStartUs: number;
  readonly xactStartUs: number | null;
  readonly queryStartUs: number | null;
  readonly stateChangeUs: number;
  readonly waitEventType: string | null;
  readonly waitEvent: string | null;
  readonly state: string;
  readonly backendXid: number | null;
  readonly query: string;
  readonly backendType: string;
}

/** The session and the server around a statement. */
export interface SessionView {
  readonly user: string;
  readonly database: string;
  readonly pid: number;
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly version: string;
  /** A setting's value; null where there is none. */
  setting(name: string): string | null;
  changeSetting(name: string, value: string, local: boolean): string;
  /** Ends or interrupts another backend; false where there is none with this number. */
  signal(pid: number, kind: 'terminate' | 'cancel'): boolean;
  activity(): readonly Activity[];
  /** The backends that the one with this number waits for. */
  blockers(pid: number): readonly number[];
  /** The session's lastval(), currval() and the rest. */
  sequence(action: 'next' | 'current' | 'last' | 'set', name: string, value?: bigint): bigint;
  notice(severity: 'NOTICE' | 'WARNING', code: string, message: string): void;
  /** The name a relation has, by its number. */
  relation(
    reference: string,
  ): { readonly name: string; readonly oid: number; readonly pages: number } | null;
  transactionId(): number;
  databaseBytes(): number;
  /** What made an index or a constraint, by its number; null where there is none. */
  definition(oid: number, isPretty: boolean): string | null;
  /** The name of the role with this number. */
  roleName(oid: number): string;
}

/** A statement while it runs. */
export interface Run {
  /** When the transaction began: what now() says. Microseconds since 1970. */
  readonly nowUs: number;
  readonly clockUs: number;
  readonly statementUs: number;
  readonly params: readonly Value[];
  readonly session: SessionView;
  /** A number from 0 to 1 out of the world's seed. */
  random(): number;
  /** Adds to the time the statement takes without using the processor. */
  sleep(us: number): void;
  /** Counts rows that were looked at. */
  charge(us: number): void;
}

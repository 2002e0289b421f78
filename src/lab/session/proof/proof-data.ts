// What a lab has to show before an objective is reached, as plain data: what is done to a fresh world, what must come of
// each thing, and what the whole of it must amount to. Values only.

import type { Command, RequestSpec } from '#sim';

/** What an answer must be like. Everything named has to hold. */
export interface ExpectationData {
  /** One of these. */
  readonly statuses: readonly number[];
  readonly json: boolean;
  readonly mentions: readonly string[];
  readonly hides: readonly string[];
  readonly members: Readonly<Record<string, string | number | boolean | null>>;
  /** Fields by name: words their value must contain (none for any value), or null where there must be no such field. */
  readonly fields: Readonly<Record<string, string | null>>;
  /** The answer is whole so many milliseconds after the request began; null for any time. */
  readonly withinMs: number | null;
}

/** What a command typed in a terminal must do. */
export interface TypedExpectationData {
  /** Its exit status; null for any. */
  readonly status: number | null;
  readonly mentions: readonly string[];
  readonly hides: readonly string[];
}

/** One thing that is done to the fresh world. */
export type ProofStepData =
  /** A request, `times` over with `everyMs` between them; `{n}` in it counts from 1. */
  | {
      readonly do: 'send';
      readonly request: RequestSpec;
      readonly times: number;
      readonly everyMs: number;
      /** null: whatever comes is fine. */
      readonly expect: ExpectationData | null;
    }
  | { readonly do: 'command'; readonly command: Command }
  | {
      readonly do: 'type';
      readonly host: string;
      readonly line: string;
      readonly expect: TypedExpectationData;
    }
  /** Gives the moment a name, for measures that count from there on. */
  | { readonly do: 'mark'; readonly id: string };

/** How often something may happen. */
export interface Bounds {
  readonly atLeast: number | null;
  readonly atMost: number | null;
}

/** Counts what happened on a host: lines of its logs, or requests and queries that reached it. */
export interface HostMeasure extends Bounds {
  readonly host: string;
  /** Only what contains all of these words. */
  readonly mentions: readonly string[];
  /** Counts from this mark on; from the beginning where it is null. */
  readonly after: string | null;
}

/** What a load must have come to. */
export interface LoadMeasure {
  readonly of: 'load';
  readonly load: string;
  /** Statuses that are as they should be. */
  readonly statuses: readonly number[];
  /** Share of requests that may end otherwise, 0 to 1. */
  readonly otherShare: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** 2xx answers per second of simulated time, at the least. */
  readonly goodPerSecond: number | null;
  /** How often a request may be sent on average, retries included. */
  readonly attemptsPerRequest: number | null;
}

/** What the whole of a proof must amount to. `otherwise` says what it means where it does not. */
export type MeasureData = { readonly otherwise: string } & (
  | LoadMeasure
  /** Lines of logs; where `json` names members, only lines that are JSON objects with all of them. */
  | ({ readonly of: 'log'; readonly json: readonly string[] } & HostMeasure)
  /** Processes that ended without anybody having asked for it. */
  | ({ readonly of: 'exits'; readonly host: string } & Bounds)
  /** Requests that reached an app or an API, queries that reached a database, commands that reached Redis. */
  | ({ readonly of: 'received' } & HostMeasure)
  /** Events that an error tracker recorded. */
  | ({ readonly of: 'tracked' } & HostMeasure)
);

/** A proof: done to a fresh world with the reader's files. */
export interface ProofData {
  readonly steps: readonly ProofStepData[];
  readonly measures: readonly MeasureData[];
}

// When a client sends a request again, and how long it waits first: back-off with jitter, Retry-After, a budget that
// keeps retries from becoming the load that brings a server down.
// Sources: RFC 9110 9.2.2 (idempotent methods), 10.2.3 (Retry-After); "full jitter" as in Exponential Backoff And
// Jitter of the AWS Architecture Blog; the budget is a token bucket as in Finagle's RetryBudget.

import { fieldValue } from '../http/fields.ts';
import { parseHttpDate } from '../http/http-date.ts';
import type { Micros } from '../kernel/event-queue.ts';
import type { Random } from '../kernel/random.ts';
import type { ClientOutcome } from './outcome.ts';

/** When a request is sent again. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** Statuses that are tried again; whatever is no whole response is. */
  readonly statuses: readonly number[];
  readonly delayMs: number;
  /** The delay grows by this factor with each attempt; 1 keeps it. */
  readonly factor: number;
  /** `full`: anything from 0 to the delay, drawn at random. */
  readonly jitter: 'none' | 'full';
  /** The delay grows no longer than this. */
  readonly maxDelayMs?: number;
  /** Only methods that RFC 9110 calls idempotent are sent again, and whatever never left the client. */
  readonly onlyIdempotent?: boolean;
  /** A response's Retry-After counts in place of a shorter delay. */
  readonly honoursRetryAfter?: boolean;
  /** Each attempt is given up after so long; the request's own time limit then holds for all of them together. */
  readonly perTryTimeoutMs?: number;
  readonly budget?: RetryBudget;
}

/** Retries as a share of requests: each request adds `ratio` to a bucket, each retry takes 1 out of it. */
export interface RetryBudget {
  readonly ratio: number;
  /** What the bucket holds at first, and at most; 10 */
  readonly reserve?: number;
}

const DEFAULT_RESERVE = 10;
/** RFC 9110 9.2.2: the safe methods, PUT and DELETE. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Whether a request may be sent twice to the same effect (RFC 9110 9.2.2). */
export const isIdempotent = (method: string): boolean => IDEMPOTENT.has(method);

/** How many more retries are allowed. */
export class RetryAllowance {
  readonly #budget: RetryBudget | null;
  readonly #most: number;
  #tokens: number;

  constructor(budget: RetryBudget | undefined) {
    this.#budget = budget ?? null;
    this.#most = budget?.reserve ?? DEFAULT_RESERVE;
    this.#tokens = this.#most;
  }

  /** A request begins. */
  earn(): void {
    if (this.#budget) this.#tokens = Math.min(this.#most, this.#tokens + this.#budget.ratio);
  }

  /** A retry wants to begin; false where the budget is spent. */
  take(): boolean {
    if (!this.#budget) return true;
    // Shares such as 0.1 do not add up exactly.
    if (this.#tokens < 1 - 1e-9) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** Whether a policy sends again what ended like this. */
export function isWorthRetry(
  policy: RetryPolicy,
  outcome: ClientOutcome,
  attempt: number,
): boolean {
  const { error, head, method, timings } = outcome;
  if (attempt >= policy.attempts || error === 'aborted-by-client') return false;
  // Without a connection nothing was sent: any method may be tried again.
  const wasSent = timings.startedUs !== null;
  if (policy.onlyIdempotent && wasSent && !isIdempotent(method)) return false;
  return error !== null || policy.statuses.includes(head?.status ?? 0);
}

/** The seconds, or the date, of Retry-After, as a wait in milliseconds from `nowMs`; null where it says neither. */
export function retryAfterMs({ head }: ClientOutcome, nowMs: number): number | null {
  const value = head ? fieldValue(head.fields, 'retry-after')?.trim() : undefined;
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const dateMs = parseHttpDate(value);
  return dateMs === null ? null : Math.max(0, dateMs - nowMs);
}

/** How long to wait before the next attempt. `nowMs` is what the client's clock says. */
export function retryDelayUs(
  policy: RetryPolicy,
  outcome: ClientOutcome,
  { attempt, random, nowMs }: { attempt: number; random: Random; nowMs: number },
): Micros {
  const { delayMs, factor, jitter, maxDelayMs = Number.POSITIVE_INFINITY } = policy;
  let delayUs = Math.min(maxDelayMs, delayMs * factor ** (attempt - 1)) * 1_000;
  if (jitter === 'full') delayUs *= random.next();
  if (!policy.honoursRetryAfter) return delayUs;
  return Math.max(delayUs, (retryAfterMs(outcome, nowMs) ?? 0) * 1_000);
}

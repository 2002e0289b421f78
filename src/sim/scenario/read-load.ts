// Checks load that comes from outside (a link, a manifest): every field known, of its kind and within its limits. It
// says in one line what is wrong.

import {
  checkFields,
  type FieldCheck,
  type FieldChecks,
  fieldsOf,
  flag,
  number,
  oneOf,
  text,
  whole,
} from './check-fields.ts';
import type { LoadSpec } from './load-board.ts';

/** Something that is no load. The message says which field, and what it takes. */
export class LoadError extends Error {}

const DAY_MS = 86_400_000;
const MOST_REQUESTS = 10_000_000;
const LONGEST_TEXT = 200_000;
const MOST_FIELDS = 64;
const MOST_KINDS = 50;

const anything: FieldCheck = () => null;

const ARRIVALS: Readonly<Record<string, FieldChecks>> = {
  open: { requestsPerSecond: number(0.001, 10_000), spacing: oneOf('fixed', 'poisson') },
  closed: { workers: whole(1, 1_000), 'thinkMs?': number(0, DAY_MS) },
};

const statuses: FieldCheck = (value) =>
  Array.isArray(value) && value.length <= MOST_FIELDS && value.every(isStatus)
    ? null
    : 'a list of statuses';
const isStatus = (value: unknown): boolean => whole(100, 599)(value) === null;

const RETRY: FieldChecks = {
  attempts: whole(1, 100),
  statuses,
  delayMs: number(0, DAY_MS),
  factor: number(1, 1_000),
  jitter: oneOf('none', 'full'),
  'maxDelayMs?': number(0, DAY_MS),
  'onlyIdempotent?': flag,
  'honoursRetryAfter?': flag,
  'perTryTimeoutMs?': number(1, DAY_MS),
  'budget?': anything,
};

const method: FieldCheck = (value) =>
  typeof value === 'string' && /^[A-Z]{1,20}$/.test(value) ? null : 'a method in capitals';

const target: FieldCheck = (value) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a request line cannot carry
  typeof value === 'string' && /^[^\x00-\x20\x7f]{1,8192}$/.test(value)
    ? null
    : 'a request target without spaces';

const isField = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((part) => text(LONGEST_TEXT)(part) === null) &&
  value[0] !== '';

const fieldList: FieldCheck = (value) =>
  Array.isArray(value) && value.length <= MOST_FIELDS && value.every(isField)
    ? null
    : `a list of at most ${MOST_FIELDS} names with values`;

const REQUEST: FieldChecks = {
  method,
  target,
  fields: fieldList,
  body: text(LONGEST_TEXT),
  timeoutMs: number(0, DAY_MS),
};

function readArrivals(value: unknown): void {
  const { kind, ...fields } = fieldsOf(value, "The load's arrivals", LoadError);
  const checks = typeof kind === 'string' && Object.hasOwn(ARRIVALS, kind) && ARRIVALS[kind];
  if (!checks) throw new LoadError('The arrivals of a load are "open" or "closed"');
  checkFields(fields, checks, `The load's ${String(kind)} arrivals`, LoadError);
}

function readMix(value: unknown): void {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_KINDS) {
    throw new LoadError(`A load needs a mix of 1 to ${MOST_KINDS} kinds of request`);
  }
  let weights = 0;
  for (const [index, part] of (value as unknown[]).entries()) {
    const where = `Part ${index + 1} of the mix`;
    const fields = fieldsOf(part, where, LoadError);
    checkFields(fields, { weight: number(0, 1_000_000), request: anything }, where, LoadError);
    const request = fieldsOf(fields['request'], `The request of part ${index + 1}`, LoadError);
    checkFields(request, REQUEST, `The request of part ${index + 1}`, LoadError);
    weights += Number(fields['weight']);
  }
  if (weights <= 0) throw new LoadError('A load needs a request with a weight above 0');
}

function readRetry(value: unknown): void {
  if (value === undefined) return;
  const retry = fieldsOf(value, "The load's retry policy", LoadError);
  checkFields(retry, RETRY, "The load's retry policy", LoadError);
  if (retry['budget'] === undefined) return;
  const budget = fieldsOf(retry['budget'], 'The retry budget', LoadError);
  const checks = { ratio: number(0, 100), 'reserve?': number(0, 1_000_000) };
  checkFields(budget, checks, 'The retry budget', LoadError);
}

/** Reads load; throws a LoadError for anything else. */
export function readLoad(value: unknown): LoadSpec {
  const fields = fieldsOf(value, 'The load', LoadError);
  const { arrivals, mix, retry, ...rest } = fields;
  const checks = {
    keepConnections: flag,
    'durationMs?': number(1, DAY_MS),
    'requests?': whole(1, MOST_REQUESTS),
    'intervalMs?': whole(10, DAY_MS),
  };
  checkFields(rest, checks, 'The load', LoadError);
  readArrivals(arrivals);
  readMix(mix);
  readRetry(retry);
  return value as LoadSpec;
}

/**
 * How often a load can send at the most, retries included; Infinity where nothing bounds it. A worker of a closed loop
 * is taken to need a millisecond for a request.
 */
export function mostSends({ arrivals, durationMs, requests, retry }: LoadSpec): number {
  const inTime =
    durationMs === undefined ? Number.POSITIVE_INFINITY : mostInTime(arrivals, durationMs);
  return Math.min(inTime, requests ?? Number.POSITIVE_INFINITY) * (retry?.attempts ?? 1);
}

function mostInTime(arrivals: LoadSpec['arrivals'], durationMs: number): number {
  if (arrivals.kind === 'open') return Math.ceil((arrivals.requestsPerSecond * durationMs) / 1_000);
  const { workers, thinkMs = 0 } = arrivals;
  return workers + Math.ceil((workers * durationMs) / (thinkMs + 1));
}

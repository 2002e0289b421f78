// The recordings of real servers are JSON in a form of their own (see the README beside their cases): requests in
// it become the client's, outcomes become it. Nothing is normalised here but times, which are in half seconds.

import type { Fields } from '../http/fields.ts';
import { decodeLatin1 } from '../http/latin1.ts';
import type { ResponseHead } from '../http/message.ts';
import type { ClientOutcome, ConnectionAfter } from './outcome.ts';
import type { ClientRequest, Part } from './request.ts';

/** A part of a request as a case writes it. */
export type RecordedPart =
  | string
  | { readonly text: string }
  | { readonly repeat: readonly [string, number] }
  | { readonly hex: string }
  | { readonly wait_ms: number }
  | { readonly abort: true | 'rst' }
  | { readonly half_close: true };

type RecordedParts = RecordedPart | readonly RecordedPart[];

/** A request as a case writes it. `tls` is not sent by this client. */
export interface RecordedRequest {
  readonly method?: string;
  readonly path?: string;
  readonly http_version?: '1.1' | '1.0' | '0.9';
  readonly headers?: Fields;
  readonly without_headers?: readonly string[];
  readonly body?: RecordedParts;
  readonly raw?: RecordedParts;
  readonly expect_continue?: boolean;
  readonly abort_after_ms?: number;
  readonly abort_with?: 'rst';
  readonly pause_reading_ms?: number;
  readonly client_timeout_ms?: number;
  readonly conn?: string;
  readonly port?: number;
  readonly connect_host?: string;
  readonly local_address?: string;
  readonly after_upgrade?: RecordedParts;
  readonly upgrade_linger_ms?: number;
  readonly record_chunks?: boolean;
}

/** Fields the recordings' client sends with every request. */
export const RECORDED_DEFAULT_FIELDS: Fields = [
  ['Host', 'shop.test'],
  ['User-Agent', 'corpus/1'],
  ['Accept', '*/*'],
];

const TIMEOUT_MS = 9_000;
const CONTINUE_WAIT_MS = 3_000;
const DEFAULT_PORT = 8080;
/** How much of an unfinished head a recording shows. */
const PARTIAL_HEAD_CHARACTERS = 400;

function partOf(part: RecordedPart): Part {
  if (typeof part === 'string' || 'repeat' in part || 'hex' in part) return part;
  if ('text' in part) return part.text;
  if ('wait_ms' in part) return { waitMs: part.wait_ms };
  if ('abort' in part) return { abort: part.abort === 'rst' ? 'rst' : 'fin' };
  return { halfClose: true };
}

const partsOf = (parts: RecordedParts): Part[] =>
  (Array.isArray(parts) ? (parts as readonly RecordedPart[]) : [parts as RecordedPart]).map(partOf);

/** A case's request as the client takes it, with the defaults of the recordings' client. */
export function requestFromCase(recorded: RecordedRequest): ClientRequest {
  const { body, raw, after_upgrade } = recorded;
  return {
    host: recorded.connect_host ?? '127.0.0.1',
    port: recorded.port ?? DEFAULT_PORT,
    timeoutMs: recorded.client_timeout_ms ?? TIMEOUT_MS,
    continueWaitMs: CONTINUE_WAIT_MS,
    ...defined({
      localIp: recorded.local_address,
      method: recorded.method,
      target: recorded.path,
      httpVersion: recorded.http_version,
      fields: recorded.headers,
      withoutFields: recorded.without_headers,
      body: body === undefined ? undefined : partsOf(body),
      raw: raw === undefined ? undefined : partsOf(raw),
      expectContinue: recorded.expect_continue,
      abortAfterMs: recorded.abort_after_ms,
      abortWith: recorded.abort_with,
      pauseReadingMs: recorded.pause_reading_ms,
      connection: recorded.conn,
      afterUpgrade: after_upgrade === undefined ? undefined : partsOf(after_upgrade),
      upgradeLingerMs: recorded.upgrade_linger_ms,
    }),
  };
}

/** Half seconds, rounded down with 0.1 s of grace. */
export const recordedTime = (us: number): string =>
  (Math.floor((Math.max(0, us) / 1_000 + 100) / 500) / 2).toFixed(1);

/** What is there of an object's values. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

const recordedHead = ({ status, reason, fields }: ResponseHead): object => ({
  status,
  reason,
  headers: fields,
});

/**
 * An outcome as a recording's entry in `responses`, but for its label. `describeBody` says how bytes are shown:
 * the recordings have text, or a hash and the beginning.
 */
export function recordingOf(options: {
  readonly recorded: RecordedRequest;
  readonly outcome: ClientOutcome;
  readonly after: ConnectionAfter | null;
  readonly describeBody: (bytes: Uint8Array) => unknown;
}): Record<string, unknown> {
  const { recorded, outcome, after, describeBody } = options;
  const { head, error, framing } = outcome;
  const common = defined({
    connection_reused:
      recorded.conn === undefined ? undefined : outcome.connectionReused && !isNeverMade(outcome),
    client_error: error ?? undefined,
    connection_after: after?.connectionAfter ?? undefined,
    extra_bytes: after && after.extraBytes.length > 0 ? describeBody(after.extraBytes) : undefined,
    ...elapsed(outcome),
  });
  if (error === 'not-http') {
    const body = describeBody(outcome.body);
    return { http_version: '0.9', framing: 'close', body, complete: null, ...common };
  }
  const { informational } = outcome;
  const early = informational.length > 0 ? { informational: informational.map(recordedHead) } : {};
  if (!head) return { ...early, ...partialHead(outcome), ...common };
  const isWithheld =
    recorded.expect_continue && (informational.length === 0 || !outcome.requestSent);
  return {
    http_version: head.httpVersion,
    ...recordedHead(head),
    ...early,
    framing,
    body: describeBody(outcome.body),
    complete: outcome.complete,
    ...defined({
      chunk_sizes: recorded.record_chunks ? outcome.chunkBytes : undefined,
      upgraded_closed: framing === 'upgraded' ? upgradedClosed(outcome) : undefined,
      request_body_sent: isWithheld ? false : undefined,
    }),
    ...common,
  };
}

const isNeverMade = (outcome: ClientOutcome): boolean => outcome.timings.startedUs === null;

function elapsed({ timings, head }: ClientOutcome) {
  const { startedUs, headUs, firstBodyByteUs, endedUs } = timings;
  if (startedUs === null) return { elapsed_s: recordedTime(0) };
  const elapsed_s = recordedTime(endedUs - startedUs);
  if (!head || headUs === null) return { elapsed_s };
  const headers_s = recordedTime(headUs - startedUs);
  const body_s = firstBodyByteUs === null ? headers_s : recordedTime(firstBodyByteUs - startedUs);
  return {
    elapsed_s,
    headers_s: headers_s === elapsed_s ? undefined : headers_s,
    first_body_byte_s: body_s === headers_s ? undefined : body_s,
  };
}

function partialHead({ rawHeads, informational }: ClientOutcome): object {
  if (rawHeads.length === 0 || informational.length > 0) return {};
  return { partial_head: decodeLatin1(rawHeads).slice(0, PARTIAL_HEAD_CHARACTERS) };
}

function upgradedClosed({ connectionEnd }: ClientOutcome): string | undefined {
  return connectionEnd === null || connectionEnd === 'client' ? undefined : connectionEnd;
}

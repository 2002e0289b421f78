// A request as it is asked for, and the steps by which it goes over the wire. The fields are those of the
// recordings of real servers; whatever is given raw is sent raw, so a request can also be nonsense.

import { type Field, type Fields, isNamed } from '../http/fields.ts';
import { decodeLatin1 } from '../http/latin1.ts';
import { encodeRequestHead } from '../http/message.ts';
import type { Platform } from '../platform.ts';

/** How a client leaves: an orderly end, or a reset. */
export type Leaving = 'fin' | 'rst';

/** A piece of a request, or something that happens between two pieces. Text is sent as UTF-8. */
export type Part =
  | string
  | Uint8Array
  | { readonly repeat: readonly [text: string, times: number] }
  /** Bytes in hexadecimal; white space is ignored. */
  | { readonly hex: string }
  | { readonly waitMs: number }
  | { readonly abort: Leaving }
  /** The client says that it will send nothing more (FIN) and goes on reading. */
  | { readonly halfClose: true };

/** Where a request goes and how the client behaves with it. Only host and port may be needed. */
export interface ClientRequest {
  /** Name or address to connect to; the client's default otherwise. Not sent: that is the field Host. */
  readonly host?: string;
  readonly port?: number;
  /** Address to connect from. */
  readonly localIp?: string;
  /** GET */
  readonly method?: string;
  /** The request target; `/` */
  readonly target?: string;
  /** `1.1`; `0.9` is a request line only. */
  readonly httpVersion?: '1.1' | '1.0' | '0.9';
  /** Sent after the client's default fields; one of the same name replaces the default. */
  readonly fields?: Fields;
  /** Names of default fields to leave out, in any case. */
  readonly withoutFields?: readonly string[];
  /** Content-Length is added unless there is one, or a Transfer-Encoding, or it is left out by name. */
  readonly body?: Part | readonly Part[];
  /** The whole request, head and all; nothing else is sent. */
  readonly raw?: Part | readonly Part[];
  /** Sends the body only after a response (100 or another), or after `continueWaitMs` (1000). */
  readonly expectContinue?: boolean;
  readonly continueWaitMs?: number;
  /** The client leaves so long after it began to send. */
  readonly abortAfterMs?: number;
  readonly abortWith?: Leaving;
  /** The client does not read at first. */
  readonly pauseReadingMs?: number;
  /** Connects, then sends only when the handle's `go` is called. */
  readonly waitForGo?: boolean;
  /** The client gives up so long after `send` (or `go`); 0 for never, the default. */
  readonly timeoutMs?: number;
  /** Name of a connection to keep and use again; without one, the request has its own. */
  readonly connection?: string;
  /** Sent once the response was 101. The client then listens for `upgradeLingerMs` (600). */
  readonly afterUpgrade?: Part | readonly Part[];
  readonly upgradeLingerMs?: number;
}

/** What the client does, one after the other, to send a request. */
export type SendStep =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'wait'; readonly durationUs: number }
  | { readonly kind: 'abort'; readonly how: Leaving }
  | { readonly kind: 'half-close' }
  | { readonly kind: 'await-continue' };

/** A request ready to be sent. */
export interface ComposedRequest {
  /** As it is on the wire: of a raw request, the first two words. */
  readonly method: string;
  readonly target: string;
  readonly steps: readonly SendStep[];
}

const DIGITS_OF_A_BYTE = /[0-9a-f]{2}/gi;

const hexBytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(DIGITS_OF_A_BYTE) ?? [], (digits) => Number.parseInt(digits, 16));

function stepOf(part: Part, encodeUtf8: Platform['encodeUtf8']): SendStep {
  if (typeof part === 'string') return { kind: 'bytes', bytes: encodeUtf8(part) };
  if (part instanceof Uint8Array) return { kind: 'bytes', bytes: part };
  if ('repeat' in part) {
    return { kind: 'bytes', bytes: encodeUtf8(part.repeat[0].repeat(part.repeat[1])) };
  }
  if ('hex' in part) return { kind: 'bytes', bytes: hexBytes(part.hex) };
  if ('waitMs' in part) return { kind: 'wait', durationUs: part.waitMs * 1_000 };
  return 'abort' in part ? { kind: 'abort', how: part.abort } : { kind: 'half-close' };
}

/** Parts as steps. */
export function stepsOf(
  parts: Part | readonly Part[] | undefined,
  encodeUtf8: Platform['encodeUtf8'],
): SendStep[] {
  if (parts === undefined) return [];
  const list = Array.isArray(parts) ? (parts as readonly Part[]) : [parts as Part];
  return list.map((part) => stepOf(part, encodeUtf8));
}

const bodyBytesOf = (steps: readonly SendStep[]): number =>
  steps.reduce((sum, step) => sum + (step.kind === 'bytes' ? step.bytes.length : 0), 0);

function composeFields(request: ClientRequest, defaults: Fields, bodyBytes: number): Fields {
  const { fields: own = [], withoutFields, body } = request;
  if (own.length === 0 && !withoutFields && body === undefined) return defaults;
  const dropped = new Set(withoutFields?.map((name) => name.toLowerCase()));
  const isOwn = (name: string): boolean => own.some((field) => isNamed(field, name));
  const fields: Field[] = [];
  for (const field of defaults) {
    const name = field[0].toLowerCase();
    if (!dropped.has(name) && !isOwn(name)) fields.push(field);
  }
  fields.push(...own);
  const isDelimited =
    isOwn('content-length') || isOwn('transfer-encoding') || dropped.has('content-length');
  if (body !== undefined && !isDelimited) {
    fields.push(['Content-Length', String(bodyBytes)]);
  }
  return fields;
}

function composeRaw(steps: readonly SendStep[]): ComposedRequest {
  const first = steps.find((step) => step.kind === 'bytes');
  const [line = ''] = first ? decodeLatin1(first.bytes.subarray(0, 4_096)).split('\r\n') : [];
  const [method = '', target = ''] = line.split(' ');
  return { method, target, steps };
}

/** Turns a request into what goes over the wire. `defaults` are the client's own fields. */
export function composeRequest(
  request: ClientRequest,
  defaults: Fields,
  encodeUtf8: Platform['encodeUtf8'],
): ComposedRequest {
  if (request.raw !== undefined) return composeRaw(stepsOf(request.raw, encodeUtf8));
  const { method = 'GET', target = '/', httpVersion = '1.1' } = request;
  const body = stepsOf(request.body, encodeUtf8);
  const fields = composeFields(request, defaults, bodyBytesOf(body));
  const head = encodeRequestHead({ method, target, httpVersion, fields });
  const steps: SendStep[] = [{ kind: 'bytes', bytes: head }];
  if (request.expectContinue) steps.push({ kind: 'await-continue' });
  steps.push(...body);
  return { method, target, steps };
}

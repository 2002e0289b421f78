// The bytes of an answer: its head with the fields a usual server adds, and its body with its framing.

import { joinBytes } from '../http/bytes.ts';
import { type Field, fieldValue } from '../http/fields.ts';
import { encodeChunk, encodeResponseHead, LAST_CHUNK } from '../http/message.ts';
import { reasonPhrase } from '../http/reason-phrases.ts';
import type { ScriptBody, ScriptResponse } from './script.ts';

export interface EncodedAnswer {
  readonly head: Uint8Array;
  /** With its framing, as it goes over the wire. */
  readonly body: Uint8Array;
}

export interface AnswerContext {
  readonly parts: ReadonlyMap<string, string>;
  readonly method: string;
  readonly keepsAlive: boolean;
  readonly nowMs: number;
  encodeUtf8(text: string): Uint8Array;
}

/** `{name}` replaced by the part of the path of that name. */
const filled = (text: string, parts: ReadonlyMap<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => parts.get(name) ?? all);

function filledValue(value: unknown, parts: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return filled(value, parts);
  if (Array.isArray(value)) return value.map((item) => filledValue(item, parts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, filledValue(item, parts)]),
  );
}

function bodyText(body: ScriptBody, parts: ReadonlyMap<string, string>): [string, string | null] {
  if (body.kind === 'none') return ['', null];
  if (body.kind === 'text') return [filled(body.text, parts), body.type];
  return [JSON.stringify(filledValue(body.value, parts)), 'application/json; charset=utf-8'];
}

/** `Fri, 27 Nov 2026 08:00:00 GMT` (RFC 9110 5.6.7). */
const httpDate = (timeMs: number): string => new Date(timeMs).toUTCString();

/** The bytes of a response. */
export function encodeAnswer(response: ScriptResponse, context: AnswerContext): EncodedAnswer {
  const { status, reason, framing } = response;
  const [text, type] = bodyText(response.body, context.parts);
  const content = context.encodeUtf8(text);
  const own: Field[] = response.fields.map(([name, value]) => [name, filled(value, context.parts)]);
  const hasBody = status !== 204 && status !== 304;
  const added: Field[] = [['Date', httpDate(context.nowMs)]];
  if (type !== null) added.push(['Content-Type', type]);
  if (hasBody && framing === 'length') added.push(['Content-Length', String(content.length)]);
  if (hasBody && framing === 'chunked') added.push(['Transfer-Encoding', 'chunked']);
  added.push(['Connection', context.keepsAlive ? 'keep-alive' : 'close']);
  const usual = added.filter(([name]) => fieldValue(own, name.toLowerCase()) === undefined);
  const head = encodeResponseHead({
    httpVersion: '1.1',
    status,
    reason: reason ?? reasonPhrase(status),
    fields: [...usual, ...own],
  });
  const isSent = hasBody && context.method !== 'HEAD';
  const chunked = (): Uint8Array => joinBytes([encodeChunk(content), LAST_CHUNK]);
  return {
    head,
    body: isSent ? (framing === 'chunked' ? chunked() : content) : new Uint8Array(0),
  };
}

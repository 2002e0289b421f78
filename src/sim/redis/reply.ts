// Replies and their bytes in RESP2 and RESP3 (https://redis.io/docs/latest/develop/reference/protocol-spec/).
// Texts are strings of bytes: one character for each byte, as everywhere in this folder.

import { formatDouble } from './numbers.ts';

/** The version of the protocol a connection speaks. */
export type ProtocolVersion = 2 | 3;

export type Reply =
  | { readonly type: 'simple'; readonly text: string }
  /** The text begins with the code: `ERR`, `WRONGTYPE`. */
  | { readonly type: 'error'; readonly text: string }
  | { readonly type: 'integer'; readonly value: number | bigint }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'bulk'; readonly text: string }
  /** A bulk string that RESP3 marks as text to be shown. */
  | { readonly type: 'verbatim'; readonly text: string }
  | { readonly type: 'null' }
  /** RESP2 has a null of its own for arrays. */
  | { readonly type: 'null-array' }
  | { readonly type: 'array'; readonly items: readonly Reply[] }
  | { readonly type: 'set'; readonly items: readonly Reply[] }
  | { readonly type: 'push'; readonly items: readonly Reply[] }
  | { readonly type: 'map'; readonly entries: readonly (readonly [Reply, Reply])[] }
  /** Several replies to one command, as SUBSCRIBE sends them. */
  | { readonly type: 'several'; readonly replies: readonly Reply[] }
  /** Nothing now: the command waits, and is answered later. */
  | { readonly type: 'later' };

export const OK: Reply = { type: 'simple', text: 'OK' };
export const NULL: Reply = { type: 'null' };
export const NULL_ARRAY: Reply = { type: 'null-array' };
export const LATER: Reply = { type: 'later' };
export const EMPTY_ARRAY: Reply = { type: 'array', items: [] };

export const simple = (text: string): Reply => ({ type: 'simple', text });
export const failure = (text: string): Reply => ({ type: 'error', text });
export const integer = (value: number | bigint): Reply => ({ type: 'integer', value });
export const bulk = (text: string): Reply => ({ type: 'bulk', text });
export const array = (items: readonly Reply[]): Reply => ({ type: 'array', items });
export const bulks = (texts: readonly string[]): Reply => array(texts.map(bulk));
export const bulkOrNull = (text: string | null | undefined): Reply =>
  text === null || text === undefined ? NULL : bulk(text);
export const yesOrNo = (yes: boolean): Reply => integer(yes ? 1 : 0);
/** A map with texts as keys. */
export const map = (entries: readonly (readonly [string, Reply])[]): Reply => ({
  type: 'map',
  entries: entries.map(([key, value]) => [bulk(key), value] as const),
});

const bulkText = (text: string): string => `$${text.length}\r\n${text}\r\n`;

const list = (mark: string, count: number, items: readonly Reply[], version: ProtocolVersion) =>
  `${mark}${count}\r\n${items.map((item) => encodeReply(item, version)).join('')}`;

/** The bytes of a reply, one character for each. */
export function encodeReply(reply: Reply, version: ProtocolVersion): string {
  const isOld = version === 2;
  switch (reply.type) {
    case 'simple':
      return `+${reply.text}\r\n`;
    case 'error':
      return `-${reply.text}\r\n`;
    case 'integer':
      return `:${reply.value}\r\n`;
    case 'double': {
      const text = formatDouble(reply.value);
      return isOld ? bulkText(text) : `,${text}\r\n`;
    }
    case 'bulk':
      return bulkText(reply.text);
    case 'verbatim':
      return isOld ? bulkText(reply.text) : `=${reply.text.length + 4}\r\ntxt:${reply.text}\r\n`;
    case 'null':
      return isOld ? '$-1\r\n' : '_\r\n';
    case 'null-array':
      return isOld ? '*-1\r\n' : '_\r\n';
    case 'array':
      return list('*', reply.items.length, reply.items, version);
    case 'set':
      return list(isOld ? '*' : '~', reply.items.length, reply.items, version);
    case 'push':
      return list(isOld ? '*' : '>', reply.items.length, reply.items, version);
    case 'map': {
      const { entries } = reply;
      const count = isOld ? entries.length * 2 : entries.length;
      return list(isOld ? '*' : '%', count, entries.flat(), version);
    }
    case 'several':
      return reply.replies.map((one) => encodeReply(one, version)).join('');
    case 'later':
      return '';
  }
}

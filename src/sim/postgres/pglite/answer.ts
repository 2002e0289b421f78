// What the backend answered, cut into messages of the protocol, and the errors in it read as the simulator has them.

import { type Severity, SqlError } from '../sql-error.ts';

export interface AnswerMessage {
  readonly type: string;
  /** Without type and length. */
  readonly body: Uint8Array;
}

const HEAD_BYTES = 5;

/** A message as bytes. */
export function messageBytes(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + body.length);
  bytes[0] = type.charCodeAt(0);
  new DataView(bytes.buffer).setUint32(1, body.length + 4);
  bytes.set(body, HEAD_BYTES);
  return bytes;
}

/** Cuts whole messages. */
export function readAnswer(bytes: Uint8Array): AnswerMessage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: AnswerMessage[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const end = at + 1 + view.getUint32(at + 1);
    messages.push({
      type: String.fromCharCode(bytes[at] ?? 0),
      body: bytes.subarray(at + HEAD_BYTES, end),
    });
    at = end;
  }
  return messages;
}

type Decode = (bytes: Uint8Array) => string;

/** Strings that each end with a zero byte. */
const strings = (bytes: Uint8Array, decode: Decode): string[] =>
  decode(bytes).split('\0').slice(0, -1);

/** The words a statement is complete with: `INSERT 0 1`. */
export const tagOf = (message: AnswerMessage, decode: Decode): string =>
  strings(message.body, decode)[0] ?? '';

/** The values of a row in text form. */
export function rowOf({ body }: AnswerMessage, decode: Decode): (string | null)[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 2;
  return Array.from({ length: view.getInt16(0) }, () => {
    const length = view.getInt32(at);
    at += 4;
    if (length < 0) return null;
    const value = decode(body.subarray(at, at + length));
    at += length;
    return value;
  });
}

/** The fields of an error or a notice, by their letters. */
export function fieldsOf({ body }: AnswerMessage, decode: Decode): Map<string, string> {
  return new Map(strings(body, decode).map((field) => [field.charAt(0), field.slice(1)]));
}

/** Fields as an error or notice has them on the wire. */
export function fieldBytes(
  fields: ReadonlyMap<string, string>,
  encode: (text: string) => Uint8Array,
): Uint8Array {
  return encode(`${[...fields].map(([letter, value]) => `${letter}${value}\0`).join('')}\0`);
}

/** The error for the log and the trace. */
export function errorOf(fields: ReadonlyMap<string, string>): SqlError {
  const named = {
    detail: fields.get('D'),
    hint: fields.get('H'),
    where: fields.get('W'),
    schema: fields.get('s'),
    table: fields.get('t'),
    column: fields.get('c'),
    dataType: fields.get('d'),
    constraint: fields.get('n'),
  };
  const present = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  );
  const position = fields.get('P');
  return new SqlError(fields.get('C') ?? 'XX000', fields.get('M') ?? '', {
    severity: (fields.get('V') ?? 'ERROR') as Severity,
    ...present,
    ...(position !== undefined && { at: Number(position) - 1 }),
  });
}

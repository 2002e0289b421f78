// Messages of protocol 3.0 ("Message Formats", 55.7 of the manual): what a server sends, as bytes.

import type { OutputColumn } from '../plan/query-plan.ts';
import type { SqlError } from '../sql-error.ts';
import type { DataType } from '../values/data-type.ts';
import { formatText } from '../values/text-format.ts';
import type { Row } from '../values/value.ts';

export type EncodeUtf8 = (text: string) => Uint8Array;

/** Builds one message after another into a buffer that grows. */
export class MessageWriter {
  readonly #encode: EncodeUtf8;
  #bytes = new Uint8Array(1_024);
  #length = 0;
  #start = 0;

  constructor(encode: EncodeUtf8) {
    this.#encode = encode;
  }

  /** Everything written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  #need(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  begin(type: string): void {
    this.#need(5);
    this.#bytes[this.#length] = type.charCodeAt(0);
    this.#start = this.#length + 1;
    this.#length += 5;
  }

  end(): void {
    const size = this.#length - this.#start;
    for (let at = 0; at < 4; at++) this.#bytes[this.#start + at] = (size >>> (24 - 8 * at)) & 255;
  }

  int16(value: number): void {
    this.#need(2);
    this.#bytes[this.#length++] = (value >> 8) & 255;
    this.#bytes[this.#length++] = value & 255;
  }

  int32(value: number): void {
    this.int16(value >> 16);
    this.int16(value);
  }

  byte(value: number): void {
    this.#need(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(value: Uint8Array): void {
    this.#need(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  text(value: string): void {
    this.bytes(this.#encode(value));
  }

  /** Ends with a zero byte. */
  string(value: string): void {
    this.text(value);
    this.byte(0);
  }

  /** With its length in front. */
  counted(value: string): void {
    const encoded = this.#encode(value);
    this.int32(encoded.length);
    this.bytes(encoded);
  }

  // --- whole messages ---

  authentication(code: number, content: (writer: MessageWriter) => void = () => {}): void {
    this.begin('R');
    this.int32(code);
    content(this);
    this.end();
  }

  parameterStatus(name: string, value: string): void {
    this.begin('S');
    this.string(name);
    this.string(value);
    this.end();
  }

  backendKey(pid: number, secret: number): void {
    this.begin('K');
    this.int32(pid);
    this.int32(secret);
    this.end();
  }

  readyForQuery(status: string): void {
    this.begin('Z');
    this.text(status);
    this.end();
  }

  /** ParseComplete, BindComplete, CloseComplete, NoData, EmptyQueryResponse, PortalSuspended. */
  bare(type: '1' | '2' | '3' | 'n' | 'I' | 's'): void {
    this.begin(type);
    this.end();
  }

  commandComplete(tag: string): void {
    this.begin('C');
    this.string(tag);
    this.end();
  }

  parameterDescription(types: readonly DataType[]): void {
    this.begin('t');
    this.int16(types.length);
    for (const { oid } of types) this.int32(oid);
    this.end();
  }

  rowDescription(columns: readonly OutputColumn[]): void {
    this.begin('T');
    this.int16(columns.length);
    for (const { name, type, modifier, tableOid, columnNumber } of columns) {
      this.string(name);
      this.int32(tableOid);
      this.int16(columnNumber);
      this.int32(type.oid);
      this.int16(type.size);
      this.int32(modifier);
      this.int16(0);
    }
    this.end();
  }

  dataRow(row: Row, columns: readonly OutputColumn[]): void {
    this.begin('D');
    this.int16(columns.length);
    for (const [index, { type }] of columns.entries()) {
      const value = row[index] ?? null;
      if (value === null) this.int32(-1);
      else this.counted(formatText(type, value));
    }
    this.end();
  }

  /** ErrorResponse, or with 'N' a notice. */
  error(error: SqlError, type: 'E' | 'N' = 'E'): void {
    const { fields } = error;
    const parts: readonly (readonly [string, string | undefined])[] = [
      ['S', error.severity],
      ['V', error.severity],
      ['C', error.code],
      ['M', error.message],
      ['D', fields.detail],
      ['H', fields.hint],
      ['P', fields.at === undefined ? undefined : String(fields.at + 1)],
      ['W', fields.where],
      ['s', fields.schema],
      ['t', fields.table],
      ['c', fields.column],
      ['d', fields.dataType],
      ['n', fields.constraint],
    ];
    this.begin(type);
    for (const [code, value] of parts) {
      if (value === undefined || value === '') continue;
      this.text(code);
      this.string(value);
    }
    this.byte(0);
    this.end();
  }
}

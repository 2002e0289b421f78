// TLS records on a simulated connection, once the handshake is done.
// Simplified: nothing is encrypted. A record has TLS's five bytes of header (RFC 8446, section 5.1)
// and the plain text behind it, so that a side that does not speak TLS meets the bytes it would
// meet in reality.

import { joinBytes } from '../http/bytes.ts';

/** Types of records. */
export const RECORD = { alert: 21, handshake: 22, data: 23 } as const;

const LONGEST_RECORD_BYTES = 16_384;
const HEADER_BYTES = 5;

/** One record. */
export const sealRecord = (type: number, content: Uint8Array): Uint8Array => {
  const record = new Uint8Array(HEADER_BYTES + content.length);
  record.set([type, 3, 1, content.length >> 8, content.length & 0xff]);
  record.set(content, HEADER_BYTES);
  return record;
};

/** One record's type and content. */
export interface TlsRecord {
  readonly type: number;
  readonly content: Uint8Array;
}

/** Takes records apart as their bytes come. */
export class RecordReader {
  #rest: Uint8Array = new Uint8Array(0);

  /** The records that are complete; null where the bytes are no TLS. */
  read(bytes: Uint8Array): readonly TlsRecord[] | null {
    this.#rest = this.#rest.length === 0 ? bytes : joinBytes([this.#rest, bytes]);
    const records: TlsRecord[] = [];
    while (this.#rest.length >= HEADER_BYTES) {
      const [type = 0, major = 0, , high = 0, low = 0] = this.#rest;
      if (type < RECORD.alert || type > RECORD.data || major !== 3) return null;
      const length = (high << 8) | low;
      if (this.#rest.length < HEADER_BYTES + length) break;
      records.push({ type, content: this.#rest.subarray(HEADER_BYTES, HEADER_BYTES + length) });
      this.#rest = this.#rest.subarray(HEADER_BYTES + length);
    }
    return records;
  }
}

/** What a connection with TLS puts between its bytes and the socket's. */
export class TlsLayer {
  readonly #reader: RecordReader;
  /** The name the client asked for. */
  readonly serverName: string | null;

  constructor(reader: RecordReader, serverName: string | null) {
    this.#reader = reader;
    this.serverName = serverName;
  }

  open(bytes: Uint8Array): Uint8Array {
    const records = this.#reader.read(bytes) ?? [];
    return joinBytes(
      records.filter(({ type }) => type === RECORD.data).map(({ content }) => content),
    );
  }

  seal(bytes: Uint8Array): Uint8Array {
    const records: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += LONGEST_RECORD_BYTES) {
      records.push(sealRecord(RECORD.data, bytes.subarray(at, at + LONGEST_RECORD_BYTES)));
    }
    return joinBytes(records);
  }
}

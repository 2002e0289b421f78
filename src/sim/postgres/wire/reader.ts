// Cuts the bytes a client sends into messages, and reads what is in them.

/** The first packets have no type: a start, a request for TLS, a request to cancel. */
export type StartPacket =
  | { readonly kind: 'start'; readonly options: ReadonlyMap<string, string> }
  | { readonly kind: 'tls' | 'gss' }
  | { readonly kind: 'cancel'; readonly pid: number; readonly secret: number }
  | { readonly kind: 'version'; readonly major: number; readonly minor: number };

export interface Message {
  readonly type: string;
  readonly body: MessageBody;
}

const LONGEST_START = 10_000;
const LONGEST_MESSAGE = 64 * 1024 * 1024;
const TLS_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;
const GSS_REQUEST = 80_877_104;

export class MessageBody {
  readonly #bytes: Uint8Array;
  readonly #decode: (bytes: Uint8Array) => string;
  #at = 0;

  constructor(bytes: Uint8Array, decode: (bytes: Uint8Array) => string) {
    this.#bytes = bytes;
    this.#decode = decode;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  int16(): number {
    return (this.byte() << 8) | this.byte();
  }

  int32(): number {
    return (this.int16() << 16) | this.int16();
  }

  /** Up to the next zero byte. */
  string(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const stop = end < 0 ? this.#bytes.length : end;
    const text = this.#decode(this.#bytes.subarray(this.#at, stop));
    this.#at = stop + 1;
    return text;
  }

  text(length: number): string {
    const text = this.#decode(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return text;
  }

  take(length: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }
}

/** The client sent what is no message of the protocol. */
export class ProtocolViolation extends Error {}

export class MessageReader {
  readonly #decode: (bytes: Uint8Array) => string;
  #buffer = new Uint8Array(0);

  constructor(decode: (bytes: Uint8Array) => string) {
    this.#decode = decode;
  }

  add(bytes: Uint8Array): void {
    if (this.#buffer.length === 0) {
      this.#buffer = bytes.slice();
      return;
    }
    const joined = new Uint8Array(this.#buffer.length + bytes.length);
    joined.set(this.#buffer);
    joined.set(bytes, this.#buffer.length);
    this.#buffer = joined;
  }

  #length(at: number): number {
    const view = new MessageBody(this.#buffer.subarray(at, at + 4), this.#decode);
    return view.int32();
  }

  /** The next packet of a connection that has not started; null where it is not whole yet. */
  start(): StartPacket | null {
    if (this.#buffer.length < 8) return null;
    const length = this.#length(0);
    if (length < 8 || length > LONGEST_START)
      throw new ProtocolViolation('invalid length of startup packet');
    if (this.#buffer.length < length) return null;
    const body = new MessageBody(this.#buffer.subarray(4, length), this.#decode);
    this.#buffer = this.#buffer.slice(length);
    const code = body.int32();
    if (code === TLS_REQUEST) return { kind: 'tls' };
    if (code === GSS_REQUEST) return { kind: 'gss' };
    if (code === CANCEL_REQUEST) return { kind: 'cancel', pid: body.int32(), secret: body.int32() };
    if (code >> 16 !== 3) return { kind: 'version', major: code >> 16, minor: code & 0xffff };
    const options = new Map<string, string>();
    while (body.left > 1) {
      const name = body.string();
      if (name === '') break;
      options.set(name, body.string());
    }
    return { kind: 'start', options };
  }

  /** The next message; null where it is not whole yet. */
  next(): Message | null {
    if (this.#buffer.length < 5) return null;
    const length = this.#length(1);
    if (length < 4 || length > LONGEST_MESSAGE)
      throw new ProtocolViolation('invalid message length');
    if (this.#buffer.length < length + 1) return null;
    const type = String.fromCharCode(this.#buffer[0] ?? 0);
    const body = new MessageBody(this.#buffer.slice(5, length + 1), this.#decode);
    this.#buffer = this.#buffer.slice(length + 1);
    return { type, body };
  }
}

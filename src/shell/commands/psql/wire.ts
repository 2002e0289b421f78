// The client's side of protocol 3.0 ("Message Formats", 55.7 of the manual): messages out, messages in.

const TLS_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;
const PROTOCOL = 196_608;

/** Text to bytes and back: UTF-8. */
export interface WireCodec {
  encodeUtf8(text: string): Uint8Array;
  decodeUtf8(bytes: Uint8Array): string;
}

function bytesOf(parts: readonly (Uint8Array | number)[]): Uint8Array {
  const length = parts.reduce<number>(
    (sum, part) => sum + (typeof part === 'number' ? 4 : part.length),
    0,
  );
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'number') {
      for (const shift of [24, 16, 8, 0]) bytes[at++] = (part >>> shift) & 255;
    } else {
      bytes.set(part, at);
      at += part.length;
    }
  }
  return bytes;
}

const sized = (content: Uint8Array): Uint8Array => bytesOf([content.length + 4, content]);

/** Asks whether the server speaks TLS: it answers with one letter. */
export const tlsRequest = (): Uint8Array => bytesOf([8, TLS_REQUEST]);

/** Asks on a connection of its own to break off what another is doing. */
export const cancelRequest = (pid: number, secret: number): Uint8Array =>
  bytesOf([16, CANCEL_REQUEST, pid, secret]);

export function startMessage(
  codec: WireCodec,
  parameters: readonly (readonly [string, string])[],
): Uint8Array {
  const text = parameters.map(([name, value]) => `${name}\0${value}\0`).join('');
  return sized(bytesOf([PROTOCOL, codec.encodeUtf8(`${text}\0`)]));
}

/** A message with its letter. */
export const message = (type: 'Q' | 'X' | 'p', content: Uint8Array): Uint8Array =>
  bytesOf([Uint8Array.of(type.charCodeAt(0)), sized(content)]);

export const queryMessage = (codec: WireCodec, text: string): Uint8Array =>
  message('Q', codec.encodeUtf8(`${text}\0`));

/** The client's first word of SCRAM-SHA-256. */
export function saslInitial(codec: WireCodec, first: string): Uint8Array {
  const content = codec.encodeUtf8(first);
  return message('p', bytesOf([codec.encodeUtf8('SCRAM-SHA-256\0'), content.length, content]));
}

/** What is in a message of the server. */
export class MessageContent {
  readonly #bytes: Uint8Array;
  readonly #codec: WireCodec;
  #at = 0;

  constructor(bytes: Uint8Array, codec: WireCodec) {
    this.#bytes = bytes;
    this.#codec = codec;
  }

  int16(): number {
    const value = ((this.#bytes[this.#at] ?? 0) << 8) | (this.#bytes[this.#at + 1] ?? 0);
    this.#at += 2;
    return value;
  }

  int32(): number {
    return (this.int16() << 16) | this.int16();
  }

  letter(): string {
    return String.fromCharCode(this.#bytes[this.#at++] ?? 0);
  }

  /** Up to the next zero byte. */
  string(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const stop = end < 0 ? this.#bytes.length : end;
    const text = this.#codec.decodeUtf8(this.#bytes.subarray(this.#at, stop));
    this.#at = stop + 1;
    return text;
  }

  text(length: number): string {
    const text = this.#codec.decodeUtf8(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return text;
  }

  /** All that is left. */
  rest(): string {
    return this.text(this.#bytes.length - this.#at);
  }
}

export interface ServerMessage {
  readonly type: string;
  readonly content: MessageContent;
}

/** Cuts what the server sends into messages. */
export class ServerMessages {
  readonly #codec: WireCodec;
  #buffer = new Uint8Array(0);

  constructor(codec: WireCodec) {
    this.#codec = codec;
  }

  add(bytes: Uint8Array): void {
    this.#buffer =
      this.#buffer.length === 0 ? bytes.slice() : new Uint8Array(bytesOf([this.#buffer, bytes]));
  }

  next(): ServerMessage | null {
    if (this.#buffer.length < 5) return null;
    const length = new MessageContent(this.#buffer.subarray(1, 5), this.#codec).int32();
    if (this.#buffer.length < length + 1) return null;
    const content = new MessageContent(this.#buffer.slice(5, length + 1), this.#codec);
    const type = String.fromCharCode(this.#buffer[0] ?? 0);
    this.#buffer = this.#buffer.slice(length + 1);
    return { type, content };
  }
}

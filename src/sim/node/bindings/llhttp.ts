// llhttp, the HTTP parser inside Node, in its WebAssembly build: one instance serves all parsers of a
// process. This file moves bytes and numbers in and out; what a message means is http-parser.ts's business.

import { decodeLatin1 } from '../../http/latin1.ts';
import type { LlhttpExports, Platform } from '../../platform.ts';

/** What llhttp reports while it reads. Returning other than 0 stops the parser. */
export interface LlhttpListener {
  messageBegin(): number;
  url(text: string): number;
  status(text: string): number;
  headerField(text: string): number;
  headerValue(text: string): number;
  headersComplete(statusCode: number, upgrade: boolean, keepAlive: boolean): number;
  body(bytes: Uint8Array): number;
  messageComplete(): number;
}

const INPUT_BYTES = 64 * 1024;
const HPE_OK = 0;
/** A callback answered -1 (llhttp.h: HPE_USER). */
export const HPE_USER = 24;
const HPE_PAUSED_UPGRADE = 22;

/** How a run of the parser ended. */
export interface LlhttpResult {
  readonly errno: number;
  /** Bytes read before it stopped. */
  readonly readBytes: number;
  readonly upgrade: boolean;
}

type Call = (...args: number[]) => number;

export class Llhttp {
  readonly #exports: LlhttpExports;
  /** By number. Numbers are addresses and come again, so what has gone leaves an empty place. */
  readonly #listeners = new Map<number, LlhttpListener | null>();
  readonly #input: number;
  #depth = 0;

  constructor(platform: Platform) {
    this.#exports = platform.createLlhttp(this.#imports());
    this.#input = this.#call('malloc')(INPUT_BYTES);
  }

  /** Makes a parser for requests (1) or responses (2); its number stands for it from now on. */
  create(type: number, listener: LlhttpListener): number {
    const parser = this.#call('llhttp_alloc')(type);
    this.#listeners.set(parser, listener);
    return parser;
  }

  free(parser: number): void {
    this.#listeners.set(parser, null);
    this.#call('llhttp_free')(parser);
  }

  setLenient(parser: number, what: string): void {
    this.#call(`llhttp_set_lenient_${what}`)(parser, 1);
  }

  /** Parses bytes; a call from within a callback of another parser is allowed. */
  execute(parser: number, bytes: Uint8Array): LlhttpResult {
    let readBytes = 0;
    for (let at = 0; at < bytes.length; at += INPUT_BYTES) {
      const part = bytes.subarray(at, at + INPUT_BYTES);
      const result = this.#executePart(parser, part);
      readBytes += result.readBytes;
      if (result.errno !== HPE_OK) return { ...result, readBytes };
    }
    return { errno: HPE_OK, readBytes, upgrade: false };
  }

  /** Tells the parser that the stream has ended. */
  finish(parser: number): LlhttpResult {
    const errno = this.#call('llhttp_finish')(parser);
    return { errno, readBytes: 0, upgrade: this.#call('llhttp_get_upgrade')(parser) !== 0 };
  }

  pause(parser: number): void {
    this.#call('llhttp_pause')(parser);
  }

  resume(parser: number): void {
    this.#call('llhttp_resume')(parser);
  }

  method(parser: number): number {
    return this.#call('llhttp_get_method')(parser);
  }

  version(parser: number): { major: number; minor: number } {
    return {
      major: this.#call('llhttp_get_http_major')(parser),
      minor: this.#call('llhttp_get_http_minor')(parser),
    };
  }

  isUpgrade(parser: number): boolean {
    return this.#call('llhttp_get_upgrade')(parser) !== 0;
  }

  shouldKeepAlive(parser: number): boolean {
    return this.#call('llhttp_should_keep_alive')(parser) !== 0;
  }

  /** The name of an error, `HPE_INVALID_CONSTANT` for instance. */
  errorName(errno: number): string {
    return this.#text(this.#call('llhttp_errno_name')(errno));
  }

  errorReason(parser: number): string {
    return this.#text(this.#call('llhttp_get_error_reason')(parser));
  }

  #executePart(parser: number, bytes: Uint8Array): LlhttpResult {
    const nested = this.#depth > 0;
    const input = nested ? this.#call('malloc')(bytes.length) : this.#input;
    this.#depth++;
    try {
      this.#memory(input, bytes.length).set(bytes);
      const errno = this.#call('llhttp_execute')(parser, input, bytes.length);
      const upgrade = this.isUpgrade(parser);
      let readBytes = bytes.length;
      if (errno !== HPE_OK) {
        const position = this.#call('llhttp_get_error_pos')(parser);
        readBytes = position === 0 ? 0 : position - input;
        if (errno === HPE_PAUSED_UPGRADE) this.#call('llhttp_resume_after_upgrade')(parser);
      }
      return { errno, readBytes, upgrade };
    } finally {
      this.#depth--;
      if (nested) this.#call('free')(input);
    }
  }

  #call(name: string): Call {
    return this.#exports[name] as Call;
  }

  #memory(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at, length);
  }

  #text(at: number): string {
    if (at === 0) return '';
    const memory = new Uint8Array(this.#exports.memory.buffer);
    return decodeLatin1(memory.subarray(at, memory.indexOf(0, at)));
  }

  #imports(): Record<string, Call> {
    const listener = (parser: number): LlhttpListener =>
      this.#listeners.get(parser) as LlhttpListener;
    const text = (at: number, length: number): string => decodeLatin1(this.#memory(at, length));
    return {
      wasm_on_message_begin: (p) => listener(p as number).messageBegin(),
      wasm_on_url: (p, at, n) => listener(p as number).url(text(at as number, n as number)),
      wasm_on_status: (p, at, n) => listener(p as number).status(text(at as number, n as number)),
      wasm_on_header_field: (p, at, n) =>
        listener(p as number).headerField(text(at as number, n as number)),
      wasm_on_header_value: (p, at, n) =>
        listener(p as number).headerValue(text(at as number, n as number)),
      wasm_on_headers_complete: (p, status, upgrade, keepAlive) =>
        listener(p as number).headersComplete(status as number, upgrade !== 0, keepAlive !== 0),
      wasm_on_body: (p, at, n) =>
        listener(p as number).body(this.#memory(at as number, n as number).slice()),
      wasm_on_message_complete: (p) => listener(p as number).messageComplete(),
    };
  }
}

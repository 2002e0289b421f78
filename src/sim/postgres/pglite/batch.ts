// What a client sends up to the point where it wants an answer: a simple query, or messages of the extended protocol
// until Sync or Flush. Names of prepared statements get the session's mark, because all sessions share one backend.

import type { SqlError } from '../sql-error.ts';
import { MessageWriter } from '../wire/messages.ts';
import { type Message, MessageBody } from '../wire/reader.ts';
import { messageBytes } from './answer.ts';
import { raising, refusalOf } from './refusals.ts';

/** A statement that a batch runs, for logs and traces. */
export interface BatchStatement {
  readonly text: string;
  /** The prepared statement's name; null for a simple query. */
  readonly prepared: string | null;
  readonly parameters: readonly (string | null)[];
}

export interface Batch {
  readonly messages: readonly Uint8Array[];
  readonly statements: readonly BatchStatement[];
  /** What it ends with: Query, Sync or Flush. */
  readonly end: 'Q' | 'S' | 'H';
  /** The text an error without a statement is about. */
  readonly text: string;
  /** It uses the unnamed statement before it has made one: this makes it again, where another session has replaced it. */
  readonly unnamed: Uint8Array | null;
}

export interface BatchReaderOptions {
  readonly mark: string;
  readonly encode: (text: string) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => string;
}

/** Collects one session's messages. */
export class BatchReader {
  readonly #options: BatchReaderOptions;
  readonly #writer: MessageWriter;
  readonly #texts = new Map<string, string>();
  readonly #portals = new Map<string, BatchStatement>();
  #messages: Uint8Array[] = [];
  #statements: BatchStatement[] = [];
  #text = '';
  #unnamedParse: Uint8Array | null = null;
  #parsesUnnamed = false;
  #needsUnnamed = false;

  constructor(options: BatchReaderOptions) {
    this.#options = options;
    this.#writer = new MessageWriter(options.encode);
  }

  /** Names of the session's prepared statements, as the backend has them. */
  get marked(): string[] {
    return [...this.#texts.keys()].filter((name) => name !== '').map((name) => this.#marked(name));
  }

  #marked(name: string): string {
    return name === '' ? '' : this.#options.mark + name;
  }

  /** Takes a message; the batch, where this one ends it. */
  take({ type, body }: Message): Batch | null {
    switch (type) {
      case 'Q':
        return this.#simple(body.string());
      case 'P':
        this.#parse(body);
        return null;
      case 'B':
        this.#bind(body);
        return null;
      case 'D':
      case 'C':
        this.#object(type, body);
        return null;
      case 'E': {
        const portal = this.#portals.get(
          new MessageBody(body.bytes, this.#options.decode).string(),
        );
        if (portal) this.#statements.push(portal);
        this.#messages.push(messageBytes(type, body.bytes));
        return null;
      }
      case 'S':
      case 'H':
        this.#messages.push(messageBytes(type, body.bytes));
        return this.#finish(type);
      default:
        this.#messages.push(messageBytes(type, body.bytes));
        return null;
    }
  }

  #simple(text: string): Batch {
    const refusal = refusalOf(text);
    const { encode } = this.#options;
    this.#messages.push(messageBytes('Q', encode(`${refusal ? raising(refusal) : text}\0`)));
    this.#statements.push({ text, prepared: null, parameters: [] });
    this.#text = text;
    this.#unnamedParse = null;
    return this.#finish('Q');
  }

  #parse(body: MessageBody): void {
    const name = body.string();
    const text = body.string();
    const types = body.take(body.left);
    const refusal = refusalOf(text);
    const message = this.#build('P', (writer) => {
      writer.string(this.#marked(name));
      writer.string(refusal ? raising(refusal) : text);
      writer.bytes(types);
    });
    this.#text = text;
    this.#texts.set(name, text);
    if (name === '') {
      this.#unnamedParse = message;
      this.#parsesUnnamed = true;
    }
    this.#messages.push(message);
  }

  #bind(body: MessageBody): void {
    const portal = body.string();
    const name = body.string();
    const rest = body.take(body.left);
    this.#uses(name);
    this.#text = this.#texts.get(name) ?? this.#text;
    const parameters = parametersOf(new MessageBody(rest, this.#options.decode));
    this.#portals.set(portal, { text: this.#text, prepared: name, parameters });
    this.#messages.push(
      this.#build('B', (writer) => {
        writer.string(portal);
        writer.string(this.#marked(name));
        writer.bytes(rest);
      }),
    );
  }

  #object(type: 'D' | 'C', body: MessageBody): void {
    const kind = body.byte();
    const name = body.string();
    const isStatement = kind === 'S'.charCodeAt(0);
    if (isStatement && type === 'C') this.#texts.delete(name);
    else if (isStatement) this.#uses(name);
    this.#messages.push(
      this.#build(type, (writer) => {
        writer.byte(kind);
        writer.string(isStatement ? this.#marked(name) : name);
      }),
    );
  }

  #uses(name: string): void {
    if (name === '' && !this.#parsesUnnamed) this.#needsUnnamed = true;
  }

  #build(type: string, content: (writer: MessageWriter) => void): Uint8Array {
    this.#writer.begin(type);
    content(this.#writer);
    this.#writer.end();
    return this.#writer.take();
  }

  #finish(end: Batch['end']): Batch {
    const batch: Batch = {
      messages: this.#messages,
      statements: this.#statements,
      end,
      text: this.#text,
      unnamed: this.#needsUnnamed ? this.#unnamedParse : null,
    };
    this.#messages = [];
    this.#statements = [];
    this.#parsesUnnamed = false;
    this.#needsUnnamed = false;
    return batch;
  }
}

/** The values of a Bind message that are text; those in binary form are shown as such. */
function parametersOf(body: MessageBody): (string | null)[] {
  const formats = Array.from({ length: body.int16() }, () => body.int16());
  return Array.from({ length: body.int16() }, (_, index) => {
    const length = body.int32();
    if (length < 0) return null;
    const isBinary = (formats.length === 1 ? formats[0] : formats[index]) === 1;
    if (!isBinary) return body.text(length);
    return `\\x${[...body.take(length)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  });
}

/** A simple query as the extended protocol has it, but for its end: what it did can still be taken back. */
export function unended(batch: Batch, encode: (text: string) => Uint8Array): Uint8Array[] {
  if (batch.end !== 'Q') return batch.messages.slice(0, -1);
  const parse = messageBytes('P', encode(`\0${batch.text}\0\0\0`));
  const bind = messageBytes('B', new Uint8Array(8));
  const describe = messageBytes('D', encode('P\0'));
  const execute = messageBytes('E', new Uint8Array(5));
  return [parse, bind, describe, execute];
}

/** Messages that fail with this error, within the transaction at hand. */
export const failing = (error: SqlError, encode: (text: string) => Uint8Array): Uint8Array[] =>
  unended({ messages: [], statements: [], end: 'Q', text: raising(error), unnamed: null }, encode);

export const SYNC = messageBytes('S', new Uint8Array(0));

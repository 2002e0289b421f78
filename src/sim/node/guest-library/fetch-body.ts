// Bodies of fetch (https://fetch.spec.whatwg.org/#bodies): what they are made of and how they are read. Runs
// inside the simulated process; see the folder's README.
// Simplified: a cloned body is read as a whole; forms are read only where they are URL-encoded.

declare const queueMicrotask: (callback: () => void) => void;
declare const require: (id: string) => unknown;
declare const module: { exports: object };

export type {};

interface WebStream {
  readonly locked: boolean;
  tee(): [WebStream, WebStream];
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array>;
}

const { URLSearchParams } = require('internal/url') as {
  URLSearchParams: new () => { toString(): string };
};
const { Buffer } = require('buffer') as {
  Buffer: {
    from(text: string): Uint8Array;
    concat(chunks: readonly Uint8Array[]): Uint8Array & { toString(encoding: string): string };
  };
};

/** What a body is read from. Shared by a message and its clones. */
interface BodySource {
  readonly type: string | null;
  /** Known for everything but streams. */
  readonly length: number | null;
  bytes(): Promise<Uint8Array>;
  stream(): WebStream;
}

interface StreamController {
  enqueue(chunk: Uint8Array): void;
  close(): void;
  byobRequest?: { respond(n: number): void } | null;
}

const toWeb = (chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): WebStream => {
  const { ReadableStream } = require('internal/webstreams/readablestream') as {
    ReadableStream: { new (source: object): WebStream };
  };
  let iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array> | null = null;
  return new ReadableStream({
    type: 'bytes',
    async pull(controller: StreamController) {
      iterator ??=
        Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
      const { done, value } = await iterator.next();
      if (done) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else if (value.length > 0) {
        controller.enqueue(new Uint8Array(value));
      }
    },
    async cancel() {
      await iterator?.return?.();
    },
  });
};

/** All bytes with the first read, and the end right behind it: programs can tell that nothing more is to be waited for. */
const fixedStream = (bytes: Uint8Array): WebStream => {
  const { ReadableStream } = require('internal/webstreams/readablestream') as {
    ReadableStream: { new (source: object): WebStream };
  };
  return new ReadableStream({
    type: 'bytes',
    pull(controller: StreamController) {
      if (bytes.length > 0) controller.enqueue(new Uint8Array(bytes));
      queueMicrotask(() => {
        controller.close();
        controller.byobRequest?.respond(0);
      });
    },
  });
};

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

function fixedSource(bytes: Uint8Array, type: string | null): BodySource {
  return {
    type,
    length: bytes.length,
    bytes: () => Promise.resolve(bytes),
    stream: () => fixedStream(bytes),
  };
}

function streamSource(chunks: AsyncIterable<Uint8Array>): BodySource {
  let all: Promise<Uint8Array> | null = null;
  let web: WebStream | null = null;
  return {
    type: null,
    length: null,
    bytes() {
      all ??= collect(web ?? chunks);
      return all;
    },
    stream() {
      // A stream that was given is the body's stream itself.
      web ??= 'getReader' in chunks ? (chunks as unknown as WebStream) : toWeb(chunks);
      return web;
    },
  };
}

/** A body whose source is there already: of a clone, or from the network. */
class GivenBody {
  readonly source: BodySource | null;

  constructor(source: BodySource | null) {
    this.source = source;
  }
}

/** A body as programs give it: text, bytes, parameters, a form, a blob, a stream. */
function sourceOf(init: unknown): BodySource | null {
  if (init === null || init === undefined) return null;
  if (init instanceof GivenBody) return init.source;
  if (init instanceof URLSearchParams) {
    return fixedSource(
      Buffer.from(init.toString()),
      'application/x-www-form-urlencoded;charset=UTF-8',
    );
  }
  if (init instanceof FormData) return formSource(init);
  if (ArrayBuffer.isView(init)) {
    const { buffer, byteOffset, byteLength } = init;
    return fixedSource(new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength)), null);
  }
  if (init instanceof ArrayBuffer) return fixedSource(new Uint8Array(init.slice(0)), null);
  if (typeof init === 'object' && 'arrayBuffer' in init && 'size' in init) {
    const blob = init as { arrayBuffer(): Promise<ArrayBuffer>; size: number; type: string };
    const bytes = async (): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
    return { type: blob.type || null, length: blob.size, bytes, stream: () => toWeb(once(bytes)) };
  }
  if (typeof init === 'object' && Symbol.asyncIterator in init) {
    return streamSource(init as AsyncIterable<Uint8Array>);
  }
  return fixedSource(Buffer.from(String(init)), 'text/plain;charset=UTF-8');
}

async function* once(bytes: () => Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await bytes();
}

function formSource(form: FormData): BodySource {
  const digits = String(Math.random()).slice(2, 14).padStart(12, '0');
  const boundary = `----formdata-undici-${digits}`;
  const quote = (text: string): string =>
    text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');
  const parts = [...form].map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"\r\n\r\n${String(value)}\r\n`,
  );
  const text = `${parts.join('')}--${boundary}--\r\n`;
  return fixedSource(Buffer.from(text), `multipart/form-data; boundary=${boundary}`);
}

/** What Request and Response have in common. */
class Message {
  #source: BodySource | null;
  #web: WebStream | null = null;
  #used = false;

  constructor(source: BodySource | null) {
    this.#source = source;
  }

  static sourceOf(message: Message): BodySource | null {
    return message.#source;
  }

  /** Whether the body, where there is one, has been taken. */
  static isTaken(message: Message): boolean {
    return message.#used;
  }

  /** The source, for a second message with the same body. */
  protected share(): BodySource | null {
    if (this.#used) throw new TypeError('Response.clone: Body has already been consumed.');
    return this.#source;
  }

  get body(): WebStream | null {
    if (this.#source === null) return null;
    this.#web ??= this.#source.stream();
    return this.#web;
  }

  get bodyUsed(): boolean {
    return this.#used;
  }

  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.#consume());
  }

  async arrayBuffer(): Promise<ArrayBufferLike> {
    return new Uint8Array(await this.#consume()).buffer;
  }

  async text(): Promise<string> {
    return decode(await this.#consume());
  }

  async json(): Promise<unknown> {
    return JSON.parse(decode(await this.#consume())) as unknown;
  }

  async blob(): Promise<unknown> {
    const { Blob } = require('internal/blob') as {
      Blob: new (parts: readonly Uint8Array[], options: object) => unknown;
    };
    return new Blob([await this.#consume()], { type: this.#source?.type ?? '' });
  }

  async formData(): Promise<FormData> {
    const form = new FormData();
    const text = decode(await this.#consume());
    for (const pair of text.split('&').filter(Boolean)) {
      const [name = '', value = ''] = pair
        .split('=')
        .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
      form.append(name, value);
    }
    return form;
  }

  #consume(): Promise<Uint8Array> {
    if (this.#used || this.#web?.locked) {
      return Promise.reject(new TypeError('Body is unusable: Body has already been read'));
    }
    if (this.#source === null) return Promise.resolve(new Uint8Array(0));
    this.#used = true;
    return this.#source.bytes();
  }
}

const decode = (bytes: Uint8Array): string =>
  Buffer.concat([bytes])
    .toString('utf8')
    .replace(/^\uFEFF/, '');

class FormData {
  #entries: [string, unknown][] = [];

  append(name: unknown, value: unknown): void {
    this.#entries.push([String(name), typeof value === 'object' ? value : String(value)]);
  }

  set(name: unknown, value: unknown): void {
    this.delete(name);
    this.append(name, value);
  }

  get(name: unknown): unknown {
    return this.#entries.find(([key]) => key === String(name))?.[1] ?? null;
  }

  getAll(name: unknown): unknown[] {
    return this.#entries.filter(([key]) => key === String(name)).map(([, value]) => value);
  }

  has(name: unknown): boolean {
    return this.#entries.some(([key]) => key === String(name));
  }

  delete(name: unknown): void {
    this.#entries = this.#entries.filter(([key]) => key !== String(name));
  }

  *entries(): Generator<[string, unknown]> {
    yield* this.#entries;
  }

  [Symbol.iterator](): Generator<[string, unknown]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'FormData';
  }
}

module.exports = { FormData, GivenBody, Message, sourceOf, streamSource };

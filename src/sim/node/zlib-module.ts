// `node:zlib` for simulated programs: gzip, deflate and raw deflate, in one piece and as streams. The work
// is fflate's; errors are zlib's.
// Simplified: no brotli and no zstd; levels and strategies are not told apart.

import type { Algorithms, Coder, Format, FormatName } from './algorithms.ts';
import type { NodeEnvironment } from './environment.ts';
import type { GuestFunction, GuestObject } from './guest.ts';

type Require = (id: string) => GuestObject;
type Constructor = new (...args: unknown[]) => GuestObject;

const FORMATS: readonly FormatName[] = [
  'Gzip',
  'Gunzip',
  'Deflate',
  'Inflate',
  'DeflateRaw',
  'InflateRaw',
  'Unzip',
];

const ABSENT = ['BrotliCompress', 'BrotliDecompress', 'ZstdCompress', 'ZstdDecompress'];

/** zlib's error for bytes that are not what they should be. */
function dataError(error: unknown): Error {
  const message = /header/i.test(String(error)) ? 'incorrect header check' : 'invalid data';
  const isShort = /unexpected EOF/i.test(String(error));
  return isShort
    ? Object.assign(new Error('unexpected end of file'), { errno: -5, code: 'Z_BUF_ERROR' })
    : Object.assign(new Error(message), { errno: -3, code: 'Z_DATA_ERROR' });
}

function createStreamClass(require: Require, name: string, format: () => Format): Constructor {
  const { Transform } = require('stream') as { Transform: Constructor };
  const streams = {
    [name]: class extends Transform {
      readonly #coder: Coder;
      #head: number[] = [];
      bytesWritten = 0;

      constructor(options?: unknown) {
        super(options);
        this.#coder = new (format().stream)();
        const { Buffer } = require('buffer') as {
          Buffer: { from(bytes: Uint8Array): unknown };
        };
        this.#coder.ondata = (chunk) => {
          if (chunk.length > 0) (this['push'] as GuestFunction)(Buffer.from(chunk));
        };
      }

      _transform(chunk: Uint8Array, _encoding: unknown, callback: GuestFunction): void {
        this.bytesWritten += chunk.length;
        this.#code(chunk, false, callback);
      }

      _flush(callback: GuestFunction): void {
        this.#code(new Uint8Array(0), true, callback);
      }

      /** zlib looks at the first two bytes before anything else. */
      #checkHead(chunk: Uint8Array, final: boolean): void {
        const { isHead } = format();
        if (!isHead || this.#head.length >= 2) return;
        this.#head.push(...chunk.subarray(0, 2 - this.#head.length));
        const [first, second] = this.#head;
        if (first !== undefined && !isHead(first, second)) throw new Error('bad header');
        if (final && second === undefined && this.bytesWritten > 0)
          throw new Error('unexpected EOF');
      }

      close(callback?: GuestFunction): void {
        (this['destroy'] as GuestFunction)();
        callback?.();
      }

      #code(chunk: Uint8Array, final: boolean, callback: GuestFunction): void {
        try {
          this.#checkHead(chunk, final);
          this.#coder.push(new Uint8Array(chunk), final);
        } catch (error) {
          callback(dataError(error));
          return;
        }
        callback();
      }
    },
  };
  return streams[name] as Constructor;
}

/** The exports of `node:zlib`. */
export function createZlibModule(
  environment: NodeEnvironment,
  require: Require,
  algorithms: () => Algorithms,
): GuestObject {
  const { codecs, constants, kernel, loop, process } = environment;
  const exports: GuestObject = { constants: constants.constants['zlib'], codes: {} };
  const { Buffer } = require('buffer') as { Buffer: { from(bytes: Uint8Array): unknown } };
  const bytesOf = (input: unknown): Uint8Array =>
    typeof input === 'string' ? codecs.encodeUtf8(input) : new Uint8Array(input as Uint8Array);
  for (const name of FORMATS) {
    const format = (): Format => algorithms().formats[name];
    const StreamClass = createStreamClass(require, name, format);
    const lower = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    const sync = (input: unknown): unknown => {
      const { sync: convert } = format();
      try {
        return Buffer.from(convert(bytesOf(input)));
      } catch (error) {
        throw dataError(error);
      }
    };
    exports[name] = StreamClass;
    exports[`create${name}`] = (options?: unknown) => new StreamClass(options);
    exports[`${lower}Sync`] = sync;
    exports[lower] = (input: unknown, ...rest: unknown[]) => {
      const callback = rest.pop() as GuestFunction;
      loop.beginRequest();
      kernel.after(100, () =>
        process.post(() => {
          loop.endRequest();
          try {
            callback(null, sync(input));
          } catch (error) {
            callback(error);
          }
        }),
      );
    };
  }
  for (const name of ABSENT) {
    exports[`create${name}`] = () => {
      throw new Error(`zlib.create${name} is not modelled by the simulator`);
    };
  }
  return exports;
}

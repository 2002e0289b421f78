// `node:crypto` for simulated programs: hashes, HMACs, key derivation, random values, comparison.
// Hashing is @noble/hashes' (audited, synchronous: the engine's own crypto answers in real time).
// Simplified: no ciphers, signatures, keys, certificates or Diffie-Hellman; asking for one says so.

import { sha1 } from '@noble/hashes/legacy.js';
import type { CHash } from '@noble/hashes/utils.js';
import type { Algorithms, RareHash } from './algorithms.ts';
import type { NodeEnvironment } from './environment.ts';
import type { GuestFunction, GuestObject } from './guest.ts';
import { createSubtleCrypto, ROUND_US } from './subtle-crypto.ts';
import type { Encoding } from './text-codecs.ts';

/** Names of hashes besides SHA-1 (which every ETag of Express takes), and what their algorithm is called. */
const RARE_HASHES: Readonly<Record<string, RareHash>> = {
  md5: 'md5',
  ripemd160: 'ripemd160',
  rmd160: 'ripemd160',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  'rsa-sha256': 'sha256',
};

/** Functions of node:crypto the simulator does not have. */
const ABSENT = [
  'createCipheriv',
  'createDecipheriv',
  'createSign',
  'createVerify',
  'sign',
  'verify',
  'generateKeyPair',
  'generateKeyPairSync',
  'createPrivateKey',
  'createPublicKey',
  'publicEncrypt',
  'privateDecrypt',
  'createDiffieHellman',
  'createECDH',
];

/** Simulated time until a thread of the pool has answered, beside its work. */
const THREAD_US = 200;

interface RunningHash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
  clone?(): RunningHash;
}

type Constructor = new (...args: unknown[]) => GuestObject;
type Require = (id: string) => GuestObject;

class CryptoModule {
  readonly #environment: NodeEnvironment;
  readonly #require: Require;
  readonly #algorithms: () => Algorithms;

  constructor(environment: NodeEnvironment, require: Require, algorithms: () => Algorithms) {
    this.#environment = environment;
    this.#require = require;
    this.#algorithms = algorithms;
  }

  bytes(value: unknown, encoding?: unknown): Uint8Array {
    if (typeof value === 'string') {
      return this.#environment.codecs.encode(value, (encoding as Encoding) ?? 'utf8');
    }
    if (ArrayBuffer.isView(value)) {
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    }
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    throw this.#error('ERR_INVALID_ARG_TYPE', 'data', ['string', 'Buffer', 'TypedArray'], value);
  }

  buffer(bytes: Uint8Array): Uint8Array {
    return Object.setPrototypeOf(
      bytes.slice(),
      this.#environment.callbacks.bufferPrototype,
    ) as Uint8Array;
  }

  output(bytes: Uint8Array, encoding: unknown): unknown {
    if (encoding === undefined || encoding === 'buffer') return this.buffer(bytes);
    return this.#environment.codecs.decode(bytes, normal(encoding));
  }

  randomBytes(length: number): Uint8Array {
    const random = this.#environment.randomUint32;
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = random() & 255;
    return bytes;
  }

  hash(name: unknown): CHash {
    const known = String(name).toLowerCase();
    if (known === 'sha1') return sha1;
    const rare = RARE_HASHES[known];
    if (rare) return this.#algorithms().hashes[rare];
    const error = new Error('Digest method not supported');
    throw Object.assign(error, { code: 'ERR_OSSL_EVP_UNSUPPORTED' });
  }

  /** The classes Hash and Hmac: streams, as in Node, though most programs only update and digest. */
  createHashClass(): (running: RunningHash) => GuestObject {
    const Transform = (this.#require('stream') as { Transform: Constructor }).Transform;
    const module = this;
    class Hash extends Transform {
      readonly #running: RunningHash;
      #digested = false;

      constructor(running: RunningHash) {
        super();
        this.#running = running;
      }

      update(data: unknown, encoding?: unknown): this {
        if (this.#digested) throw module.#error('ERR_CRYPTO_HASH_FINALIZED');
        this.#running.update(module.bytes(data, encoding));
        return this;
      }

      digest(encoding?: unknown): unknown {
        if (this.#digested) throw module.#error('ERR_CRYPTO_HASH_FINALIZED');
        this.#digested = true;
        return module.output(this.#running.digest(), encoding);
      }

      copy(): Hash {
        return new Hash(this.#running.clone?.() ?? this.#running);
      }

      _transform(chunk: unknown, encoding: unknown, callback: GuestFunction): void {
        this.update(chunk, encoding);
        callback();
      }

      _flush(callback: GuestFunction): void {
        (this['push'] as GuestFunction)(this.digest());
        callback();
      }
    }
    return (running) => new Hash(running);
  }

  #error(code: string, ...args: unknown[]): Error {
    const { codes } = this.#require('internal/errors') as {
      codes: Record<string, new (...args: unknown[]) => Error>;
    };
    const NodeError = codes[code];
    return NodeError ? new NodeError(...args) : new Error(code);
  }

  rangeError(name: string, range: string, value: unknown): Error {
    return this.#error('ERR_OUT_OF_RANGE', name, range, value);
  }

  lengthError(): Error {
    return this.#error('ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH');
  }
}

const normal = (encoding: unknown): Encoding =>
  encoding === 'utf-8' ? 'utf8' : encoding === 'binary' ? 'latin1' : (encoding as Encoding);

function uuid(bytes: Uint8Array): string {
  bytes[6] = ((bytes[6] as number) & 15) | 64;
  bytes[8] = ((bytes[8] as number) & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function randomFunctions(crypto: CryptoModule, later: (callback: () => void) => void): GuestObject {
  const randomInt = (min: number, max?: unknown, callback?: unknown): unknown => {
    const done = typeof max === 'function' ? max : callback;
    const [low, high] = typeof max === 'number' ? [min, max] : [0, min];
    if (high <= low) throw crypto.rangeError('max', `greater than ${low}`, high);
    const value =
      low +
      (crypto.randomBytes(6).reduce((sum, byte) => sum * 256 + byte, 0) % Math.floor(high - low));
    if (typeof done !== 'function') return value;
    later(() => (done as GuestFunction)(null, value));
    return undefined;
  };
  const fill = (target: ArrayBufferView): ArrayBufferView => {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    bytes.set(crypto.randomBytes(bytes.length));
    return target;
  };
  return {
    randomInt,
    randomUUID: () => uuid(crypto.randomBytes(16)),
    randomFillSync: fill,
    randomFill: (target: ArrayBufferView, callback: GuestFunction) =>
      later(() => callback(null, fill(target))),
    getRandomValues: fill,
    randomBytes(length: number, callback?: GuestFunction) {
      const bytes = crypto.buffer(crypto.randomBytes(length));
      if (!callback) return bytes;
      later(() => callback(null, bytes));
      return undefined;
    },
  };
}

function derivations(
  crypto: CryptoModule,
  environment: NodeEnvironment,
  later: (callback: () => void) => void,
  algorithms: () => Algorithms,
): GuestObject {
  const pbkdf2Sync = (
    password: unknown,
    salt: unknown,
    iterations: number,
    length: number,
    digest: string,
  ): Uint8Array => {
    environment.kernel.useProcessor(iterations * ROUND_US);
    const options = { c: iterations, dkLen: length };
    return crypto.buffer(
      algorithms().pbkdf2(crypto.hash(digest), crypto.bytes(password), crypto.bytes(salt), options),
    );
  };
  const scryptSync = (
    password: unknown,
    salt: unknown,
    length: number,
    options: { N?: number; r?: number; p?: number; cost?: number } = {},
  ): Uint8Array => {
    const N = options.N ?? options.cost ?? 16_384;
    environment.kernel.useProcessor(N * 3);
    const parameters = { N, r: options.r ?? 8, p: options.p ?? 1, dkLen: length };
    return crypto.buffer(
      algorithms().scrypt(crypto.bytes(password), crypto.bytes(salt), parameters),
    );
  };
  return {
    pbkdf2Sync,
    scryptSync,
    pbkdf2(...args: unknown[]) {
      const callback = args.pop() as GuestFunction;
      later(() => callback(null, pbkdf2Sync(...(args as Parameters<typeof pbkdf2Sync>))));
    },
    scrypt(...args: unknown[]) {
      const callback = args.pop() as GuestFunction;
      later(() => callback(null, scryptSync(...(args as Parameters<typeof scryptSync>))));
    },
  };
}

/** The exports of `node:crypto`. */
export function createCryptoModule(
  environment: NodeEnvironment,
  require: Require,
  algorithms: () => Algorithms,
): GuestObject {
  const crypto = new CryptoModule(environment, require, algorithms);
  const waiting = (durationUs: number, callback: () => void): void => {
    const { kernel, loop, process } = environment;
    loop.beginRequest();
    kernel.after(durationUs, () =>
      process.post(() => {
        loop.endRequest();
        callback();
      }),
    );
  };
  const later = (callback: () => void): void => waiting(THREAD_US, callback);
  let createHash: ((running: RunningHash) => GuestObject) | undefined;
  const wrap = (running: RunningHash): GuestObject => {
    createHash ??= crypto.createHashClass();
    return createHash(running);
  };
  const random = randomFunctions(crypto, later);
  const absent = Object.fromEntries(
    ABSENT.map((name) => [
      name,
      () => {
        throw new Error(`crypto.${name} is not modelled by the simulator`);
      },
    ]),
  );
  return {
    ...absent,
    ...random,
    ...derivations(crypto, environment, later, algorithms),
    constants: {},
    getHashes: () => ['sha1', ...Object.keys(RARE_HASHES)],
    getCiphers: () => [],
    getCurves: () => [],
    createHash: (name: string) => wrap(crypto.hash(name).create()),
    createHmac: (name: string, key: unknown) =>
      wrap(algorithms().hmac.create(crypto.hash(name), crypto.bytes(key))),
    hash: (name: string, data: unknown, encoding: unknown = 'hex') =>
      crypto.output(crypto.hash(name)(crypto.bytes(data)), encoding),
    timingSafeEqual(first: ArrayBufferView, second: ArrayBufferView) {
      const [a, b] = [crypto.bytes(first), crypto.bytes(second)];
      if (a.length !== b.length) throw crypto.lengthError();
      return a.every((byte, index) => byte === b[index]);
    },
    webcrypto: {
      getRandomValues: random['getRandomValues'],
      randomUUID: random['randomUUID'],
      subtle: createSubtleCrypto({
        hash: (name) => crypto.hash(name),
        bytes: (value) => crypto.bytes(value),
        later: waiting,
        algorithms,
      }),
    },
  };
}

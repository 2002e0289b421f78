// `crypto.subtle` for simulated programs (W3C Web Cryptography API): digests, HMAC keys and PBKDF2. Work is
// done at once and its promise settles when a thread of Node's pool would have finished, on the simulated clock.
// Simplified: no ciphers, no signatures with key pairs, no wrapping, no JWK; asking for one rejects and says so.

import type { CHash } from '@noble/hashes/utils.js';
import type { Algorithms } from './algorithms.ts';
import type { GuestObject } from './guest.ts';

/** Simulated processor time of one round of a key derivation. */
export const ROUND_US = 0.35;
/** From the call to the answer of Node's thread pool. */
const THREAD_US = 60;

export interface SubtleOptions {
  /** A hash by the name Node knows it under. */
  readonly hash: (name: string) => CHash;
  readonly bytes: (value: unknown) => Uint8Array;
  readonly later: (durationUs: number, callback: () => void) => void;
  readonly algorithms: () => Algorithms;
}

interface Algorithm {
  readonly name: string;
  readonly hash?: unknown;
  readonly salt?: unknown;
  readonly iterations?: number;
}

/** A key as programs hold it: what it holds is kept beside it. */
interface Key {
  readonly type: 'secret';
  readonly extractable: boolean;
  readonly algorithm: GuestObject;
  readonly usages: readonly string[];
}

const algorithmOf = (value: unknown): Algorithm =>
  typeof value === 'string' ? { name: value } : (value as Algorithm);

/** The name Node has for a hash of the Web Cryptography API: `SHA-256` is `sha256`. */
const hashName = (value: unknown): string => algorithmOf(value).name.toLowerCase().replace('-', '');

/** A copy of the bytes as an ArrayBuffer of exactly their length. */
const toBuffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

const sameBytes = (first: Uint8Array, second: Uint8Array): boolean =>
  first.length === second.length && first.every((byte, index) => byte === second[index]);

/** The object `crypto.subtle`. */
export function createSubtleCrypto({ hash, bytes, later, algorithms }: SubtleOptions): GuestObject {
  const material = new WeakMap<object, Uint8Array>();

  const finish = <Result>(work: () => Result, costUs = 0): Promise<Result> =>
    new Promise((resolve, reject) => {
      later(THREAD_US + costUs, () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });

  const absent = (name: string): Error =>
    new Error(`crypto.subtle: ${name} is not modelled by the simulator`);

  const keyOf = (key: Key, usage: string): Uint8Array => {
    const found = material.get(key);
    if (!found) throw new TypeError('The key is not one that importKey returned');
    if (!key.usages.includes(usage)) throw new Error(`Unable to use this key to ${usage}`);
    return found;
  };

  const sign = (key: Key, data: unknown, usage: string): Uint8Array => {
    if (key.algorithm['name'] !== 'HMAC') throw absent(String(key.algorithm['name']));
    return algorithms().hmac(hash(hashName(key.algorithm['hash'])), keyOf(key, usage), bytes(data));
  };

  return {
    digest: (algorithm: unknown, data: unknown) =>
      finish(() => toBuffer(hash(hashName(algorithm))(bytes(data)))),
    importKey(
      format: string,
      data: unknown,
      algorithm: unknown,
      extractable: boolean,
      usages: readonly string[],
    ) {
      return finish(() => {
        const { name, ...rest } = algorithmOf(algorithm);
        if (format !== 'raw') throw absent(`the key format ${format}`);
        if (name !== 'HMAC' && name !== 'PBKDF2') throw absent(name);
        const kept = 'hash' in rest ? { hash: algorithmOf(rest.hash) } : {};
        const key: Key = {
          type: 'secret',
          extractable,
          algorithm: { name, ...kept },
          usages: [...usages],
        };
        material.set(key, bytes(data).slice());
        return key;
      });
    },
    sign: (_algorithm: unknown, key: Key, data: unknown) =>
      finish(() => toBuffer(sign(key, data, 'sign'))),
    verify: (_algorithm: unknown, key: Key, signature: unknown, data: unknown) =>
      finish(() => sameBytes(sign(key, data, 'verify'), bytes(signature))),
    deriveBits(algorithm: Algorithm, key: Key, length: number) {
      const { name, iterations = 0 } = algorithm;
      return finish(() => {
        if (name !== 'PBKDF2') throw absent(name);
        const secret = keyOf(key, 'deriveBits');
        const options = { c: iterations, dkLen: length / 8 };
        return toBuffer(
          algorithms().pbkdf2(
            hash(hashName(algorithm.hash)),
            secret,
            bytes(algorithm.salt),
            options,
          ),
        );
      }, iterations * ROUND_US);
    },
  };
}

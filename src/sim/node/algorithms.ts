// Algorithms behind node:zlib and node:crypto that few programs use: they are handed to the simulated Node from
// outside, so that a page loads them when a program wants them. The work is that of fflate and @noble/hashes.

import { hmac } from '@noble/hashes/hmac.js';
import { md5, ripemd160 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type { CHash } from '@noble/hashes/utils.js';
import {
  Deflate,
  deflateSync,
  Gunzip,
  Gzip,
  gunzipSync,
  gzipSync,
  Inflate,
  inflateSync,
  Unzlib,
  unzlibSync,
  Zlib,
  zlibSync,
} from 'fflate';

/** Compresses or decompresses a stream. */
export interface Coder {
  ondata: ((chunk: Uint8Array, final: boolean) => void) | undefined;
  push(chunk: Uint8Array, final?: boolean): void;
}

export interface Format {
  readonly sync: (bytes: Uint8Array) => Uint8Array;
  readonly stream: new () => Coder;
  /** Whether the data can begin with these bytes. */
  readonly isHead?: (first: number, second: number | undefined) => boolean;
}

/** Names as node:zlib has them for its classes. */
export type FormatName =
  | 'Gzip'
  | 'Gunzip'
  | 'Deflate'
  | 'Inflate'
  | 'DeflateRaw'
  | 'InflateRaw'
  | 'Unzip';

/** Hashes that few programs ask for. */
export type RareHash = 'md5' | 'ripemd160' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

export interface Algorithms {
  readonly formats: Readonly<Record<FormatName, Format>>;
  readonly hashes: Readonly<Record<RareHash, CHash>>;
  readonly hmac: typeof hmac;
  readonly pbkdf2: typeof pbkdf2;
  readonly scrypt: typeof scrypt;
}

const isGzipHead = (first: number, second: number | undefined): boolean =>
  first === 0x1f && (second === undefined || second === 0x8b);
/** RFC 1950: deflate with a window of at most 32 kB, and the two bytes a multiple of 31. */
const isZlibHead = (first: number, second: number | undefined): boolean =>
  (first & 15) === 8 &&
  first >> 4 <= 7 &&
  (second === undefined || (first * 256 + second) % 31 === 0);

export const algorithms: Algorithms = {
  formats: {
    Gzip: { sync: (bytes) => gzipSync(bytes, { mtime: 0 }), stream: Gzip as never },
    Gunzip: { sync: (bytes) => gunzipSync(bytes), stream: Gunzip as never, isHead: isGzipHead },
    Deflate: { sync: (bytes) => zlibSync(bytes), stream: Zlib as never },
    Inflate: { sync: (bytes) => unzlibSync(bytes), stream: Unzlib as never, isHead: isZlibHead },
    DeflateRaw: { sync: (bytes) => deflateSync(bytes), stream: Deflate as never },
    InflateRaw: { sync: (bytes) => inflateSync(bytes), stream: Inflate as never },
    Unzip: { sync: (bytes) => gunzipSync(bytes), stream: Gunzip as never },
  },
  hashes: { md5, ripemd160, sha224, sha256, sha384, sha512 },
  hmac,
  pbkdf2,
  scrypt,
};

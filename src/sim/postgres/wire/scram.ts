// The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), and of MD5 passwords.
// Simplified: 16 rounds where PostgreSQL has 4096: each of them is paid in real time by the reader's machine.

import { hmac } from '@noble/hashes/hmac.js';
import { md5 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Random } from '../../kernel/random.ts';

const ROUNDS = 16;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += ALPHABET.charAt(bits >> 18) + ALPHABET.charAt((bits >> 12) & 63);
    text += b === undefined ? '=' : ALPHABET.charAt((bits >> 6) & 63);
    text += c === undefined ? '=' : ALPHABET.charAt(bits & 63);
  }
  return text;
}

export function fromBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const char of text.replace(/=+$/, '')) {
    bits = ((bits << 6) | ALPHABET.indexOf(char)) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
  }
  return Uint8Array.from(bytes);
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

const randomText = (random: Random, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, () => random.below(256));

/** What a server keeps of a password. */
export interface ScramVerifier {
  readonly rounds: number;
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

const VERIFIER = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/;

function makeVerifier(password: Uint8Array, salt: Uint8Array, rounds: number): ScramVerifier {
  const salted = pbkdf2(sha256, password, salt, { c: rounds, dkLen: 32 });
  const storedKey = sha256(hmac(sha256, salted, ascii('Client Key')));
  return { rounds, salt, storedKey, serverKey: hmac(sha256, salted, ascii('Server Key')) };
}

/** The verifier that PostgreSQL keeps in pg_authid, where a password is one. */
export function readVerifier(password: string): ScramVerifier | null {
  const match = VERIFIER.exec(password);
  if (!match) return null;
  const [, rounds = '', salt = '', storedKey = '', serverKey = ''] = match;
  return {
    rounds: Number(rounds),
    salt: fromBase64(salt),
    storedKey: fromBase64(storedKey),
    serverKey: fromBase64(serverKey),
  };
}

/** Whether a password is the one that a verifier was made of. */
export const verifies = (verifier: ScramVerifier, password: Uint8Array): boolean =>
  makeVerifier(password, verifier.salt, verifier.rounds).storedKey.every(
    (byte, at) => byte === verifier.storedKey[at],
  );

/** One authentication. */
export class ScramServer {
  readonly #secret: Uint8Array | ScramVerifier | null;
  readonly #random: Random;
  readonly #salt: Uint8Array;
  readonly #rounds: number;
  #clientFirst = '';
  #serverFirst = '';

  /** Without a password it goes through the motions and fails, as PostgreSQL does for unknown roles. */
  constructor(secret: Uint8Array | ScramVerifier | null, random: Random) {
    this.#secret = secret;
    this.#random = random;
    const kept = secret && 'salt' in secret ? secret : null;
    this.#salt = kept?.salt ?? randomText(random, 16);
    this.#rounds = kept?.rounds ?? ROUNDS;
  }

  /** Answers the client's first message; null where it is none. */
  first(message: string): string | null {
    const match = /^[ny],[^,]*,(n=[^,]*,r=([^,]+).*)$/.exec(message);
    if (!match) return null;
    const [, bare = '', nonce = ''] = match;
    this.#clientFirst = bare;
    const own = toBase64(randomText(this.#random, 18));
    this.#serverFirst = `r=${nonce}${own},s=${toBase64(this.#salt)},i=${this.#rounds}`;
    return this.#serverFirst;
  }

  /** Answers the client's proof; null where it is wrong. */
  final(message: string): string | null {
    const match = /^(c=[^,]*,r=([^,]*)),p=(.+)$/.exec(message);
    const secret = this.#secret;
    if (!match || !secret) return null;
    const [, withoutProof = '', nonce = '', proof = ''] = match;
    if (!this.#serverFirst.startsWith(`r=${nonce},`)) return null;
    const { storedKey, serverKey } =
      'salt' in secret ? secret : makeVerifier(secret, this.#salt, this.#rounds);
    const signed = ascii(`${this.#clientFirst},${this.#serverFirst},${withoutProof}`);
    const signature = hmac(sha256, storedKey, signed);
    const given = fromBase64(proof);
    const clientKey = signature.map((byte, at) => byte ^ (given[at] ?? 0));
    const isRight = sha256(clientKey).every((byte, at) => byte === storedKey[at]);
    if (!isRight) return null;
    return `v=${toBase64(hmac(sha256, serverKey, signed))}`;
  }
}

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** What a client answers to a request for an MD5 password. */
export function md5Answer(password: string, user: string, salt: Uint8Array): string {
  const inner = ascii(hex(md5(ascii(password + user))));
  return `md5${hex(md5(Uint8Array.from([...inner, ...salt])))}`;
}

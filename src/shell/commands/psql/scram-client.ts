// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677).

import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64, encodeBase64 } from '../text/base64.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

export class ScramClient {
  readonly #password: Uint8Array;
  readonly #bare: string;

  /** `nonce` is printable and has no comma. */
  constructor(password: Uint8Array, nonce: string) {
    this.#password = password;
    this.#bare = `n=,r=${nonce}`;
  }

  first(): string {
    return `n,,${this.#bare}`;
  }

  /** The proof, for what the server said first; null where that makes no sense. */
  final(serverFirst: string): string | null {
    const match = /^r=([^,]+),s=([^,]+),i=(\d+)/.exec(serverFirst);
    const salt = decodeBase64(match?.[2] ?? '');
    if (!match || !salt) return null;
    const [, nonce = '', , rounds = ''] = match;
    const salted = pbkdf2(sha256, this.#password, salt, { c: Number(rounds), dkLen: 32 });
    const clientKey = hmac(sha256, salted, ascii('Client Key'));
    const withoutProof = `c=biws,r=${nonce}`;
    const signed = ascii(`${this.#bare},${serverFirst},${withoutProof}`);
    const signature = hmac(sha256, sha256(clientKey), signed);
    const proof = clientKey.map((byte, at) => byte ^ (signature[at] ?? 0));
    return `${withoutProof},p=${encodeBase64(proof)}`;
  }
}

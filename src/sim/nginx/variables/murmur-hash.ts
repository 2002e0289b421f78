// MurmurHash2 by Austin Appleby (public domain), 32 bit, seed 0 as split_clients uses it.

const M = 0x5bd1e995;

/** The hash of a latin1 text. */
export const murmurHash2 = (text: string): number => {
  let length = text.length;
  let hash = length >>> 0;
  let at = 0;
  while (length >= 4) {
    let k =
      text.charCodeAt(at) |
      (text.charCodeAt(at + 1) << 8) |
      (text.charCodeAt(at + 2) << 16) |
      (text.charCodeAt(at + 3) << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    k = Math.imul(k, M);
    hash = Math.imul(hash, M) ^ k;
    at += 4;
    length -= 4;
  }
  if (length >= 3) hash ^= text.charCodeAt(at + 2) << 16;
  if (length >= 2) hash ^= text.charCodeAt(at + 1) << 8;
  if (length >= 1) hash = Math.imul(hash ^ text.charCodeAt(at), M);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return (hash ^ (hash >>> 15)) >>> 0;
};

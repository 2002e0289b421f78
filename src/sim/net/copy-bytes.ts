// Small pieces of bytes, cut from larger buffers: a buffer of its own for each costs an engine
// seven times as much as filling it (measured: 1.6 us against 0.2 us for 200 bytes).

const SLAB_BYTES = 32 * 1024;
/** Larger pieces get a buffer of their own. */
const LARGEST_PIECE_BYTES = 4 * 1024;

let slab = new Uint8Array(SLAB_BYTES);
let usedBytes = 0;

/** Zeroed bytes for one owner. Their `buffer` may hold pieces of others as well. */
export function newBytes(length: number): Uint8Array {
  if (length > LARGEST_PIECE_BYTES) return new Uint8Array(length);
  if (usedBytes + length > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    usedBytes = 0;
  }
  const piece = new Uint8Array(slab.buffer, usedBytes, length);
  usedBytes += length;
  return piece;
}

/** A copy that nobody else writes to. Its `buffer` may hold other copies as well. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  const copy = newBytes(bytes.length);
  copy.set(bytes);
  return copy;
}

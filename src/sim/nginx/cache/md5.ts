// MD5 (RFC 1321): cache files are named by the digest of their key.

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, at) =>
  Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32),
);

const padded = (text: string): DataView => {
  const blocks = ((text.length + 8) >> 6) + 1;
  const view = new DataView(new ArrayBuffer(blocks * 64));
  for (let at = 0; at < text.length; at++) view.setUint8(at, text.charCodeAt(at));
  view.setUint8(text.length, 0x80);
  view.setUint32(blocks * 64 - 8, text.length * 8, true);
  return view;
};

const mix = (round: number, b: number, c: number, d: number): number => {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (d & b) | (~d & c);
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d);
};

const WORD_STEPS = [
  [1, 0],
  [5, 1],
  [3, 5],
  [7, 0],
] as const;

const block = (view: DataView, offset: number, state: Int32Array): void => {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let at = 0; at < 64; at++) {
    const round = at >> 4;
    const [factor, start] = WORD_STEPS[round] as readonly [number, number];
    const word = view.getUint32(offset + ((at * factor + start) % 16) * 4, true);
    const sum = (a + mix(round, b, c, d) + word + (SINES[at] as number)) | 0;
    const shift = SHIFTS[round * 4 + (at % 4)] as number;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
  }
  for (const [at, word] of [a, b, c, d].entries()) state[at] = ((state[at] as number) + word) | 0;
};

/** The digest of a latin1 text, in hexadecimal digits. */
export const md5 = (text: string): string => {
  const view = padded(text);
  const state = Int32Array.from([0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]);
  for (let offset = 0; offset < view.byteLength; offset += 64) block(view, offset, state);
  const out = new DataView(new ArrayBuffer(16));
  for (const [at, word] of state.entries()) out.setInt32(at * 4, word, true);
  return Array.from({ length: 16 }, (_, at) => out.getUint8(at).toString(16).padStart(2, '0')).join(
    '',
  );
};

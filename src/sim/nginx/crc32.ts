// CRC-32 (ISO 3309), as the `hash` method and gzip use it.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

/** Goes on with a checksum that has been begun; start with 0xffffffff and invert the end. */
export const crc32Update = (crc: number, text: string): number => {
  let value = crc;
  for (let at = 0; at < text.length; at++) {
    value = ((TABLE[(value ^ text.charCodeAt(at)) & 0xff] as number) ^ (value >>> 8)) >>> 0;
  }
  return value;
};

/** The checksum of a latin1 text. */
export const crc32 = (text: string): number => (crc32Update(0xffffffff, text) ^ 0xffffffff) >>> 0;

/** The same over bytes. */
export const crc32Bytes = (crc: number, bytes: Uint8Array): number => {
  let value = crc;
  for (const byte of bytes) {
    value = ((TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8)) >>> 0;
  }
  return value;
};

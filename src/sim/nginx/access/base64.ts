// Base64 (RFC 4648, section 4) to latin1 text.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Null where the text is no base64. */
export const decodeBase64 = (text: string): string | null => {
  let out = '';
  let bits = 0;
  let width = 0;
  for (const ch of text.replace(/=+$/, '')) {
    const value = ALPHABET.indexOf(ch);
    if (value < 0) return null;
    bits = (bits << 6) | value;
    width += 6;
    if (width >= 8) {
      width -= 8;
      out += String.fromCharCode((bits >> width) & 0xff);
    }
  }
  return out;
};

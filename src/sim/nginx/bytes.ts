// Bytes and latin1 text: heads of HTTP messages are handled as strings of one character per byte.

import { decodeLatin1, encodeLatin1 } from '../http/latin1.ts';

/** Bytes as text, one character each. */
export const latin1 = (bytes: Uint8Array): string => decodeLatin1(bytes);

/** Text as bytes, one for each character. */
export const latin1Bytes = (text: string): Uint8Array => encodeLatin1(text);

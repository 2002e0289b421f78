// Text, bytes and hashes of the harness on this machine.

import { createHash } from 'node:crypto';
import type { TextTools } from '../../sim/conformance/tools.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const textTools: TextTools = {
  encodeUtf8: (text) => encoder.encode(text),
  decodeUtf8: (bytes) => decoder.decode(bytes),
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
};

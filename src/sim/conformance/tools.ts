// What the harness needs of the machine it runs on and cannot have in plain ECMAScript.

import type { Driver } from '../kernel/driver.ts';
import type { NodeServices } from './node-programs.ts';

/** Text and bytes. */
export interface TextTools {
  encodeUtf8(text: string): Uint8Array;
  decodeUtf8(bytes: Uint8Array): string;
  /** SHA-256 as lower-case hexadecimal digits. */
  sha256(bytes: Uint8Array): string;
}

/** The machine's part of the harness. */
export interface HarnessTools extends TextTools {
  createDriver(): Driver;
  /** What Node programs are run with. */
  readonly node: NodeServices;
}

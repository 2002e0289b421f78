// What is thrown when a program needs a part of Node or of a package that has not been loaded.

import type { OlderMajor } from './release.ts';

/** A file that none of the loaded packs holds, or not whole: load its pack, and run again. */
export class MissingPackError extends Error {
  /** A library module's id, or the path of a package's file below node_modules. */
  readonly id: string;
  /** The release of Node whose library lacks it, where it is an older one. */
  readonly release: OlderMajor | undefined;

  constructor(id: string, release?: OlderMajor) {
    super(`'${id}' is in no loaded pack`);
    this.id = id;
    this.release = release;
  }
}

/** What the error names when a program wants one of the algorithms that few programs use. */
export const ALGORITHMS_ID = 'algorithms';

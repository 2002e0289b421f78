// The FileHandle behind `fs/promises`: an open file that is closed through a promise (src/node_file.cc).

import type { NodeEnvironment } from '../environment.ts';
import type { FileDescriptors } from './file-descriptors.ts';

/** What `fs/promises` wraps. */
export interface NativeFileHandle {
  readonly fd: number;
  getAsyncId(): number;
  close(): Promise<void>;
  closeSync(): void;
  releaseFD(): number;
}

/** The class, for one process. */
export function createFileHandleClass(
  environment: NodeEnvironment,
  descriptors: FileDescriptors,
): new (
  descriptor: number,
) => NativeFileHandle {
  return class FileHandle implements NativeFileHandle {
    readonly #asyncId = environment.nextAsyncId();
    #descriptor: number;

    constructor(descriptor: number) {
      this.#descriptor = descriptor;
    }

    get fd(): number {
      return this.#descriptor;
    }

    getAsyncId(): number {
      return this.#asyncId;
    }

    close(): Promise<void> {
      return new Promise((resolve) => {
        environment.loop.beginRequest();
        environment.process.post(() => {
          environment.loop.endRequest();
          this.closeSync();
          resolve();
        });
      });
    }

    closeSync(): void {
      if (this.#descriptor >= 0) descriptors.close(this.releaseFD());
    }

    releaseFD(): number {
      const descriptor = this.#descriptor;
      this.#descriptor = -1;
      return descriptor;
    }
  };
}

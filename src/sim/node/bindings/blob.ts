// internalBinding('blob'): bytes that never change (src/node_blob.cc). All of them are in memory.
// Simplified: blobs of files are read at once; object URLs are kept by the process that made them.

import type { Binding, GuestFunction } from '../guest.ts';

const END = 0;
const CONTINUE = 1;

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const bytesOf = (part: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(part)
    ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    : new Uint8Array(part);

class BlobHandle {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  static bytesOf(handle: BlobHandle): Uint8Array {
    return handle.#bytes;
  }

  slice(start: number, end: number): BlobHandle {
    return new BlobHandle(this.#bytes.subarray(start, end));
  }

  getReader(): object {
    let done = false;
    return {
      setWakeup() {},
      pull: (callback: GuestFunction) => {
        const isEnd = done || this.#bytes.length === 0;
        done = true;
        if (isEnd) callback(END, undefined);
        else callback(CONTINUE, this.#bytes.slice().buffer);
      },
    };
  }
}

export function createBlob(): Binding {
  const urls = new Map<string, readonly unknown[]>();
  return {
    createBlob: (sources: readonly (BlobHandle | Uint8Array)[]) =>
      new BlobHandle(
        concatenate(
          sources.map((part) => (part instanceof BlobHandle ? BlobHandle.bytesOf(part) : part)),
        ),
      ),
    concat: (parts: readonly (ArrayBuffer | ArrayBufferView)[]) =>
      concatenate(parts.map(bytesOf)).buffer,
    storeDataObject(id: string, handle: unknown, length: number, type: string) {
      urls.set(id, [handle, length, type]);
    },
    getDataObject: (id: string) => urls.get(id),
    revokeObjectURL: (id: string) => urls.delete(id),
    createBlobFromFilePath() {
      throw new Error('fs.openAsBlob is not modelled by the simulator');
    },
  };
}

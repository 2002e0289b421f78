// The file that holds what PostgreSQL has on its disk when it starts: a prepared data directory, and those parts of
// PGlite's own files that a running server reads. Written by the build, read in the sandbox and in Node.
//
//   length of the header, 4 bytes, big-endian · header in JSON · all contents, one after the other

/** A stretch of PGlite's own file, or a file of the data directory with its path; in the order of the contents. */
export interface PackHeader {
  /** The size of PGlite's own file; what is not in `pieces` is left empty. */
  readonly bundleBytes: number;
  readonly pieces: readonly (readonly [offset: number, length: number])[];
  /** Directories have no length. */
  readonly files: readonly (readonly [path: string, length: number | null])[];
}

export interface UnpackedFiles {
  readonly bundle: ArrayBuffer;
  readonly files: readonly { readonly path: string; readonly content: Uint8Array | null }[];
}

const LENGTH_BYTES = 4;

/** Reads the file. What it gives are views of it: they are to be copied before they are written to. */
export function unpack(file: Uint8Array): UnpackedFiles {
  // A Buffer of Node would give views of itself where a typed array gives copies.
  const packed = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const headerBytes = view.getUint32(0);
  let at = LENGTH_BYTES + headerBytes;
  const header = JSON.parse(
    new TextDecoder().decode(packed.subarray(LENGTH_BYTES, at)),
  ) as PackHeader;
  const take = (length: number): Uint8Array => {
    const taken = packed.subarray(at, at + length);
    at += length;
    return taken;
  };
  const bundle = new Uint8Array(header.bundleBytes);
  for (const [offset, length] of header.pieces) bundle.set(take(length), offset);
  const files = header.files.map(([path, length]) => ({
    path,
    content: length === null ? null : take(length),
  }));
  return { bundle: bundle.buffer, files };
}

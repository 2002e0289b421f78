// An open file of the simulated host.

import type { FileNode, FileSystem } from '#sim';
import type { Task } from '../task.ts';
import { IoError, Stream } from './stream.ts';

export type FileAccess = 'read' | 'write' | 'append' | 'both';

/** UTF-8 in both directions. */
export interface TextCodec {
  encodeUtf8(text: string): Uint8Array;
  decodeUtf8(bytes: Uint8Array): string;
}

const CHUNK_BYTES = 65_536;

export class FileStream extends Stream {
  readonly #files: FileSystem;
  readonly #path: string;
  readonly #access: FileAccess;
  readonly #codec: TextCodec;
  readonly #node: FileNode;
  #offset = 0;
  /** The content as this stream left it, while it wrote nothing but the end. */
  #written: string | null = null;

  /** Opens a file; one to write to is made where it is missing, and emptied unless it is appended to. */
  constructor(options: {
    files: FileSystem;
    path: string;
    access: FileAccess;
    codec: TextCodec;
  }) {
    super();
    const { files, path, access, codec } = options;
    this.#files = files;
    this.#path = path;
    this.#access = access;
    this.#codec = codec;
    if (access === 'read') files.readBytes(path);
    this.#node = files.openFile(path, { create: access !== 'read', exclusive: false, mode: 0o644 });
    if (access !== 'read' && (this.#node.mode & 0o200) === 0) throw new IoError('EACCES');
    if (access === 'write') files.setContent(this.#node, '', path);
  }

  override get path(): string {
    return this.#path;
  }

  // biome-ignore lint/correctness/useYield: a file is always ready
  override *read(): Task<Uint8Array | null> {
    if (this.#access === 'write' || this.#access === 'append') throw new IoError('EBADF');
    const bytes = this.#files.bytesOf(this.#node);
    if (this.#offset >= bytes.length) return null;
    const chunk = bytes.slice(this.#offset, this.#offset + CHUNK_BYTES);
    this.#offset += chunk.length;
    return chunk;
  }

  // biome-ignore lint/correctness/useYield: a file is always ready
  override *write(bytes: Uint8Array): Task {
    if (this.#access === 'read') throw new IoError('EBADF');
    const { content } = this.#node;
    const text = this.#codec.decodeUtf8(bytes);
    if (typeof content === 'string' && this.#atEnd(content) && !text.includes('\ufffd')) {
      this.#written = content + text;
      this.#files.setContent(this.#node, this.#written, this.#path);
      this.#offset += bytes.length;
      return;
    }
    const before = this.#files.bytesOf(this.#node);
    const at = this.#access === 'append' ? before.length : this.#offset;
    const after = new Uint8Array(Math.max(before.length, at + bytes.length));
    after.set(before);
    after.set(bytes, at);
    this.#files.setContent(this.#node, after, this.#path);
    this.#offset = at + bytes.length;
  }

  #atEnd(content: string): boolean {
    return this.#access === 'append' || content === '' || content === this.#written;
  }

  protected override released(): void {}
}

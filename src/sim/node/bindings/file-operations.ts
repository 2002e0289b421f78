// What each file operation of internalBinding('fs') does to the simulated files. Arguments come as the
// library passes them: paths, flags, buffers, in the order of src/node_file.cc.

import type { FileNode, FileStatus, FileSystem } from '../../files/file-system.ts';
import { FileSystemError } from '../../files/file-system.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';
import type { Encoding } from '../text-codecs.ts';
import { FileDescriptors, type OpenFlags } from './file-descriptors.ts';
import { createFileHandleClass } from './file-handle.ts';

/** One operation: what it does, its name in error messages, which arguments are paths. */
export interface FileOperation {
  /**
   * Done at once, and only told later: a thread of the pool writes while the program goes on, so what was handed over is
   * written even if the program ends in the same moment.
   */
  readonly isPrompt?: boolean;
  readonly syscall: string;
  readonly paths?: readonly number[];
  /** Opens a file and reads it in one call. */
  readonly readsWhole?: boolean;
  /** The system call a full disk fails, where it is not the first; its error names no path. */
  readonly fullDiskSyscall?: string;
  run(args: readonly unknown[]): unknown;
}

const STAT_FIELDS = 18;
const KIND_BITS = { file: 0o100000, directory: 0o040000, link: 0o120000 } as const;
/** Numbers of `fs.Dirent` types: uv_dirent_type_t. */
const DIRENT_TYPES = { file: 1, directory: 2, link: 3 } as const;

interface Context {
  readonly environment: NodeEnvironment;
  readonly files: FileSystem;
  readonly descriptors: FileDescriptors;
  /** A path as the program gave it, made absolute. */
  readonly absolute: (path: unknown) => string;
  readonly fillStat: (status: FileStatus, bigint: unknown) => Float64Array | BigInt64Array;
}

function createStatFiller(environment: NodeEnvironment, statValues: Float64Array) {
  const { machine, kernel } = environment;
  return (status: FileStatus, bigint: unknown): Float64Array | BigInt64Array => {
    const modifiedMs = machine.timeMs - kernel.nowUs / 1_000 + status.modifiedUs / 1_000;
    const seconds = Math.floor(modifiedMs / 1_000);
    const nanoseconds = Math.floor((modifiedMs - seconds * 1_000) * 1e6);
    const links = status.kind === 'directory' ? 2 : 1;
    const mode = KIND_BITS[status.kind] | status.mode;
    const blocks = Math.ceil(status.sizeBytes / 4096) * 8;
    const times = Array.from({ length: 4 }, () => [seconds, nanoseconds]).flat();
    const { inode, sizeBytes } = status;
    const values = [2049, mode, links, 1000, 1000, 0, 4096, inode, sizeBytes, blocks, ...times];
    if (bigint) return BigInt64Array.from(values, (value) => BigInt(value));
    statValues.set(values);
    return statValues;
  };
}

function readOperations({ descriptors, environment, files, absolute }: Context) {
  const { codecs } = environment;
  return {
    open: {
      syscall: 'open',
      paths: [0],
      run: ([path, flags, mode]) =>
        descriptors.open(absolute(path), flags as number, mode as number),
    },
    close: { syscall: 'close', run: ([fd]) => descriptors.close(fd as number) },
    read: {
      syscall: 'read',
      run: ([fd, buffer, offset, length, position]) => {
        const target = view(buffer).subarray(offset as number, Number(offset) + Number(length));
        return descriptors.read(fd as number, target, Number(position ?? -1));
      },
    },
    readBuffers: {
      syscall: 'read',
      run: ([fd, buffers, position]) => {
        let total = 0;
        for (const buffer of buffers as ArrayBufferView[]) {
          const at = position === null || Number(position) < 0 ? -1 : Number(position) + total;
          total += descriptors.read(fd as number, view(buffer), at);
        }
        return total;
      },
    },
    readFileUtf8: {
      syscall: 'open',
      readsWhole: true,
      paths: [0],
      run: ([path]) => {
        if (typeof path !== 'number') return files.readText(absolute(path));
        return codecs.decode(files.bytesOf(descriptors.get(path).file), 'utf8');
      },
    },
    readdir: {
      syscall: 'scandir',
      paths: [0],
      run: ([path, , withTypes]) => {
        const entries = files.list(absolute(path));
        const names = entries.map(({ name }) => name);
        return withTypes ? [names, entries.map(({ kind }) => DIRENT_TYPES[kind])] : names;
      },
    },
    readlink: { syscall: 'readlink', paths: [0], run: ([path]) => files.readLink(absolute(path)) },
    realpath: { syscall: 'realpath', paths: [0], run: ([path]) => files.realPath(absolute(path)) },
    access: {
      syscall: 'access',
      paths: [0],
      run: ([path, mode]) => {
        const status = files.status(absolute(path));
        const wanted = (mode as number) << 6;
        if ((status.mode & wanted) !== wanted) throw new FileSystemError('EACCES', path as string);
      },
    },
  } satisfies Record<string, FileOperation>;
}

function writeOperations({ descriptors, environment, files, absolute }: Context) {
  const { codecs } = environment;
  const position = (value: unknown): number => (typeof value === 'number' ? value : -1);
  return {
    writeBuffer: {
      syscall: 'write',
      isPrompt: true,
      run: ([fd, buffer, offset, length, at]) => {
        const bytes = view(buffer).slice(offset as number, Number(offset) + Number(length));
        return descriptors.write(fd as number, bytes, position(at));
      },
    },
    writeBuffers: {
      syscall: 'write',
      isPrompt: true,
      run: ([fd, buffers]) =>
        (buffers as ArrayBufferView[])
          .map((buffer) => descriptors.write(fd as number, view(buffer).slice(), -1))
          .reduce((sum, written) => sum + written, 0),
    },
    writeString: {
      syscall: 'write',
      isPrompt: true,
      run: ([fd, text, at, encoding]) => {
        const bytes = codecs.encode(text as string, normal(encoding));
        return descriptors.write(fd as number, bytes, position(at));
      },
    },
    writeFileUtf8: {
      syscall: 'open',
      paths: [0],
      fullDiskSyscall: 'write',
      run: ([path, text, flags, mode]) => {
        const isOpen = typeof path === 'number';
        const fd = isOpen
          ? path
          : descriptors.open(absolute(path), flags as number, mode as number);
        try {
          descriptors.writeAll(fd, codecs.encodeUtf8(text as string));
        } finally {
          if (!isOpen) descriptors.close(fd);
        }
      },
    },
    ftruncate: {
      syscall: 'ftruncate',
      run: ([fd, length]) => descriptors.truncate(fd as number, (length as number) ?? 0),
    },
    fsync: { syscall: 'fsync', run: ([fd]) => void descriptors.get(fd as number) },
    fdatasync: { syscall: 'fdatasync', run: ([fd]) => void descriptors.get(fd as number) },
    copyFile: {
      syscall: 'copyfile',
      paths: [0, 1],
      run: ([from, to]) => files.writeFile(absolute(to), files.readBytes(absolute(from)).slice()),
    },
  } satisfies Record<string, FileOperation>;
}

function treeOperations({ environment, files, absolute }: Context) {
  return {
    mkdir: {
      syscall: 'mkdir',
      paths: [0],
      run: ([path, mode, recursive]) => {
        if (recursive) files.makeDirectories(absolute(path));
        else files.makeDirectory(absolute(path), mode as number);
      },
    },
    mkdtemp: {
      syscall: 'mkdtemp',
      paths: [0],
      run: ([prefix]) => {
        const name = environment.kernel.random.nextUint32().toString(36).padStart(6, '0').slice(-6);
        files.makeDirectory(absolute(`${prefix as string}${name}`), 0o700);
        return `${prefix as string}${name}`;
      },
    },
    rename: {
      syscall: 'rename',
      paths: [0, 1],
      run: ([from, to]) => files.rename(absolute(from), absolute(to)),
    },
    unlink: { syscall: 'unlink', paths: [0], run: ([path]) => files.removeFile(absolute(path)) },
    rmdir: { syscall: 'rmdir', paths: [0], run: ([path]) => files.removeDirectory(absolute(path)) },
    rmSync: {
      syscall: 'rm',
      paths: [0],
      run: ([path, , recursive]) => {
        const kind = files.status(absolute(path), false).kind;
        if (kind === 'directory') files.removeDirectory(absolute(path), Boolean(recursive));
        else files.removeFile(absolute(path));
      },
    },
    symlink: {
      syscall: 'symlink',
      paths: [0, 1],
      run: ([target, path]) => files.makeLink(absolute(path), target as string),
    },
    link: {
      syscall: 'link',
      paths: [0, 1],
      run: ([from, to]) => files.writeFile(absolute(to), files.readBytes(absolute(from))),
    },
    chmod: {
      syscall: 'chmod',
      paths: [0],
      run: ([path, mode]) => files.setMode(absolute(path), mode as number),
    },
    chown: { syscall: 'chown', paths: [0], run: ([path]) => void files.status(absolute(path)) },
    utimes: { syscall: 'utime', paths: [0], run: ([path]) => void files.status(absolute(path)) },
    lutimes: { syscall: 'lutime', paths: [0], run: ([path]) => void files.status(absolute(path)) },
    futimes: { syscall: 'futime', run: () => undefined },
    fchmod: { syscall: 'fchmod', run: () => undefined },
    fchown: { syscall: 'fchown', run: () => undefined },
    lchown: { syscall: 'lchown', run: () => undefined },
  } satisfies Record<string, FileOperation>;
}

/** `stat` and its kin: with `throwIfNoEntry: false` a missing file is answered with undefined. */
function statOperations({ descriptors, files, absolute, fillStat }: Context) {
  const stat =
    (follow: boolean) =>
    ([path, bigint, , throwIfMissing]: readonly unknown[]): unknown => {
      try {
        return fillStat(files.status(absolute(path), follow), bigint);
      } catch (error) {
        if (throwIfMissing === false && (error as FileSystemError).code === 'ENOENT') return;
        throw error;
      }
    };
  return {
    stat: { syscall: 'stat', paths: [0], run: stat(true) },
    lstat: { syscall: 'lstat', paths: [0], run: stat(false) },
    fstat: {
      syscall: 'fstat',
      run: ([fd, bigint]) => {
        if ((fd as number) <= 2) return fillStat(STANDARD_STREAM, bigint);
        const { file } = descriptors.get(fd as number);
        return fillStat(fileStatus(files, file), bigint);
      },
    },
    statfs: {
      syscall: 'statfs',
      paths: [0],
      run: ([, bigint]) => {
        const values = [61_267, 4096, 25_000_000, 12_000_000, 11_000_000, 6_000_000, 5_000_000];
        return bigint ? BigInt64Array.from(values, BigInt) : Float64Array.from(values);
      },
    },
  } satisfies Record<string, FileOperation>;
}

const STANDARD_STREAM: FileStatus = {
  kind: 'file',
  inode: 3,
  mode: 0o620,
  sizeBytes: 0,
  modifiedUs: 0,
};

const fileStatus = (files: FileSystem, file: FileNode): FileStatus => ({
  kind: 'file',
  inode: file.inode,
  mode: file.mode,
  sizeBytes: files.sizeBytesOf(file),
  modifiedUs: file.modifiedUs,
});

const view = (buffer: unknown): Uint8Array => {
  const { buffer: bytes, byteOffset, byteLength } = buffer as ArrayBufferView;
  return new Uint8Array(bytes as ArrayBuffer, byteOffset, byteLength);
};

const normal = (encoding: unknown): Encoding => {
  const name = typeof encoding === 'string' ? encoding.toLowerCase().replace('-', '') : 'utf8';
  if (name === 'binary') return 'latin1';
  return (name === 'utf16le' ? 'ucs2' : name) as Encoding;
};

/** What a package without `exports` may have as its main file, in the order they are tried. */
const MAIN_ENDINGS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const INDEX_FILES = ['index.js', 'index.json', 'index.node'];

/** The place of the first file that is there, in the library's list of both kinds. */
function legacyMainResolve(
  environment: NodeEnvironment,
  request: { folder: string; main: unknown; base: string },
): number {
  const { folder, main, base } = request;
  const isFile = (path: string): boolean => environment.machine.files.find(path)?.kind === 'file';
  const tried = typeof main === 'string' ? MAIN_ENDINGS.map((ending) => `${main}${ending}`) : [];
  const byMain = tried.findIndex((name) => isFile(`${folder}/${name}`));
  if (byMain >= 0) return byMain;
  const byIndex = INDEX_FILES.findIndex((name) => isFile(`${folder}/${name}`));
  if (byIndex >= 0) return MAIN_ENDINGS.length + byIndex;
  const { codes } = environment.requireLibrary('internal/errors') as {
    codes: Record<string, new (...args: unknown[]) => Error>;
  };
  const NotFound = codes['ERR_MODULE_NOT_FOUND'] as new (...args: unknown[]) => Error;
  throw new NotFound(folder, base, 'package');
}

export function createFileOperations(environment: NodeEnvironment): {
  operations: Record<string, FileOperation>;
  statValues: Float64Array;
  /** Functions that never fail and have only one form. */
  plain: Binding;
} {
  const { machine, constants, codecs } = environment;
  const { files } = machine;
  const statValues = new Float64Array(STAT_FIELDS * 2);
  const absolute = (path: unknown): string => {
    const text = typeof path === 'string' ? path : codecs.decode(view(path), 'utf8');
    return text.startsWith('/') ? text : `${environment.workingDirectory}/${text}`;
  };
  const descriptors = new FileDescriptors({
    files,
    flags: constants.constants.fs as unknown as OpenFlags,
    limit: environment.openFileLimit,
    output: (stream, bytes) => environment.write(stream, codecs.decode(bytes, 'utf8')),
  });
  const fillStat = createStatFiller(environment, statValues);
  const context = { environment, files, descriptors, absolute, fillStat };
  const FileHandle = createFileHandleClass(environment, descriptors);
  return {
    statValues,
    operations: {
      ...readOperations(context),
      ...writeOperations(context),
      ...treeOperations(context),
      ...statOperations(context),
      openFileHandle: {
        syscall: 'open',
        paths: [0],
        run: ([path, flags, mode]) =>
          new FileHandle(descriptors.open(absolute(path), flags as number, mode as number)),
      },
    },
    plain: {
      FileHandle,
      existsSync: (path: unknown) => files.exists(absolute(path)),
      /** 0 for a file, 1 for a directory, below 0 for neither. */
      internalModuleStat: (first: unknown, second?: unknown) => {
        const node = files.find(absolute(typeof first === 'string' ? first : second));
        if (!node) return -2;
        return node.kind === 'directory' ? 1 : 0;
      },
      getFormatOfExtensionlessFile: () => 0,
      legacyMainResolve: (folder: string, main: unknown, base: string) =>
        legacyMainResolve(environment, { folder, main, base }),
    },
  };
}

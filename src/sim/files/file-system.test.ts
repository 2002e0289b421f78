import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileSystem, FileSystemError } from './file-system.ts';

interface Fixture {
  readonly files: FileSystem;
  readonly clock: { nowUs: number };
  readonly changes: string[];
}

function fixture(): Fixture {
  const clock = { nowUs: 0 };
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const files = new FileSystem({
    now: () => clock.nowUs,
    encodeUtf8: (text) => encoder.encode(text),
    decodeUtf8: (bytes) => decoder.decode(bytes),
  });
  const changes: string[] = [];
  files.onChange((path) => changes.push(path));
  return { files, clock, changes };
}

/** The tree on which Linux was asked: `f`, `d/e`, links `l` -> f, `ld` -> d, `dl` -> nothing, `loop`. */
function sample(): FileSystem {
  const { files } = fixture();
  files.writeFile('/f', 'x');
  files.makeDirectories('/d/e');
  files.makeDirectory('/empty');
  files.makeLink('/l', 'f');
  files.makeLink('/ld', 'd');
  files.makeLink('/dl', 'dangling');
  files.makeLink('/loop', 'loop');
  return files;
}

const outcome = (operation: () => unknown): unknown => {
  try {
    operation();
    return 'ok';
  } catch (error) {
    if (error instanceof FileSystemError) return error.code;
    throw error;
  }
};

const READ = { create: false, exclusive: false, mode: 0o644 };
const CREATE = { create: true, exclusive: false, mode: 0o644 };
const EXCLUSIVE = { create: true, exclusive: true, mode: 0o644 };

describe('FileSystem: files', () => {
  it('reads what was written, as text or bytes', () => {
    const { files } = fixture();
    files.writeFile('/srv/app/server.js', 'grüße');
    expect(files.readText('/srv/app/server.js')).toBe('grüße');
    expect(files.readBytes('/srv/app/server.js').length).toBe(7);
    files.writeFile('/srv/data', new Uint8Array([0x61, 0x62]));
    expect(files.readText('/srv/data')).toBe('ab');
  });

  it('reports size, kind, mode and time of a file', () => {
    const { files, clock } = fixture();
    clock.nowUs = 5;
    files.writeFile('/a', 'grüße');
    clock.nowUs = 9;
    files.setMode('/a', 0o600);
    const { inode, ...status } = files.status('/a');
    expect(inode).toBeGreaterThan(1);
    expect(status).toEqual({ kind: 'file', mode: 0o600, sizeBytes: 7, modifiedUs: 5 });
    expect(files.status('/').modifiedUs).toBe(5);
  });

  it('keeps the inode of a file that is written again, and gives a new file a new one', () => {
    const { files } = fixture();
    files.writeFile('/a', '1');
    const { inode } = files.status('/a');
    files.writeFile('/a', '2');
    expect(files.status('/a').inode).toBe(inode);
    files.removeFile('/a');
    files.writeFile('/a', '3');
    expect(files.status('/a').inode).not.toBe(inode);
  });

  it('keeps a removed file for a program that has it open', () => {
    const { files } = fixture();
    files.writeFile('/log', 'before');
    const open = files.openFile('/log', READ);
    files.removeFile('/log');
    files.writeFile('/log', 'after');
    expect(new TextDecoder().decode(files.bytesOf(open))).toBe('before');
  });

  it('refuses to read what the owner may not read', () => {
    const { files } = fixture();
    files.writeFile('/secret', 'x');
    files.setMode('/secret', 0o000);
    expect(outcome(() => files.readText('/secret'))).toBe('EACCES');
  });

  it('lists names in byte order with their kinds', () => {
    const files = sample();
    expect(files.list('/').map(({ name }) => name)).toEqual([
      'd',
      'dl',
      'empty',
      'f',
      'l',
      'ld',
      'loop',
    ]);
    expect(files.list('/ld')).toEqual([{ name: 'e', kind: 'directory' }]);
    expect(outcome(() => files.list('/f'))).toBe('ENOTDIR');
  });
});

// Each row was tried on Linux 6.18 (Python's os module) with the same tree.
describe('FileSystem: as Linux answers', () => {
  it.each([
    ['/f', 'ok'],
    ['/f/x', 'ENOTDIR'],
    ['/f/', 'ENOTDIR'],
    ['/f/.', 'ENOTDIR'],
    ['/f/..', 'ENOTDIR'],
    ['/l/', 'ENOTDIR'],
    ['/d/', 'ok'],
    ['/d/../f', 'ok'],
    ['/../f', 'ok'],
    ['/ld/e', 'ok'],
    ['/ld/../f', 'ok'],
    ['/loop', 'ELOOP'],
    ['/dl', 'ENOENT'],
    ['/none', 'ENOENT'],
  ])('stat %s: %s', (path, expected) => {
    expect(outcome(() => sample().status(path))).toBe(expected);
  });

  it('lstat looks at the link itself, unless the path can only mean a directory', () => {
    const files = sample();
    expect(files.status('/ld', false)).toMatchObject({ kind: 'link', sizeBytes: 1 });
    expect(files.status('/ld/', false).kind).toBe('directory');
    expect(files.status('/loop', false).kind).toBe('link');
  });

  it.each([
    ['/f/x', READ, 'ENOTDIR'],
    ['/f/x', CREATE, 'ENOTDIR'],
    ['/loop', READ, 'ELOOP'],
    ['/loop', CREATE, 'ELOOP'],
    ['/dl', READ, 'ENOENT'],
    ['/dl', EXCLUSIVE, 'EEXIST'],
    ['/f', EXCLUSIVE, 'EEXIST'],
    ['/d', CREATE, 'EISDIR'],
    ['/d', EXCLUSIVE, 'EEXIST'],
    ['/new/', CREATE, 'EISDIR'],
    ['/none/new', CREATE, 'ENOENT'],
  ])('open %s %o: %s', (path, options, expected) => {
    expect(outcome(() => sample().openFile(path, options))).toBe(expected);
  });

  it('open with O_CREAT through a link to nothing makes what it points to', () => {
    const files = sample();
    files.openFile('/dl', CREATE);
    expect(files.status('/dangling').kind).toBe('file');
    expect(files.status('/dl', false).kind).toBe('link');
  });

  it.each([
    ['/d', '/d/e/x', 'EINVAL'],
    ['/d', '/ld/x', 'EINVAL'],
    ['/d', '/f', 'ENOTDIR'],
    ['/f', '/d', 'EISDIR'],
    ['/empty', '/d', 'ENOTEMPTY'],
    ['/none', '/x', 'ENOENT'],
    ['/f', '/none/x', 'ENOENT'],
    ['/f', '/f', 'ok'],
    ['/d', '/empty', 'ok'],
    ['/f', '/l', 'ok'],
    ['/d', '/dd', 'ok'],
    ['/', '/x', 'EBUSY'],
  ])('rename %s to %s: %s', (from, to, expected) => {
    expect(outcome(() => sample().rename(from, to))).toBe(expected);
  });

  it.each([
    ['/d', 'EISDIR'],
    ['/ld', 'ok'],
    ['/f/', 'ENOTDIR'],
    ['/none', 'ENOENT'],
    ['/', 'EISDIR'],
  ])('unlink %s: %s', (path, expected) => {
    expect(outcome(() => sample().removeFile(path))).toBe(expected);
  });

  it.each([
    ['/d', 'ENOTEMPTY'],
    ['/empty', 'ok'],
    ['/f', 'ENOTDIR'],
    ['/ld', 'ENOTDIR'],
    ['/', 'EBUSY'],
  ])('rmdir %s: %s', (path, expected) => {
    expect(outcome(() => sample().removeDirectory(path))).toBe(expected);
  });

  it.each([
    ['/', 'EEXIST'],
    ['/f', 'EEXIST'],
    ['/dl', 'EEXIST'],
    ['/d/e/..', 'EEXIST'],
    ['/f/x', 'ENOTDIR'],
    ['/none/x', 'ENOENT'],
    ['/new/', 'ok'],
  ])('mkdir %s: %s', (path, expected) => {
    expect(outcome(() => sample().makeDirectory(path))).toBe(expected);
  });

  it('readlink gives the target, and EINVAL for what is no link', () => {
    const files = sample();
    expect(files.readLink('/dl')).toBe('dangling');
    expect(outcome(() => files.readLink('/f'))).toBe('EINVAL');
    expect(outcome(() => files.makeLink('/f', 'x'))).toBe('EEXIST');
  });
});

describe('FileSystem: directories', () => {
  it('makes missing directories, also below a link', () => {
    const files = sample();
    files.makeDirectories('/ld/x/y');
    expect(files.status('/d/x/y').kind).toBe('directory');
    files.makeDirectories('/d/../made/./here');
    expect(files.status('/made/here').kind).toBe('directory');
    expect(files.list('/').some(({ name }) => name === '..')).toBe(false);
    expect(outcome(() => files.makeDirectories('/f/x'))).toBe('ENOTDIR');
  });

  it('writes a file with the directories above it, through links too', () => {
    const files = sample();
    files.writeFile('/ld/x/y.txt', 'deep');
    expect(files.readText('/d/x/y.txt')).toBe('deep');
  });

  it('removes a tree', () => {
    const { files, changes } = fixture();
    files.writeFile('/d/a/b.txt', 'x');
    changes.length = 0;
    files.removeDirectory('/d', true);
    expect(files.exists('/d')).toBe(false);
    expect(changes).toEqual(['/d/a/b.txt', '/d/a', '/d']);
  });

  it('moves a tree', () => {
    const { files } = fixture();
    files.writeFile('/d/a/b.txt', 'x');
    files.rename('/d', '/e');
    expect(files.readText('/e/a/b.txt')).toBe('x');
    expect(files.exists('/d')).toBe(false);
  });

  it('resolves links, . and .. to the real path', () => {
    const files = sample();
    files.makeLink('/d/e/up', '../../ld');
    expect(files.realPath('/ld/e/up/./e/..')).toBe('/d');
    expect(files.realPath('/')).toBe('/');
    expect(outcome(() => files.realPath('/loop'))).toBe('ELOOP');
  });

  it('follows links to absolute paths from wherever they stand', () => {
    const files = sample();
    files.makeLink('/d/e/abs', '/f');
    expect(files.readText('/ld/e/abs')).toBe('x');
  });
});

describe('FileSystem: a disk with an end', () => {
  it('refuses what does not fit and counts bytes, not characters', () => {
    const { files } = fixture();
    files.freeBytes = 10;
    files.writeFile('/a', 'äöü');
    expect(files.freeBytes).toBe(4);
    expect(outcome(() => files.writeFile('/b', 'äöü'))).toBe('ENOSPC');
    expect(files.freeBytes).toBe(4);
  });

  it('gives the bytes back when files shrink, are replaced or go', () => {
    const { files } = fixture();
    files.freeBytes = 100;
    files.writeFile('/d/a', new Uint8Array(40));
    files.writeFile('/d/b', 'ää');
    files.writeFile('/c', new Uint8Array(10));
    expect(files.freeBytes).toBe(46);
    files.writeFile('/d/a', new Uint8Array(30));
    expect(files.freeBytes).toBe(56);
    files.rename('/c', '/d/a');
    expect(files.freeBytes).toBe(86);
    files.removeDirectory('/d', true);
    expect(files.freeBytes).toBe(100);
  });

  it('lets an empty file be made on a full disk, as tmpfs and ext4 do', () => {
    const { files } = fixture();
    files.freeBytes = 0;
    files.openFile('/empty', CREATE);
    expect(outcome(() => files.writeFile('/empty', 'x'))).toBe('ENOSPC');
    expect(files.status('/empty').sizeBytes).toBe(0);
  });

  it('keeps the count right whatever is written, moved and removed', () => {
    const name = fc.constantFrom('/a', '/b', '/d/a', '/d/b');
    const step = fc.oneof(
      fc.record({ write: name, size: fc.nat({ max: 50 }), text: fc.boolean() }),
      fc.record({ remove: name }),
      fc.record({ move: name, to: name }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { files } = fixture();
        files.makeDirectory('/d');
        files.freeBytes = 120;
        for (const action of steps) {
          outcome(() => {
            if ('write' in action) {
              const { size } = action;
              files.writeFile(action.write, action.text ? 'ü'.repeat(size) : new Uint8Array(size));
            } else if ('remove' in action) files.removeFile(action.remove);
            else files.rename(action.move, action.to);
          });
          const used = ['/a', '/b', '/d/a', '/d/b']
            .filter((path) => files.exists(path))
            .reduce((sum, path) => sum + files.status(path).sizeBytes, 0);
          expect(files.freeBytes).toBe(120 - used);
        }
      }),
    );
  });
});

describe('FileSystem: listeners', () => {
  it('are told of every change until they leave', () => {
    const { files } = fixture();
    const seen: string[] = [];
    const leave = files.onChange((path) => seen.push(path));
    files.makeDirectory('/d');
    files.writeFile('/d/a', '1');
    files.makeLink('/l', 'd');
    files.rename('/d/a', '/b');
    files.removeFile('/b');
    leave();
    files.removeFile('/l');
    expect(seen).toEqual(['/d', '/d/a', '/d/a', '/l', '/d/a', '/b', '/b']);
  });
});

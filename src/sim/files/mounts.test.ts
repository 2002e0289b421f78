import { describe, expect, it } from 'vitest';
import { FileSystem } from './file-system.ts';

const make = (): FileSystem => {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return new FileSystem({
    now: () => 0,
    encodeUtf8: (text) => encoder.encode(text),
    decodeUtf8: (bytes) => decoder.decode(bytes),
  });
};

describe('file systems below a directory', () => {
  it('refuses what does not fit, counted in pages', () => {
    const files = make();
    files.makeDirectories('/data');
    files.mount('/data', { sizeBytes: 32 * 1024 });
    files.writeFile('/data/small', 'x');
    expect(files.freeBytesAt('/data/large')).toBe(28 * 1024);
    expect(() => files.writeFile('/data/large', 'y'.repeat(28 * 1024 + 1))).toThrow('ENOSPC');
    files.writeFile('/data/small', 'x'.repeat(4096));
    expect(files.freeBytesAt('/data')).toBe(28 * 1024);
    files.removeFile('/data/small');
    files.removeFile('/data/large');
    expect(files.freeBytesAt('/data')).toBe(32 * 1024);
  });

  it('refuses files and directories beyond its inodes, the directory itself counted', () => {
    const files = make();
    files.makeDirectories('/data');
    files.mount('/data', { inodes: 3 });
    files.makeDirectory('/data/one');
    files.writeFile('/data/one/a', '');
    expect(() => files.makeDirectory('/data/two')).toThrow('ENOSPC');
    expect(() => files.writeFile('/data/b', '')).toThrow('ENOSPC');
  });

  it('tells devices apart, also for paths that do not exist yet', () => {
    const files = make();
    files.makeDirectories('/srv/app');
    files.makeDirectories('/var/cache');
    files.mount('/srv');
    files.mount('/var/cache');
    expect(files.deviceOf('/srv/app/new')).toBe(files.deviceOf('/srv'));
    expect(files.deviceOf('/var/cache/new')).not.toBe(files.deviceOf('/srv'));
    expect(files.deviceOf('/etc')).toBe(1);
  });
});

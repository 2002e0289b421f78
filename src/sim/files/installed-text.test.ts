import { describe, expect, it } from 'vitest';
import { FileSystem } from './file-system.ts';

const WHOLE = 'whole text';

function withInstalled(): { files: FileSystem; reads: string[] } {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const files = new FileSystem({
    now: () => 0,
    encodeUtf8: (text) => encoder.encode(text),
    decodeUtf8: (bytes) => decoder.decode(bytes),
  });
  const reads: string[] = [];
  const read = (how: string, text: string): string => {
    reads.push(how);
    return text;
  };
  files.install('/app/node_modules/a.js', {
    sizeBytes: WHOLE.length,
    whole: () => read('whole', WHOLE),
    running: () => read('running', 'part'),
  });
  return { files, reads };
}

describe('an installed file', () => {
  it('is listed and measured without being read', () => {
    const { files, reads } = withInstalled();
    expect(files.list('/app/node_modules')).toEqual([{ name: 'a.js', kind: 'file' }]);
    expect(files.status('/app/node_modules/a.js').sizeBytes).toBe(WHOLE.length);
    expect(reads).toEqual([]);
  });

  it('is whole to everybody, and what there is to run to those who run it', () => {
    const { files } = withInstalled();
    const path = '/app/node_modules/a.js';
    expect(files.readToRun(() => files.readText(path))).toBe('part');
    expect(files.readText(path)).toBe(WHOLE);
    expect(new TextDecoder().decode(files.readBytes(path))).toBe(WHOLE);
  });

  it('is read whole again after running it has failed', () => {
    const { files } = withInstalled();
    const fail = (): never => {
      throw new Error('no');
    };
    expect(() => files.readToRun(fail)).toThrow('no');
    expect(files.readText('/app/node_modules/a.js')).toBe(WHOLE);
  });

  it('can be overwritten like any other', () => {
    const { files } = withInstalled();
    files.writeFile('/app/node_modules/a.js', 'mine');
    expect(files.readToRun(() => files.readText('/app/node_modules/a.js'))).toBe('mine');
    expect(files.status('/app/node_modules/a.js').sizeBytes).toBe(4);
  });
});

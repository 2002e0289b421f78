import { describe, expect, it } from 'vitest';
import { Pack } from '../files/pack.ts';
import type { GuestRealm } from './guest-realm.ts';
import { MissingPackError } from './missing-pack.ts';
import { installedFiles } from './package-packs.ts';

const pack = (files: Record<string, string>, notes: Record<string, unknown> = {}): Pack => {
  const index = Object.entries(files).map(([name, text]) => [name, text.length, notes[name]]);
  return new Pack(`${JSON.stringify(index)}\n${Object.values(files).join('')}`);
};

const realm = {
  fail(error: Error): never {
    throw error;
  },
} as GuestRealm;

const WHOLE = {
  'a/index.js': 'function used() {}\nfunction unused() { return "é" }',
  'a/b.js': 'b()',
};
const whole = pack(WHOLE);
const first = pack(
  {
    'a/index.js': 'function used() {}\nfunction unused() {__mp()}',
    'a/b.js': '',
    'a/c.json': '{}',
  },
  { 'a/index.js': { z: 53 }, 'a/b.js': { z: 3 } },
);

describe('installedFiles', () => {
  it('runs what there is of a file, and has its true size', () => {
    const files = new Map(installedFiles(() => ({ whole: undefined, first }), realm));
    expect(files.get('a/index.js')?.running()).toContain('__mp()');
    expect(files.get('a/index.js')?.sizeBytes).toBe(53);
    expect(files.get('a/c.json')?.whole()).toBe('{}');
    expect(files.get('a/c.json')?.sizeBytes).toBe(2);
  });

  it('says which file it lacks when somebody reads it whole, or runs one it has nothing of', () => {
    const files = new Map(installedFiles(() => ({ whole: undefined, first }), realm));
    expect(() => files.get('a/index.js')?.whole()).toThrow(MissingPackError);
    expect(() => files.get('a/b.js')?.running()).toThrow("'a/b.js' is in no loaded pack");
  });

  it('gives the whole file as soon as its pack has come', () => {
    const packs: { whole: Pack | undefined; first: Pack } = { whole: undefined, first };
    const files = new Map(installedFiles(() => packs, realm));
    packs.whole = whole;
    expect(files.get('a/index.js')?.whole()).toBe(WHOLE['a/index.js']);
    expect(files.get('a/b.js')?.running()).toBe('b()');
  });

  it('counts bytes as UTF-8 has them', () => {
    const text = 'aé€😀';
    const files = new Map(
      installedFiles(() => ({ whole: pack({ 'a/u.js': text }), first: undefined }), realm),
    );
    expect(files.get('a/u.js')?.sizeBytes).toBe(new TextEncoder().encode(text).length);
  });
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { contentCheck } from '../tools/astro/check-content.ts';
import { checkContent } from './check-content.ts';
import { ContentError, formatProblems } from './problem.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A project with the real facts and signatures, and one code page of these lines. */
function project(page: string): string {
  const root = mkdtempSync(join(tmpdir(), 'content-'));
  folders.push(root);
  mkdirSync(join(root, 'content/codes'), { recursive: true });
  for (const name of ['facts', 'signatures']) {
    symlinkSync(resolve('content', name), join(root, 'content', name));
  }
  writeFileSync(join(root, 'content/codes/502.mdx'), page);
  return root;
}

describe('checkContent', () => {
  test('names file and field of a frontmatter that breaks its schema', () => {
    const problems = checkContent(project('---\ncode: 502\ntitel: Bad Gateway\n---\n\nText.\n'));
    expect(problems).toContainEqual({
      file: 'content/codes/502.mdx',
      field: 'meaning',
      message: 'Invalid input: expected string, received undefined',
    });
    expect(formatProblems(problems)).toMatch(/content\/codes\/502\.mdx: the file: .*titel/);
  });

  test('names a page without frontmatter', () => {
    expect(checkContent(project('# Bad Gateway\n'))).toEqual([
      {
        file: 'content/codes/502.mdx',
        field: 'line 1',
        message: 'the file must begin with frontmatter',
      },
    ]);
  });
});

describe('contentCheck', () => {
  test('fails the build and lists the problems', () => {
    const { hooks } = contentCheck();
    const root = new URL(`file://${project('none')}/`);
    const setup = hooks['astro:config:setup'] as (options: unknown) => void;
    const start = hooks['astro:build:start'] as (options: unknown) => void;
    setup({ config: { root } });
    expect(() => start({})).toThrow(ContentError);
    expect(() => start({})).toThrow('content/codes/502.mdx: line 1: the file must begin with');
  });
});

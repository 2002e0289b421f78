// Reads the words of all pages: codes, guides, labs, decisions and the timeouts. Facts are left out, for pages share them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PageSentences } from './checks/repeated-sentences.ts';
import { splitFrontmatter } from './load-pages.ts';
import { sentencesIn, sentencesOf } from './sentences.ts';

/** The long sentences of every page below `root`, files in order. A file that is no YAML is left to other checks. */
export function loadSentences(root: string): PageSentences[] {
  return [
    ...below(root, 'content/codes', (name) => name.endsWith('.mdx')),
    ...below(root, 'content/guides', (name) => name.endsWith('.mdx')),
    ...below(root, 'content/labs').map((folder) => `${folder}/lab.md`),
    ...below(root, 'content/decisions', (name) => name.endsWith('.yaml')),
    'content/timeouts.yaml',
  ]
    .filter((file) => existsSync(join(root, file)))
    .map((file) => ({
      file,
      sentences: sentencesOfFile(file, readFileSync(join(root, file), 'utf8')),
    }));
}

function sentencesOfFile(file: string, text: string): PageSentences['sentences'] {
  if (file.endsWith('.yaml')) return sentencesIn(data(text));
  const split = splitFrontmatter(text);
  if (split === undefined) return sentencesOf(text, 'body');
  return [...sentencesIn(data(split.frontmatter)), ...sentencesOf(split.body, 'body')];
}

function data(yaml: string): unknown {
  try {
    return parse(yaml);
  } catch {
    return undefined;
  }
}

function below(
  root: string,
  folder: string,
  isWanted = (_name: string): boolean => true,
): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter(isWanted)
    .toSorted()
    .map((name) => `${folder}/${name}`);
}

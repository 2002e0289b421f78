// Reads the history of a lab's host: content/labs/<slug>/history/<host>/, a list of commits and the files of each.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type BuiltHistory, buildHistory, type HistoryCommit } from '#shell';
import { historySchema } from './schemas/history.ts';

/** Paths of all files below a folder, in order. */
function filesBelow(folder: string, prefix = ''): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(join(folder, prefix))
    .sort()
    .flatMap((entry) => {
      const path = prefix ? `${prefix}/${entry}` : entry;
      return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
    });
}

/** The hosts of a lab that have a history. */
export const historyHosts = (folder: string): string[] =>
  existsSync(join(folder, 'history')) ? readdirSync(join(folder, 'history')).sort() : [];

/** The repository of a host as files. Throws with everything that is wrong with its list of commits. */
export function readHistory(folder: string, host: string): BuiltHistory {
  const base = join(folder, 'history', host);
  const where = `history/${host}/commits.yaml`;
  const parsed = historySchema.safeParse(parse(readFileSync(join(base, 'commits.yaml'), 'utf8')));
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`${where}: ${lines.join('; ')}`);
  }
  let latest = 0;
  const commits = parsed.data.map((commit): HistoryCommit => {
    const { author, date, message, removes, folder: name } = commit;
    const time = Math.floor(Date.parse(date) / 1_000);
    if (time < latest) throw new Error(`${where}: "${message}" is older than the commit before it`);
    latest = time;
    const changes = name === undefined ? '' : join(base, name);
    const paths = name === undefined ? [] : filesBelow(changes);
    if (paths.length + removes.length === 0)
      throw new Error(`${where}: "${message}" changes nothing`);
    const match = /^(.+) <(.+)>$/.exec(author);
    return {
      author: { name: match?.[1] ?? '', email: match?.[2] ?? '' },
      time,
      message,
      files: new Map(paths.map((path) => [path, readFileSync(join(changes, path), 'utf8')])),
      removed: removes,
    };
  });
  const encoder = new TextEncoder();
  return buildHistory(commits, (text) => encoder.encode(text));
}

// Diffs between sets of files, as git shows them: patch, --stat, --name-only, --name-status, --numstat.

import type { FileMap, Repository } from '../../git/repository.ts';
import { countChanges, type FileCount, hunksOf, shortStat, statText } from '../../git/unified.ts';

export interface DiffOptions {
  readonly flags: ReadonlySet<string>;
  /** Only these files and what lies below them; all without any. */
  readonly paths: readonly string[];
}

const ZERO = '0000000';

/** What a file is on both sides; the text is read when it is needed. */
interface Side {
  readonly mode: string;
  readonly id: string;
  readonly text: string;
}

export interface FileDiff {
  readonly path: string;
  readonly before: Side | null;
  readonly after: Side | null;
}

const isUnder = (path: string, paths: readonly string[]): boolean =>
  paths.length === 0 ||
  paths.some((one) => one === '' || path === one || path.startsWith(`${one}/`));

/** The files that differ. A side's text comes from the work tree where `isWork` says so. */
export function compareFiles(
  repository: Repository,
  before: FileMap,
  after: FileMap,
  options: { readonly paths: readonly string[]; readonly isWork?: boolean },
): FileDiff[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((path): FileDiff[] => {
    const [a, b] = [before.get(path), after.get(path)];
    if ((a?.id === b?.id && a?.mode === b?.mode) || !isUnder(path, options.paths)) return [];
    const afterText =
      b && (options.isWork ? repository.workText(path) : repository.objects.blob(b.id));
    return [
      {
        path,
        before: a ? { ...a, text: repository.objects.blob(a.id) } : null,
        after: b ? { ...b, text: afterText ?? '' } : null,
      },
    ];
  });
}

function patchOf({ path, before, after }: FileDiff): string {
  const lines = [`diff --git a/${path} b/${path}`];
  const range = `${before?.id.slice(0, 7) ?? ZERO}..${after?.id.slice(0, 7) ?? ZERO}`;
  if (!before) lines.push(`new file mode ${after?.mode}`, `index ${range}`);
  else if (!after) lines.push(`deleted file mode ${before.mode}`, `index ${range}`);
  else {
    if (before.mode !== after.mode) lines.push(`old mode ${before.mode}`, `new mode ${after.mode}`);
    if (before.id === after.id) return `${lines.join('\n')}\n`;
    lines.push(before.mode === after.mode ? `index ${range} ${after.mode}` : `index ${range}`);
  }
  const hunks = hunksOf(before?.text ?? '', after?.text ?? '');
  if (hunks === '') return `${lines.join('\n')}\n`;
  lines.push(
    `--- ${before ? `a/${path}` : '/dev/null'}`,
    `+++ ${after ? `b/${path}` : '/dev/null'}`,
  );
  return `${lines.join('\n')}\n${hunks}`;
}

const countsOf = (diffs: readonly FileDiff[]): FileCount[] =>
  diffs.map(({ path, before, after }) => ({
    path,
    ...countChanges(before?.text ?? '', after?.text ?? ''),
  }));

/** Lines about files that came or went, as `git commit` prints them. */
export const summaryOf = (diffs: readonly FileDiff[]): string =>
  diffs
    .flatMap(({ path, before, after }) => {
      if (!before) return [` create mode ${after?.mode} ${path}\n`];
      if (!after) return [` delete mode ${before.mode} ${path}\n`];
      return before.mode === after.mode
        ? []
        : [` mode change ${before.mode} => ${after.mode} ${path}\n`];
    })
    .join('');

export const shortStatOf = (diffs: readonly FileDiff[]): string => shortStat(countsOf(diffs));

export const statOf = (diffs: readonly FileDiff[]): string => statText(countsOf(diffs));

/** A patch with colours, for a terminal. */
export const colored = (patch: string): string =>
  patch
    .split('\n')
    .map((line) => {
      if (/^(diff --git|index |--- |\+\+\+ |new file|deleted file|old mode|new mode)/.test(line)) {
        return `\x1b[1m${line}\x1b[m`;
      }
      if (line.startsWith('@@')) return line.replace(/^(@@[^@]*@@)/, '\x1b[36m$1\x1b[m');
      if (line.startsWith('+')) return `\x1b[32m${line}\x1b[m`;
      if (line.startsWith('-')) return `\x1b[31m${line}\x1b[m`;
      return line;
    })
    .join('\n');

/** The text of diffs in the form the flags ask for; a patch without any. */
export function diffText(diffs: readonly FileDiff[], { flags }: DiffOptions): string {
  if (diffs.length === 0) return '';
  if (flags.has('name-only')) return diffs.map(({ path }) => `${path}\n`).join('');
  if (flags.has('name-status')) {
    const letter = ({ before, after }: FileDiff): string => (!before ? 'A' : after ? 'M' : 'D');
    return diffs.map((diff) => `${letter(diff)}\t${diff.path}\n`).join('');
  }
  if (flags.has('numstat')) {
    return countsOf(diffs)
      .map(({ path, added, removed }) => `${added}\t${removed}\t${path}\n`)
      .join('');
  }
  if (flags.has('shortstat')) return shortStatOf(diffs);
  const stat = flags.has('stat') ? statOf(diffs) : '';
  if (stat !== '' && !flags.has('p')) return stat;
  return (stat === '' ? '' : `${stat}\n`) + diffs.map(patchOf).join('');
}

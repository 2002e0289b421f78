// ls, stat, file, find, du, df, tree's like: what files there are.

import type { FileStatus } from '#sim';
import { describeError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { joinPath } from '../../paths.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { type Options, parseOptions, UsageError } from '../options.ts';
import { find } from './find.ts';
import { blocksOf, humanSize, inColumns, listingDate, modeText } from './show.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly status: FileStatus;
}

const COLORS: Readonly<Record<string, string>> = { directory: '01;34', link: '01;36' };

class Lister {
  readonly #run: Invocation;
  readonly #options: Options;
  readonly #isColored: boolean;

  constructor(run: Invocation, options: Options) {
    this.#run = run;
    this.#options = options;
    const color = options.value('color');
    this.#isColored = color === 'always' || (color !== 'never' && run.stdout.isTerminal);
  }

  entry(name: string, path: string): Entry {
    const followLinks = this.#options.has('L');
    return { name, path, status: this.#run.files.status(path, followLinks) };
  }

  inDirectory(path: string): Entry[] {
    const { files } = this.#run;
    const names = files.list(path).map(({ name }) => name);
    const options = this.#options;
    const shown = options.has('a')
      ? ['.', '..', ...names]
      : names.filter((name) => options.has('A') || !name.startsWith('.'));
    return this.sorted(shown.map((name) => this.entry(name, joinPath(path, name))));
  }

  sorted(entries: Entry[]): Entry[] {
    const options = this.#options;
    if (options.has('t')) entries.sort((a, b) => b.status.modifiedUs - a.status.modifiedUs);
    if (options.has('S')) entries.sort((a, b) => b.status.sizeBytes - a.status.sizeBytes);
    if (options.has('r')) entries.reverse();
    return entries;
  }

  #shownName({ name, path, status }: Entry): string {
    const { kind, mode } = status;
    const isProgram = kind === 'file' && (mode & 0o111) !== 0;
    const color = COLORS[kind] ?? (isProgram ? '01;32' : null);
    const shown = this.#isColored && color ? `\x1b[${color}m${name}\x1b[0m` : name;
    const options = this.#options;
    let mark = '';
    if (options.has('F') || options.has('p')) {
      if (kind === 'directory') mark = '/';
      else if (options.has('F') && kind === 'link' && !options.has('l')) mark = '@';
      else if (options.has('F') && isProgram) mark = '*';
    }
    const target =
      options.has('l') && kind === 'link' ? ` -> ${this.#run.files.readLink(path)}` : '';
    return `${shown}${mark}${target}`;
  }

  text(entries: readonly Entry[], withTotal: boolean): string {
    const options = this.#options;
    if (!options.has('l')) {
      const names = entries.map((entry) => this.#shownName(entry));
      if (!this.#run.stdout.isTerminal || options.has('1')) {
        return names.map((name) => `${name}\n`).join('');
      }
      return inColumns(names, 80);
    }
    const rows = entries.map((entry) => this.#row(entry));
    const widths = [0, 1, 2, 3, 4].map((column) =>
      Math.max(0, ...rows.map((row) => (row[column] as string).length)),
    );
    const total = entries.reduce((sum, { status }) => sum + blocksOf(status), 0);
    const shownTotal = options.has('h') ? humanSize(total * 1024) : String(total);
    const lines = rows.map(
      ([mode = '', links = '', owner = '', group = '', size = '', rest = '']) =>
        [
          mode,
          links.padStart(widths[1] as number),
          owner.padEnd(widths[2] as number),
          group.padEnd(widths[3] as number),
          size.padStart(widths[4] as number),
          rest,
        ].join(' '),
    );
    return [...(withTotal ? [`total ${shownTotal}`] : []), ...lines, ''].join('\n');
  }

  #row(entry: Entry): string[] {
    const { status, path } = entry;
    const { box } = this.#run;
    const size = this.#options.has('h') ? humanSize(status.sizeBytes) : String(status.sizeBytes);
    const owner = box.files.find(path)?.owner ?? 'root';
    const links = status.kind === 'directory' ? '2' : '1';
    const date = listingDate(box, status.modifiedUs);
    return [modeText(status), links, owner, owner, size, `${date} ${this.#shownName(entry)}`];
  }
}

const LS_OPTIONS = {
  short: 'aAlhtrSRd1FLpGsikgno',
  long: {
    all: 'a',
    'almost-all': 'A',
    'human-readable': 'h',
    reverse: 'r',
    recursive: 'R',
    color: 'color',
  },
  longValues: [] as string[],
  status: 2,
};

function* ls(run: Invocation): Task<number> {
  const options = parseOptions(run.args, LS_OPTIONS);
  const lister = new Lister(run, options);
  const names = options.operands.length > 0 ? options.operands : ['.'];
  const files: Entry[] = [];
  const directories: string[] = [];
  let status = 0;
  for (const name of [...names].sort()) {
    const path = run.resolve(name);
    try {
      const isLong = options.has('l') && !name.endsWith('/');
      const { kind } = run.files.status(path, !isLong);
      if (kind === 'directory' && !options.has('d')) directories.push(name);
      else files.push(lister.entry(name, path));
    } catch (error) {
      yield* run.printError(`ls: cannot access '${name}': ${describeError(error)}\n`);
      status = 2;
    }
  }
  if (files.length > 0) yield* run.print(lister.text(lister.sorted(files), false));
  let isFirst = files.length === 0;
  const withTitles = names.length > 1 || options.has('R');
  const queue = [...directories];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (withTitles) yield* run.print(`${isFirst ? '' : '\n'}${name}:\n`);
    isFirst = false;
    const entries = lister.inDirectory(run.resolve(name));
    yield* run.print(lister.text(entries, true));
    if (!options.has('R')) continue;
    const below = entries.filter(
      ({ status: { kind }, name: entry }) =>
        kind === 'directory' && entry !== '.' && entry !== '..',
    );
    queue.unshift(...below.map((entry) => joinPath(name as string, entry.name)));
  }
  return status;
}

function* stat(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'c:L', long: { format: 'c' } });
  if (options.operands.length === 0) throw new UsageError('missing operand');
  let status = 0;
  for (const name of options.operands) {
    let found: FileStatus;
    try {
      found = run.files.status(run.resolve(name), options.has('L'));
    } catch (error) {
      yield* run.printError(`stat: cannot statx '${name}': ${describeError(error)}\n`);
      status = 1;
      continue;
    }
    yield* run.print(statText(run, name, found, options.value('c')));
  }
  return status;
}

function statText(run: Invocation, name: string, status: FileStatus, format?: string): string {
  const octal = (status.mode & 0o7777).toString(8);
  const date = new Date(run.box.timeMs - (run.kernel.nowUs - status.modifiedUs) / 1_000);
  const kind = { file: 'regular file', directory: 'directory', link: 'symbolic link' }[status.kind];
  if (format !== undefined) {
    const values: Readonly<Record<string, string>> = {
      n: name,
      s: String(status.sizeBytes),
      a: octal,
      A: modeText(status),
      U: 'root',
      G: 'root',
      F: kind,
      i: String(status.inode),
      Y: String(Math.floor(date.getTime() / 1_000)),
    };
    return `${format.replace(/%([a-zA-Z])/g, (whole, letter: string) => values[letter] ?? whole)}\n`;
  }
  const shown = date.toISOString().replace('T', ' ').replace('Z', '000000 +0000');
  return [
    `  File: ${name}`,
    `  Size: ${String(status.sizeBytes).padEnd(10)}\tBlocks: ${String(blocksOf(status) * 2).padEnd(10)} IO Block: 4096   ${kind}`,
    `Device: 0,1\tInode: ${String(status.inode).padEnd(11)} Links: 1`,
    `Access: (${octal.padStart(4, '0')}/${modeText(status)})  Uid: (    0/    root)   Gid: (    0/    root)`,
    `Modify: ${shown}`,
    '',
  ].join('\n');
}

function* du(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'hsad:cbk',
    long: { 'human-readable': 'h', summarize: 's', 'max-depth': 'd', all: 'a' },
  });
  const deepest = options.has('s') ? 0 : Number(options.value('d') ?? Number.POSITIVE_INFINITY);
  const shown = (blocks: number): string =>
    options.has('h') ? humanSize(blocks * 1024) : `${blocks}`;
  const lines: string[] = [];
  const walk = (name: string, depth: number): number => {
    const path = run.resolve(name);
    const status = run.files.status(path, false);
    if (status.kind !== 'directory') {
      const blocks = blocksOf(status);
      if (options.has('a') || depth === 0) lines.push(`${shown(blocks)}\t${name}\n`);
      return blocks;
    }
    let sum = 4;
    for (const entry of run.files.list(path)) sum += walk(joinPath(name, entry.name), depth + 1);
    if (depth <= deepest) lines.push(`${shown(sum)}\t${name}\n`);
    return sum;
  };
  let status = 0;
  for (const name of options.operands.length > 0 ? options.operands : ['.']) {
    try {
      walk(name, 0);
    } catch (error) {
      yield* run.printError(`du: cannot access '${name}': ${describeError(error)}\n`);
      status = 1;
    }
  }
  yield* run.print(lines.join(''));
  return status;
}

export const listingCommands = [
  define('ls', { summary: 'list files', usage: 'ls [-alhtrSR1d] [FILE]...', program: ls }),
  define('stat', {
    summary: 'show what is known of files',
    usage: 'stat [-c FORMAT] FILE...',
    program: stat,
  }),
  define('du', {
    summary: 'show how much room files take',
    usage: 'du [-hsa] [-d DEPTH] [FILE]...',
    program: du,
  }),
  define('find', {
    summary: 'look for files',
    usage: 'find [PATH]... [-name PATTERN] [-type f|d] [-mmin N] [-size N] [-exec COMMAND {} ;]',
    program: find,
  }),
];

// cp, mv, rm, mkdir, rmdir, touch, chmod, ln, and small ones about paths.

import { describeError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { baseName, directoryName, joinPath } from '../../paths.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { type Options, parseOptions, UsageError } from '../options.ts';

/** Does something with each operand; what fails is reported and the rest goes on. */
function* forEach(
  run: Invocation,
  names: readonly string[],
  action: (path: string, name: string) => void,
  problem: (name: string, words: string) => string,
): Task<number> {
  let status = 0;
  for (const name of names) {
    try {
      action(run.resolve(name), name);
    } catch (error) {
      yield* run.fail(problem(name, describeError(error)));
      status = 1;
    }
  }
  return status;
}

const isDirectory = (run: Invocation, name: string): boolean =>
  run.files.find(run.resolve(name))?.kind === 'directory';

function* mkdir(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'pvm:',
    long: { parents: 'p', verbose: 'v', mode: 'm' },
  });
  if (options.operands.length === 0) throw new UsageError('missing operand');
  return yield* forEach(
    run,
    options.operands,
    (path) => {
      if (options.has('p')) run.files.makeDirectories(path);
      else run.files.makeDirectory(path);
    },
    (name, words) => `cannot create directory ‘${name}’: ${words}`,
  );
}

function* rmdir(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'pv' });
  if (options.operands.length === 0) throw new UsageError('missing operand');
  return yield* forEach(
    run,
    options.operands,
    (path) => run.files.removeDirectory(path),
    (name, words) => `failed to remove '${name}': ${words}`,
  );
}

function* rm(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'rRfivd',
    long: { recursive: 'r', force: 'f', verbose: 'v', dir: 'd' },
  });
  const isForced = options.has('f');
  if (options.operands.length === 0) {
    if (isForced) return 0;
    throw new UsageError('missing operand');
  }
  const isRecursive = options.has('r') || options.has('R');
  let status = 0;
  for (const name of options.operands) {
    const problem = removeOne(run, name, isRecursive);
    if (problem === 'No such file or directory' && isForced) continue;
    if (problem === null) {
      if (options.has('v')) yield* run.print(`removed '${name}'\n`);
      continue;
    }
    yield* run.fail(
      problem.startsWith('refusing') ? problem : `cannot remove '${name}': ${problem}`,
    );
    status = 1;
  }
  return status;
}

function removeOne(run: Invocation, name: string, isRecursive: boolean): string | null {
  const path = run.resolve(name);
  if (/(^|\/)\.\.?\/*$/.test(name)) {
    return `refusing to remove '.' or '..' directory: skipping '${name}'`;
  }
  if (path === '/') return "refusing to remove '/' recursively without --no-preserve-root";
  try {
    const { kind } = run.files.status(path, false);
    if (kind === 'directory' && !isRecursive) return 'Is a directory';
    if (kind === 'directory') run.files.removeDirectory(path, true);
    else run.files.removeFile(path);
    return null;
  } catch (error) {
    return describeError(error);
  }
}

function copyTree(run: Invocation, from: string, to: string): void {
  const { files } = run;
  const status = files.status(from, true);
  if (status.kind === 'directory') {
    files.makeDirectories(to);
    for (const { name } of files.list(from))
      copyTree(run, joinPath(from, name), joinPath(to, name));
    return;
  }
  if (status.kind !== 'file') return;
  const content = files.readBytes(from).slice();
  const target = files.openFile(to, { create: true, exclusive: false, mode: status.mode });
  files.setContent(target, content, to);
}

/** Sources and where each goes, for cp and mv. */
function targetsOf(run: Invocation, options: Options): [source: string, target: string][] {
  const { operands } = options;
  const [first] = operands;
  const last = options.value('t') ?? operands.at(-1);
  const sources = options.has('t') ? operands : operands.slice(0, -1);
  if (first === undefined) throw new UsageError('missing file operand');
  if (last === undefined || sources.length === 0) {
    throw new UsageError(`missing destination file operand after '${first}'`);
  }
  const isInto = isDirectory(run, last);
  if (sources.length > 1 && !isInto) {
    throw new UsageError(`target '${last}': No such file or directory`, { hasHint: false });
  }
  return sources.map((source) => [source, isInto ? joinPath(last, baseName(source)) : last]);
}

function* cp(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'rRaipfvuLPdt:',
    long: { recursive: 'r', archive: 'a', force: 'f', verbose: 'v' },
  });
  const isRecursive = ['r', 'R', 'a'].some((name) => options.has(name));
  let status = 0;
  for (const [source, target] of targetsOf(run, options)) {
    const [from, to] = [run.resolve(source), run.resolve(target)];
    let problem: string | null = null;
    if (!run.files.exists(from)) problem = `cannot stat '${source}': No such file or directory`;
    else if (isDirectory(run, source) && !isRecursive) {
      problem = `-r not specified; omitting directory '${source}'`;
    } else if (from === to) problem = `'${source}' and '${target}' are the same file`;
    else {
      try {
        copyTree(run, from, to);
      } catch (error) {
        problem = `cannot create regular file '${target}': ${describeError(error)}`;
      }
    }
    if (problem === null) {
      if (options.has('v')) yield* run.print(`'${source}' -> '${target}'\n`);
      continue;
    }
    yield* run.fail(problem);
    status = 1;
  }
  return status;
}

function* mv(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'finvut:', long: { force: 'f', verbose: 'v' } });
  let status = 0;
  for (const [source, target] of targetsOf(run, options)) {
    const [from, to] = [run.resolve(source), run.resolve(target)];
    try {
      if (from === to) {
        yield* run.fail(`'${source}' and '${target}' are the same file`);
        status = 1;
        continue;
      }
      if (options.has('n') && run.files.exists(to)) continue;
      run.files.rename(from, to);
      if (options.has('v')) yield* run.print(`renamed '${source}' -> '${target}'\n`);
    } catch (error) {
      const words = describeError(error);
      const isThere = run.files.exists(from);
      yield* run.fail(
        isThere
          ? `cannot move '${source}' to '${target}': ${words}`
          : `cannot stat '${source}': ${words}`,
      );
      status = 1;
    }
  }
  return status;
}

function* touch(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'acmd:t:r:', long: { 'no-create': 'c' } });
  if (options.operands.length === 0) throw new UsageError('missing file operand');
  return yield* forEach(
    run,
    options.operands,
    (path) => {
      const existing = run.files.find(path);
      if (existing) {
        existing.modifiedUs = run.kernel.nowUs;
        return;
      }
      if (!options.has('c')) {
        run.files.openFile(path, { create: true, exclusive: false, mode: 0o644 });
      }
    },
    (name, words) => `cannot touch '${name}': ${words}`,
  );
}

/** `755`, `u+x`, `go-w`, `a=r`. */
export function changeMode(mode: number, change: string): number | null {
  if (/^[0-7]{1,4}$/.test(change)) return Number.parseInt(change, 8);
  let result = mode;
  for (const clause of change.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause);
    if (!match) return null;
    const [, who = '', operator = '', what = ''] = match;
    const bits = [...what].reduce(
      (sum, letter) => sum | ({ r: 4, w: 2, x: 1, X: 1 }[letter] ?? 0),
      0,
    );
    const shifts =
      who === '' || who.includes('a') ? [6, 3, 0] : [...who].map((w) => ({ u: 6, g: 3 })[w] ?? 0);
    for (const by of shifts) {
      if (operator === '+') result |= bits << by;
      else if (operator === '-') result &= ~(bits << by);
      else result = (result & ~(7 << by)) | (bits << by);
    }
  }
  return result;
}

function* chmod(run: Invocation): Task<number> {
  const args = run.args.filter((arg) => !/^(-[Rvfc]+|--recursive)$/.test(arg));
  const isRecursive =
    run.args.length !== args.length && run.args.some((arg) => /R|--rec/.test(arg));
  const [change, ...names] = args;
  if (change === undefined) throw new UsageError('missing operand');
  if (names.length === 0) throw new UsageError(`missing operand after ‘${change}’`);
  if (changeMode(0, change) === null) throw new UsageError(`invalid mode: ‘${change}’`);
  const apply = (path: string): void => {
    const { mode, kind } = run.files.status(path);
    run.files.setMode(path, changeMode(mode, change) ?? mode);
    if (!isRecursive || kind !== 'directory') return;
    for (const { name } of run.files.list(path)) apply(joinPath(path, name));
  };
  return yield* forEach(run, names, apply, (name, words) => `cannot access '${name}': ${words}`);
}

function* ln(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'sfnv', long: { symbolic: 's', force: 'f' } });
  const [target, name = baseName(target ?? '')] = options.operands;
  if (target === undefined) throw new UsageError('missing file operand');
  if (!options.has('s')) {
    return yield* run.fail(`failed to create hard link '${name}': Operation not permitted`);
  }
  const shown = isDirectory(run, name) ? joinPath(name, baseName(target)) : name;
  const path = run.resolve(shown);
  try {
    if (options.has('f') && run.files.exists(path)) run.files.removeFile(path);
    run.files.makeLink(path, target);
    return 0;
  } catch (error) {
    return yield* run.fail(`failed to create symbolic link '${shown}': ${describeError(error)}`);
  }
}

function* names(run: Invocation): Task<number> {
  const [path, suffix] = run.args;
  if (path === undefined) throw new UsageError('missing operand');
  if (run.name === 'dirname') {
    yield* run.print(run.args.map((arg) => `${directoryName(arg)}\n`).join(''));
    return 0;
  }
  const name = baseName(path);
  const isCut = suffix !== undefined && name !== suffix && name.endsWith(suffix);
  yield* run.print(`${isCut ? name.slice(0, -suffix.length) : name}\n`);
  return 0;
}

function* realpath(run: Invocation): Task<number> {
  const operands = run.args.filter((arg) => !arg.startsWith('-'));
  if (operands.length === 0) throw new UsageError('missing operand');
  let status = 0;
  for (const name of operands) {
    const path = run.resolve(name);
    try {
      const isLinkOnly = run.name === 'readlink' && !run.args.some((arg) => /^-[fem]$/.test(arg));
      const shown = isLinkOnly ? run.files.readLink(path) : run.files.realPath(path);
      yield* run.print(`${shown}\n`);
    } catch (error) {
      if (run.name === 'realpath') yield* run.fail(`${name}: ${describeError(error)}`);
      status = 1;
    }
  }
  return status;
}

export const fileCommands = [
  define('mkdir', {
    summary: 'make directories',
    usage: 'mkdir [-p] DIRECTORY...',
    program: mkdir,
  }),
  define('rmdir', {
    summary: 'remove empty directories',
    usage: 'rmdir DIRECTORY...',
    program: rmdir,
  }),
  define('rm', { summary: 'remove files', usage: 'rm [-rf] FILE...', program: rm }),
  define('cp', { summary: 'copy files', usage: 'cp [-r] SOURCE... DESTINATION', program: cp }),
  define('mv', { summary: 'move or rename files', usage: 'mv SOURCE... DESTINATION', program: mv }),
  define('touch', {
    summary: 'make files, or set their time',
    usage: 'touch FILE...',
    program: touch,
  }),
  define('chmod', {
    summary: 'change permissions',
    usage: 'chmod [-R] MODE FILE...',
    program: chmod,
  }),
  define('ln', { summary: 'make symbolic links', usage: 'ln -s TARGET [NAME]', program: ln }),
  define('basename', {
    summary: 'the last name of a path',
    usage: 'basename PATH [SUFFIX]',
    program: names,
  }),
  define('dirname', {
    summary: 'a path without its last name',
    usage: 'dirname PATH...',
    program: names,
  }),
  define('realpath', {
    summary: 'a path with its links resolved',
    usage: 'realpath PATH...',
    program: realpath,
  }),
  define('readlink', {
    summary: 'where a link points',
    usage: 'readlink [-f] PATH...',
    program: realpath,
  }),
];

// grep, egrep, fgrep: lines that match (GNU grep 3.8).

import type { Invocation } from '../../invocation.ts';
import { LineReader } from '../../io/line-reader.ts';
import { escapeRegExp, matches } from '../../language/pattern.ts';
import { baseName, joinPath } from '../../paths.ts';
import type { Task } from '../../task.ts';
import { type Options, parseOptions, UsageError } from '../options.ts';
import { linesOf } from './inputs.ts';
import { compilePattern, PatternError, regExpSource } from './posix-regexp.ts';

const SPEC = {
  short: 'ivnclLqHhsorREFGPwxaA:B:C:m:e:f:bzIuZ',
  long: {
    'ignore-case': 'i',
    'invert-match': 'v',
    'line-number': 'n',
    count: 'c',
    'files-with-matches': 'l',
    'files-without-match': 'L',
    quiet: 'q',
    silent: 'q',
    'with-filename': 'H',
    'no-filename': 'h',
    'no-messages': 's',
    'only-matching': 'o',
    recursive: 'r',
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'perl-regexp': 'P',
    'word-regexp': 'w',
    'line-regexp': 'x',
    'after-context': 'A',
    'before-context': 'B',
    context: 'C',
    'max-count': 'm',
    regexp: 'e',
    file: 'f',
    color: 'color',
    colour: 'color',
    include: 'include',
    exclude: 'exclude',
    'exclude-dir': 'exclude-dir',
    'line-buffered': 'u',
    text: 'a',
  },
  longValues: ['include', 'exclude', 'exclude-dir'],
  status: 2,
};

function patternSource(text: string, options: Options, isExtended: boolean): string {
  let source: string;
  if (options.has('F')) source = escapeRegExp(text);
  else if (options.has('P')) source = text;
  else source = regExpSource(text, isExtended);
  if (options.has('x')) return `^(?:${source})$`;
  if (options.has('w')) return `(?<!\\w)(?:${source})(?!\\w)`;
  return `(?:${source})`;
}

class Grep {
  readonly #run: Invocation;
  readonly #options: Options;
  readonly #pattern: RegExp;
  readonly #isColored: boolean;
  hasMatch = false;
  hasTrouble = false;
  withNames = false;

  constructor(run: Invocation, options: Options, pattern: RegExp) {
    this.#run = run;
    this.#options = options;
    this.#pattern = pattern;
    const color = options.value('color');
    this.#isColored =
      color === 'always' ||
      ((color === '' || color === 'auto' || color === undefined) && run.stdout.isTerminal);
  }

  #paint(text: string, color: string): string {
    return this.#isColored ? `\x1b[${color}m\x1b[K${text}\x1b[m\x1b[K` : text;
  }

  #prefix(name: string, number: number, separator: string): string {
    const mark = this.#paint(separator, '36');
    const file = this.withNames ? `${this.#paint(name, '35')}${mark}` : '';
    return `${file}${this.#options.has('n') ? `${this.#paint(String(number), '32')}${mark}` : ''}`;
  }

  *search(reader: LineReader, name: string): Task {
    const options = this.#options;
    const limit = Number(options.value('m') ?? Number.POSITIVE_INFINITY);
    const before = Number(options.value('B') ?? options.value('C') ?? 0);
    const after = Number(options.value('A') ?? options.value('C') ?? 0);
    const isSilent = ['q', 'c', 'l', 'L'].some((letter) => options.has(letter));
    let count = 0;
    let number = 0;
    let owed = 0;
    let lastPrinted = 0;
    const kept: { number: number; text: string }[] = [];
    for (let line = yield* reader.next(); line; line = yield* reader.next()) {
      number++;
      const isMatch = this.#pattern.test(line.text) !== options.has('v');
      if (isMatch) {
        count++;
        this.hasMatch = true;
        if (options.has('q')) return;
        if (options.has('l') || options.has('L')) break;
        if (!isSilent) {
          const first = kept[0]?.number ?? number;
          if (lastPrinted > 0 && first > lastPrinted + 1 && before + after > 0) {
            yield* this.#run.print(`${this.#paint('--', '36')}\n`);
          }
          for (const one of kept.splice(0)) {
            yield* this.#run.print(`${this.#prefix(name, one.number, '-')}${one.text}\n`);
          }
          yield* this.#printMatch(name, number, line.text);
          lastPrinted = number;
        }
        owed = after;
        if (count >= limit && owed === 0) break;
      } else if (owed > 0 && !isSilent) {
        owed--;
        lastPrinted = number;
        yield* this.#run.print(`${this.#prefix(name, number, '-')}${line.text}\n`);
        if (count >= limit && owed === 0) break;
      } else if (before > 0) {
        kept.push({ number, text: line.text });
        if (kept.length > before) kept.shift();
      }
    }
    yield* this.#sum(name, count);
  }

  *#sum(name: string, count: number): Task {
    const options = this.#options;
    if (options.has('c')) {
      yield* this.#run.print(`${this.withNames ? `${name}:` : ''}${count}\n`);
    } else if (options.has('l') ? count > 0 : options.has('L') && count === 0) {
      yield* this.#run.print(`${name}${options.has('Z') ? '\0' : '\n'}`);
    }
  }

  *#printMatch(name: string, number: number, text: string): Task {
    const options = this.#options;
    const prefix = this.#prefix(name, number, ':');
    const all = new RegExp(this.#pattern.source, `${this.#pattern.flags}g`);
    if (options.has('o')) {
      if (options.has('v')) return;
      for (const [match] of text.matchAll(all)) {
        if (match !== '') yield* this.#run.print(`${prefix}${this.#paint(match, '01;31')}\n`);
      }
      return;
    }
    const shown =
      this.#isColored && !options.has('v')
        ? text.replace(all, (match) => (match === '' ? '' : this.#paint(match, '01;31')))
        : text;
    yield* this.#run.print(`${prefix}${shown}\n`);
  }

  *file(name: string): Task {
    const isQuiet = this.#options.has('s');
    const path = this.#run.resolve(name);
    if (name !== '-' && this.#run.files.find(path)?.kind === 'directory') {
      if (this.#options.has('r') || this.#options.has('R')) yield* this.#directory(name);
      else if (!isQuiet)
        yield* this.#run.printError(`${this.#run.name}: ${name}: Is a directory\n`);
      return;
    }
    const opened = this.#run.open(name);
    if (!('read' in opened)) {
      this.hasTrouble = true;
      if (!isQuiet) yield* this.#run.fail(`${name}: ${opened.problem}`);
      return;
    }
    try {
      const shown = name === '-' ? '(standard input)' : name;
      yield* this.search(new LineReader(opened, this.#run.box.codec), shown);
    } finally {
      opened.close();
    }
  }

  *#directory(name: string): Task {
    const options = this.#options;
    const isLike = (letter: string, text: string): boolean =>
      options.values(letter).some((one) => matches([{ text: one, quoted: false }], text));
    for (const entry of this.#run.files.list(this.#run.resolve(name))) {
      const path = name === '' ? entry.name : joinPath(name, entry.name);
      if (entry.kind === 'link') continue;
      const isWanted =
        entry.kind === 'directory'
          ? !isLike('exclude-dir', entry.name)
          : (!options.has('include') || isLike('include', baseName(path))) &&
            !isLike('exclude', baseName(path));
      if (isWanted) yield* this.file(path);
    }
  }
}

export function* grep(run: Invocation): Task<number> {
  const args = run.args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg));
  const options = parseOptions(run.name === 'fgrep' ? ['-F', ...args] : args, SPEC);
  const operands = [...options.operands];
  const patterns = options.values('e').flatMap((text) => text.split('\n'));
  for (const file of options.values('f'))
    patterns.push(...linesOf(run.files.readText(run.resolve(file))));
  if (!options.has('e') && !options.has('f')) {
    const [first] = operands.splice(0, 1);
    if (first === undefined) {
      yield* run.printError(
        "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n",
      );
      return 2;
    }
    patterns.push(...first.split('\n'));
  }
  for (const [letter, what] of [
    ['m', 'max count'],
    ['A', 'context length argument'],
  ] as const) {
    options.count(
      letter,
      (text) => (letter === 'm' ? `invalid ${what}` : `${text}: invalid ${what}`),
      2,
    );
  }
  const isExtended = run.name === 'egrep' || options.has('E');
  let pattern: RegExp;
  try {
    const source = patterns.map((text) => patternSource(text, options, isExtended)).join('|');
    pattern = options.has('P')
      ? new RegExp(source, options.has('i') ? 'i' : '')
      : checked(source, options);
  } catch (error) {
    if (error instanceof PatternError) return yield* run.fail(error.message, 2);
    throw new UsageError('Invalid preceding regular expression', { status: 2, hasHint: false });
  }
  const search = new Grep(run, options, pattern);
  const isRecursive = options.has('r') || options.has('R');
  const names = operands.length > 0 ? operands : isRecursive ? [''] : ['-'];
  search.withNames = options.has('H') || (!options.has('h') && (names.length > 1 || isRecursive));
  for (const name of names) {
    yield* search.file(name);
    if (options.has('q') && search.hasMatch) return 0;
  }
  if (search.hasTrouble && !(options.has('q') && search.hasMatch)) return 2;
  return search.hasMatch ? 0 : 1;
}

function checked(source: string, options: Options): RegExp {
  try {
    return new RegExp(source, options.has('i') ? 'i' : '');
  } catch {
    return compilePattern('(', { isExtended: true });
  }
}

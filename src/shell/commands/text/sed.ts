// sed: edits a stream of lines (GNU sed 4.9). Simplified: `w` and `e` are not carried out.

import { describeError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { parseOptions } from '../options.ts';
import { eachInput } from './inputs.ts';
import { parseSed, type SedAddress, type SedCommand, SedError } from './sed-script.ts';

/** What a replacement makes of a match: & and \1, \U and \L. */
function replacementOf(template: string, match: RegExpExecArray): string {
  let result = '';
  let mode: '' | 'U' | 'L' = '';
  let once: '' | 'u' | 'l' = '';
  const add = (text: string): void => {
    let shown = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once !== '' && shown !== '') {
      const first = shown.slice(0, 1);
      shown = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + shown.slice(1);
      once = '';
    }
    result += shown;
  };
  for (let at = 0; at < template.length; at++) {
    const character = template[at] as string;
    if (character === '&') add(match[0]);
    else if (character !== '\\') add(character);
    else {
      const next = template[++at] ?? '';
      if (/\d/.test(next)) add(match[Number(next)] ?? '');
      else if (next === 'U' || next === 'L') mode = next;
      else if (next === 'E') mode = '';
      else if (next === 'u' || next === 'l') once = next;
      else add({ n: '\n', t: '\t' }[next] ?? next);
    }
  }
  return result;
}

/** One run over lines. */
class Sed {
  readonly #commands: readonly SedCommand[];
  readonly #isQuiet: boolean;
  readonly #lines: { text: string; isComplete: boolean }[];
  readonly #active = new Map<SedCommand, { readonly until: number }>();
  readonly #readFile: (path: string) => string;
  #at = 0;
  #pattern = '';
  #hold = '';
  #after: string[] = [];
  #isReplaced = false;
  output = '';
  status: number | null = null;

  constructor(options: {
    commands: readonly SedCommand[];
    isQuiet: boolean;
    text: string;
    readFile: (path: string) => string;
  }) {
    this.#commands = options.commands;
    this.#isQuiet = options.isQuiet;
    this.#readFile = options.readFile;
    const lines = options.text.split('\n');
    const last = lines.pop() ?? '';
    this.#lines = lines.map((text) => ({ text, isComplete: true }));
    if (last !== '') this.#lines.push({ text: last, isComplete: false });
  }

  run(): void {
    while (this.#at < this.#lines.length && this.status === null) {
      this.#pattern = this.#lines[this.#at++]?.text ?? '';
      this.#isReplaced = false;
      let again = true;
      while (again) again = this.#cycle() === 'restart';
    }
  }

  #emit(text: string, isWhole = true): void {
    const isLast = this.#at >= this.#lines.length;
    const isComplete = !isLast || (this.#lines.at(-1)?.isComplete ?? true) || isWhole;
    this.output += isComplete ? `${text}\n` : text;
  }

  #print(): void {
    this.#emit(this.#pattern, this.#lines.at(-1)?.isComplete ?? true);
  }

  #cycle(): 'next' | 'restart' {
    const result = this.#runAll(this.#commands);
    if (result !== 'delete' && result !== 'restart' && result !== 'silent' && !this.#isQuiet)
      this.#print();
    for (const text of this.#after.splice(0)) this.output += text;
    return result === 'restart' ? 'restart' : 'next';
  }

  #matches(address: SedAddress): boolean {
    switch (address.kind) {
      case 'line':
        return this.#at === address.line;
      case 'last':
        return this.#at >= this.#lines.length;
      case 'step':
        return address.step === 0
          ? this.#at === address.first
          : this.#at >= address.first && (this.#at - address.first) % address.step === 0;
      case 'pattern':
        return address.pattern.test(this.#pattern);
      case 'count':
        return false;
    }
  }

  #isSelected(command: SedCommand): boolean {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return this.#matches(from);
    const active = this.#active.get(command);
    if (!active) {
      if (!this.#matches(from)) return false;
      if (to.kind === 'line' && to.line <= this.#at) return true;
      const until = to.kind === 'count' ? this.#at + to.count : Number.POSITIVE_INFINITY;
      if (until > this.#at) this.#active.set(command, { until });
      return true;
    }
    const isOver =
      to.kind === 'count'
        ? this.#at >= active.until
        : to.kind === 'line'
          ? this.#at >= to.line
          : this.#matches(to);
    if (isOver) this.#active.delete(command);
    return to.kind !== 'line' || this.#at <= to.line;
  }

  #runAll(commands: readonly SedCommand[]): string {
    for (let index = 0; index < commands.length; index++) {
      const command = commands[index] as SedCommand;
      if (this.#isSelected(command) === command.isNegated) continue;
      const result = command.name === '{' ? this.#runAll(command.body) : this.#run(command);
      if (result.startsWith('branch ')) {
        const label = result.slice(7);
        const target = commands.findIndex(({ name, text }) => name === ':' && text === label);
        if (label === '') return 'end';
        if (target < 0) return result;
        index = target;
      } else if (result !== '') return result;
    }
    return '';
  }

  #run(command: SedCommand): string {
    const { name, text } = command;
    switch (name) {
      case 's':
        this.#substitute(command);
        return '';
      case 'y':
        this.#pattern = [...this.#pattern]
          .map((one) => command.flags[text.indexOf(one)] ?? one)
          .join('');
        return '';
      case 'p':
        this.#print();
        return '';
      case 'P':
        this.#emit(this.#pattern.split('\n')[0] ?? '');
        return '';
      case 'd':
        return 'delete';
      case 'D': {
        const end = this.#pattern.indexOf('\n');
        if (end < 0) return 'delete';
        this.#pattern = this.#pattern.slice(end + 1);
        return 'restart';
      }
      case 'a':
        this.#after.push(`${text}\n`);
        return '';
      case 'i':
        this.output += `${text}\n`;
        return '';
      case 'c':
        if (!this.#active.has(command)) this.output += `${text}\n`;
        return 'delete';
      case '=':
        this.output += `${this.#at}\n`;
        return '';
      case 'r':
        this.#after.push(this.#readFile(text));
        return '';
      case 'l':
        this.output += `${this.#pattern.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')}$\n`;
        return '';
      case 'q':
        this.status = Number(text || 0);
        return 'end';
      case 'Q':
        this.status = Number(text || 0);
        return 'delete';
      case 'b':
        return `branch ${text}`;
      case 't':
      case 'T': {
        const jumps = this.#isReplaced === (name === 't');
        this.#isReplaced = false;
        return jumps ? `branch ${text}` : '';
      }
      default:
        return this.#runOnSpaces(name);
    }
  }

  #runOnSpaces(name: string): string {
    switch (name) {
      case 'h':
        this.#hold = this.#pattern;
        return '';
      case 'H':
        this.#hold += `\n${this.#pattern}`;
        return '';
      case 'g':
        this.#pattern = this.#hold;
        return '';
      case 'G':
        this.#pattern += `\n${this.#hold}`;
        return '';
      case 'x':
        [this.#pattern, this.#hold] = [this.#hold, this.#pattern];
        return '';
      case 'n':
        if (this.#at >= this.#lines.length) {
          this.status = 0;
          return this.#isQuiet ? 'delete' : 'end';
        }
        if (!this.#isQuiet) this.#print();
        this.#pattern = this.#lines[this.#at++]?.text ?? '';
        return '';
      case 'N':
        if (this.#at >= this.#lines.length) {
          this.status = 0;
          return 'end';
        }
        this.#pattern += `\n${this.#lines[this.#at++]?.text ?? ''}`;
        return '';
      default:
        return '';
    }
  }

  #substitute({ pattern, text, flags }: SedCommand): void {
    if (!pattern) return;
    const isGlobal = flags.includes('g');
    const wanted = Number(/\d+/.exec(flags)?.[0] ?? 1);
    const all = new RegExp(pattern.source, `${pattern.flags}g`);
    let count = 0;
    let result = '';
    let end = 0;
    for (let match = all.exec(this.#pattern); match; match = all.exec(this.#pattern)) {
      count++;
      if (count >= wanted) {
        result += this.#pattern.slice(end, match.index) + replacementOf(text, match);
        end = match.index + match[0].length;
        this.#isReplaced = true;
        if (!isGlobal) break;
      }
      if (match[0] === '') all.lastIndex++;
    }
    if (count < wanted) return;
    this.#pattern = result + this.#pattern.slice(end);
    if (flags.includes('p')) this.#print();
  }
}

function* sed(run: Invocation): Task<number> {
  const args = run.args.map((arg) => (/^-i./.test(arg) && !/^-i[nErs]*$/.test(arg) ? '-i' : arg));
  const options = parseOptions(args, {
    short: 'nrEe:f:isu',
    long: {
      quiet: 'n',
      silent: 'n',
      'regexp-extended': 'E',
      expression: 'e',
      file: 'f',
      'in-place': 'i',
    },
  });
  const names = [...options.operands];
  const scripts = options.values('e');
  for (const file of options.values('f')) scripts.push(run.files.readText(run.resolve(file)));
  if (scripts.length === 0) {
    const [script] = names.splice(0, 1);
    if (script === undefined) {
      yield* run.printError(
        'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n',
      );
      return 1;
    }
    scripts.push(script);
  }
  let commands: SedCommand[];
  try {
    commands = parseSed(scripts.join('\n'), options.has('E') || options.has('r'));
  } catch (error) {
    if (!(error instanceof SedError)) throw error;
    return yield* run.fail(`-e expression #1, char ${error.at}: ${error.message}`);
  }
  const edit = (text: string): Sed => {
    const readFile = (path: string): string => {
      const full = run.resolve(path);
      return run.files.exists(full) ? run.files.readText(full) : '';
    };
    const one = new Sed({ commands, isQuiet: options.has('n'), text, readFile });
    one.run();
    return one;
  };
  if (options.has('i')) return yield* inPlace(run, names, edit);
  let text = '';
  const status = yield* eachInput(
    run,
    names,
    function* (stream) {
      text += yield* run.readText(stream);
    },
    (name, words) =>
      words === 'Is a directory'
        ? `couldn't edit ${name}: not a regular file`
        : `can't read ${name}: ${words}`,
  );
  const done = edit(text);
  yield* run.print(done.output);
  return done.status || (status === 0 ? 0 : 2);
}

function* inPlace(
  run: Invocation,
  names: readonly string[],
  edit: (text: string) => Sed,
): Task<number> {
  let status = 0;
  if (names.length === 0) return yield* run.fail('no input files');
  for (const name of names) {
    const path = run.resolve(name);
    try {
      const { mode } = run.files.status(path);
      run.files.writeFile(path, edit(run.files.readText(path)).output);
      run.files.setMode(path, mode);
    } catch (error) {
      yield* run.fail(`can't read ${name}: ${describeError(error)}`);
      status = 2;
    }
  }
  return status;
}

export const sedCommands = [
  define('sed', {
    summary: 'edit lines',
    usage: "sed [-n] [-E] [-i] 's/OLD/NEW/g' [FILE]...",
    program: sed,
  }),
];

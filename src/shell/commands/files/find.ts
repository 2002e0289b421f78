// find: walks directories and tests what it meets.

import type { FileStatus } from '#sim';
import { describeError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { matches } from '../../language/pattern.ts';
import { baseName, joinPath } from '../../paths.ts';
import type { Task } from '../../task.ts';
import { UsageError } from '../options.ts';
import { humanSize, listingDate, modeText } from './show.ts';

interface Found {
  readonly path: string;
  readonly status: FileStatus;
  readonly depth: number;
}

type Test = (found: Found) => Task<boolean>;

const refuse = (message: string): never => {
  throw new UsageError(message, { hasHint: false });
};

/** `+5`, `-5`, `5` */
function compare(text: string, name: string): (value: number) => boolean {
  const match = /^([-+]?)(\d+)$/.exec(text) ?? refuse(`invalid argument \`${text}' to \`${name}'`);
  const limit = Number(match[2]);
  if (match[1] === '+') return (value) => value > limit;
  if (match[1] === '-') return (value) => value < limit;
  return (value) => value === limit;
}

const SIZES: Readonly<Record<string, number>> = {
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  M: 1 << 20,
  G: 1 << 30,
};

class Expression {
  readonly #run: Invocation;
  readonly #words: string[];
  deepest = Number.POSITIVE_INFINITY;
  shallowest = 0;
  isDepthFirst = false;
  #hasAction = false;

  constructor(run: Invocation, words: readonly string[]) {
    this.#run = run;
    this.#words = [...words];
  }

  parse(): Test {
    const test = this.#words.length > 0 ? this.#or() : always;
    if (this.#words.length > 0)
      refuse(`invalid expression; you have used a binary operator with nothing before it.`);
    if (this.#hasAction) return test;
    const print = this.#print('\n');
    return function* (found) {
      return (yield* test(found)) && (yield* print(found));
    };
  }

  #or(): Test {
    const left = this.#and();
    if (this.#words[0] !== '-o' && this.#words[0] !== '-or') return left;
    this.#words.shift();
    const right = this.#or();
    return function* (found) {
      return (yield* left(found)) || (yield* right(found));
    };
  }

  #and(): Test {
    const left = this.#primary();
    if (this.#words[0] === '-a' || this.#words[0] === '-and') this.#words.shift();
    const [next] = this.#words;
    if (next === undefined || next === '-o' || next === '-or' || next === ')') return left;
    const right = this.#and();
    return function* (found) {
      return (yield* left(found)) && (yield* right(found));
    };
  }

  #value(name: string): string {
    const value = this.#words.shift();
    return value ?? refuse(`missing argument to \`${name}'`);
  }

  #primary(): Test {
    const name = this.#words.shift() ?? refuse('expected an expression');
    if (name === '!' || name === '-not') {
      const inner = this.#primary();
      return function* (found) {
        return !(yield* inner(found));
      };
    }
    if (name === '(') {
      const inner = this.#or();
      if (this.#words.shift() !== ')') refuse("expected `)'");
      return inner;
    }
    return this.#test(name) ?? this.#action(name) ?? refuse(`unknown predicate \`${name}'`);
  }

  #test(name: string): Test | null {
    const { kernel } = this.#run;
    const simple = (test: (found: Found) => boolean): Test =>
      // biome-ignore lint/correctness/useYield: looking waits for nothing
      function* (found) {
        return test(found);
      };
    const ageMinutes = ({ status }: Found): number => (kernel.nowUs - status.modifiedUs) / 60e6;
    const pattern = (ignoresCase: boolean, text: (found: Found) => string): Test => {
      const wanted = this.#value(name);
      const fold = (one: string): string => (ignoresCase ? one.toLowerCase() : one);
      return simple((found) => matches([{ text: fold(wanted), quoted: false }], fold(text(found))));
    };
    switch (name) {
      case '-name':
      case '-iname':
        return pattern(name === '-iname', ({ path }) => baseName(path));
      case '-path':
      case '-ipath':
        return pattern(name === '-ipath', ({ path }) => path);
      case '-type': {
        const kind = { f: 'file', d: 'directory', l: 'link' }[this.#value(name)];
        return simple(({ status }) => status.kind === kind);
      }
      case '-empty':
        return simple(({ path, status }) =>
          status.kind === 'directory'
            ? this.#run.files.list(this.#run.resolve(path)).length === 0
            : status.sizeBytes === 0,
        );
      case '-mmin': {
        const holds = compare(this.#value(name), name);
        return simple((found) => holds(Math.ceil(ageMinutes(found))));
      }
      case '-mtime': {
        const holds = compare(this.#value(name), name);
        return simple((found) => holds(Math.floor(ageMinutes(found) / 1440)));
      }
      case '-newer': {
        const { modifiedUs } = this.#run.files.status(this.#run.resolve(this.#value(name)));
        return simple(({ status }) => status.modifiedUs > modifiedUs);
      }
      case '-size': {
        const text = this.#value(name);
        const unit = SIZES[text.at(-1) ?? ''] ?? 512;
        const holds = compare(text.replace(/[cwbkMG]$/, ''), name);
        return simple(({ status }) => holds(Math.ceil(status.sizeBytes / unit)));
      }
      case '-perm': {
        const mode = Number.parseInt(this.#value(name).replace(/^[-/]/, ''), 8);
        return simple(({ status }) => (status.mode & mode) === mode);
      }
      case '-maxdepth':
        this.deepest = Number(this.#value(name));
        return always;
      case '-mindepth':
        this.shallowest = Number(this.#value(name));
        return always;
      case '-depth':
        this.isDepthFirst = true;
        return always;
      case '-true':
        return always;
      default:
        return null;
    }
  }

  #action(name: string): Test | null {
    const actions: Readonly<Record<string, () => Test>> = {
      '-print': () => this.#print('\n'),
      '-print0': () => this.#print('\0'),
      '-ls': () => this.#list(),
      '-delete': () => this.#delete(),
      '-exec': () => this.#execute(),
    };
    const action = actions[name];
    if (!action) return null;
    this.#hasAction = true;
    return action();
  }

  #print(end: string): Test {
    const run = this.#run;
    return function* ({ path }) {
      yield* run.print(`${path}${end}`);
      return true;
    };
  }

  #list(): Test {
    const run = this.#run;
    return function* ({ path, status }) {
      const size = humanSize(status.sizeBytes).padStart(8);
      const date = listingDate(run.box, status.modifiedUs);
      yield* run.print(`${modeText(status)} 1 root root ${size} ${date} ${path}\n`);
      return true;
    };
  }

  #delete(): Test {
    const { files } = this.#run;
    const run = this.#run;
    this.isDepthFirst = true;
    return function* ({ path, status }) {
      try {
        if (status.kind === 'directory') files.removeDirectory(run.resolve(path));
        else files.removeFile(run.resolve(path));
        return true;
      } catch (error) {
        yield* run.fail(`cannot delete '${path}': ${describeError(error)}`);
        return false;
      }
    };
  }

  /** `{} +` is taken for one command a file, which is what it does to most. */
  #execute(): Test {
    const end = this.#words.findIndex((word) => word === ';' || word === '+');
    if (end < 0) refuse("missing argument to `-exec'");
    const command = this.#words.splice(0, end);
    this.#words.shift();
    const run = this.#run;
    return function* ({ path }) {
      return (yield* run.run(command.map((word) => word.replaceAll('{}', path)))) === 0;
    };
  }
}

const always: Test = // biome-ignore lint/correctness/useYield: nothing to wait for
  function* () {
    return true;
  };

export function* find(run: Invocation): Task<number> {
  const first = run.args.findIndex((arg) => /^[-!(]/.test(arg) && arg !== '-');
  const paths = first < 0 ? run.args : run.args.slice(0, first);
  const expression = new Expression(run, first < 0 ? [] : run.args.slice(first));
  const test = expression.parse();
  let status = 0;
  const walk = function* (path: string, depth: number): Task {
    let found: FileStatus;
    try {
      found = run.files.status(run.resolve(path), false);
    } catch (error) {
      yield* run.fail(`‘${path}’: ${describeError(error)}`);
      status = 1;
      return;
    }
    const one = { path, status: found, depth };
    const visits = depth >= expression.shallowest;
    if (visits && !expression.isDepthFirst) yield* test(one);
    if (found.kind === 'directory' && depth < expression.deepest) {
      for (const { name } of run.files.list(run.resolve(path))) {
        yield* walk(joinPath(path, name), depth + 1);
      }
    }
    if (visits && expression.isDepthFirst) yield* test(one);
  };
  for (const path of paths.length > 0 ? paths : ['.']) yield* walk(path, 0);
  return status;
}

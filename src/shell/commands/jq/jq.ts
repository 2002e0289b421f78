// jq 1.6: filters JSON. Options, inputs, outputs and exit codes as the real one's; the language is in the files beside.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { plainText } from './jq-format.ts';
import { run as runFilter } from './jq-interpreter.ts';
import { Halt, natives } from './jq-natives.ts';
import { JQ_USAGE, type JqCall, JqUsage, parseJqArgs } from './jq-options.ts';
import { JqParser } from './jq-parser.ts';
import { prelude } from './jq-prelude.ts';
import { Break, bindValue, type Scope } from './jq-scope.ts';
import { CompileProblem, type Filter } from './jq-syntax.ts';
import { JsonProblem, JsonReader } from './json-reader.ts';
import { isTrue, JqError, type Json, jsonText } from './json-value.ts';

/** So many values and then the kernel gets a turn: a filter may never end. */
const TURN = 1_000;

/** The texts to be read, one after the other. */
class Inputs {
  readonly #call: JqCall;
  readonly #texts: readonly { readonly name: string | null; readonly text: string }[];
  #at = 0;
  #reader: JsonReader | null = null;
  #lines: string[] | null = null;
  #isSlurped = false;
  #read = 0;

  constructor(call: JqCall, texts: readonly { name: string | null; text: string }[]) {
    this.#call = call;
    this.#texts = texts;
  }

  /** Where the input that was read last ends: `<stdin>:3`. */
  get place(): string {
    const { name } = this.#texts[Math.min(this.#at, this.#texts.length - 1)] ?? { name: null };
    if (this.#read === 0 && !this.#isSlurped) return '<unknown>';
    return `${name ?? '<stdin>'}:${this.line}`;
  }

  get line(): number {
    if (this.#isSlurped) {
      const { text = '' } = this.#texts.at(-1) ?? {};
      return text.split('\n').length - 1;
    }
    return this.#reader?.linesRead ?? 0;
  }

  get fileName(): string | null {
    return this.#texts[this.#at]?.name ?? null;
  }

  /** The next input. Throws a `JsonProblem`. */
  next(): Json | undefined {
    const { isRaw, isSlurping } = this.#call;
    if (isSlurping) {
      if (this.#isSlurped) return undefined;
      const whole = isRaw ? this.#texts.map(({ text }) => text).join('') : this.#all();
      this.#isSlurped = true;
      return whole;
    }
    const value = isRaw ? this.#line() : this.#value();
    if (value !== undefined) this.#read++;
    return value;
  }

  #all(): Json {
    const values: Json[] = [];
    for (let value = this.#value(); value !== undefined; value = this.#value()) values.push(value);
    return values;
  }

  #value(): Json | undefined {
    for (; this.#at < this.#texts.length; this.#at++, this.#reader = null) {
      this.#reader ??= new JsonReader(this.#texts[this.#at]?.text ?? '');
      const value = this.#reader.read();
      if (value !== undefined) return value;
      if (this.#at === this.#texts.length - 1) return undefined;
    }
    return undefined;
  }

  #line(): Json | undefined {
    this.#lines ??= this.#texts
      .map(({ text }) => text)
      .join('')
      .replace(/\n$/, '')
      .split('\n');
    if (this.#texts.every(({ text }) => text === '')) return undefined;
    return this.#lines.shift();
  }
}

function compile(call: JqCall, names: ReadonlySet<string>): Filter {
  const known = new Set([...names, ...call.variables.map(([name]) => `$${name}`)]);
  return new JqParser(call.filter, known).parse();
}

const compileWords = ({ messages }: CompileProblem): string =>
  `${messages.map((message) => `jq: error: ${message}\n`).join('')}jq: ${messages.length} compile ${
    messages.length === 1 ? 'error' : 'errors'
  }\n`;

function errorWords({ value }: JqError, place: string): string {
  return typeof value === 'string'
    ? `jq: error (at ${place}): ${value}\n`
    : `jq: error (at ${place}) (not a string): ${jsonText(value)}\n`;
}

/** The texts to read: those of the files, or standard input. */
function* readTexts(run: Invocation, call: JqCall) {
  const texts: { name: string | null; text: string }[] = [];
  let isMissing = false;
  if (call.files.length === 0) {
    // Without an input of its own a filter may still ask for one.
    if (!call.isNull || /\binputs?\b/.test(call.filter)) {
      texts.push({ name: null, text: yield* run.readText(run.stdin) });
    }
    return { texts, isMissing };
  }
  for (const file of call.files) {
    const stream = run.open(file);
    if ('problem' in stream) {
      yield* run.printError(`jq: error: Could not open file ${file}: ${stream.problem}\n`);
      isMissing = true;
      continue;
    }
    texts.push({ name: file, text: yield* run.readText(stream) });
    stream.close();
  }
  return { texts, isMissing };
}

class Runner {
  readonly #run: Invocation;
  readonly #call: JqCall;
  readonly #inputs: Inputs;
  #notes = '';
  #status = 0;
  #last: Json | undefined;

  constructor(run: Invocation, call: JqCall, inputs: Inputs) {
    this.#run = run;
    this.#call = call;
    this.#inputs = inputs;
  }

  /** What runs where filters are not defined in jq. */
  readonly around = {
    input: (): Json | undefined => this.#inputs.next(),
    line: (): number => this.#inputs.line,
    fileName: (): string | null => this.#inputs.fileName,
    now: (): number => this.#run.box.timeMs / 1_000,
    debug: (value: Json): void => {
      this.#notes += `["DEBUG:",${jsonText(value)}]\n`;
    },
  };

  *all(filter: Filter, scope: Scope): Task<number> {
    let isFirst = true;
    for (;;) {
      let input: Json | undefined = isFirst && this.#call.isNull ? null : undefined;
      if (!this.#call.isNull) {
        try {
          input = this.#inputs.next();
        } catch (error) {
          if (!(error instanceof JsonProblem)) throw error;
          yield* this.#run.printError(`parse error: ${error.message}\n`);
          // The manual says 2; Debian's jq 1.6 ends with 4.
          return 4;
        }
      }
      isFirst = false;
      if (input === undefined) return this.#ending();
      const halted = yield* this.#one(filter, scope, input);
      if (halted !== null) return halted;
    }
  }

  #ending(): number {
    if (this.#status !== 0 || !this.#call.isStatus) return this.#status;
    if (this.#last === undefined) return 4;
    return isTrue(this.#last) ? 0 : 1;
  }

  *#one(filter: Filter, scope: Scope, input: Json): Task<number | null> {
    let count = 0;
    try {
      for (const { value } of runFilter(filter, scope, { value: input, path: null })) {
        this.#last = value;
        yield* this.#tell();
        yield* this.#run.print(this.#text(value));
        if (++count % TURN === 0) yield* this.#run.sleep(1_000);
      }
      this.#status = 0;
    } catch (error) {
      yield* this.#tell();
      if (error instanceof Halt) return yield* this.#halt(error);
      if (error instanceof RangeError) {
        yield* this.#run.printError('jq: error: the filter calls itself without end\n');
        return 5;
      }
      if (error instanceof JsonProblem) {
        yield* this.#run.printError(`parse error: ${error.message}\n`);
        return 2;
      }
      if (error instanceof Break) {
        yield* this.#run.printError(`jq: error (at ${this.#inputs.place}): break\n`);
      } else if (error instanceof JqError) {
        // `error(null)` ends a filter and says nothing.
        if (error.value === null) return null;
        yield* this.#run.printError(errorWords(error, this.#inputs.place));
      } else throw error;
      this.#status = 5;
    }
    yield* this.#tell();
    return null;
  }

  *#tell(): Task {
    const notes = this.#notes;
    this.#notes = '';
    yield* this.#run.printError(notes);
  }

  *#halt({ status, value }: Halt): Task<number> {
    if (value !== undefined && value !== null) {
      yield* this.#run.printError(typeof value === 'string' ? value : `${jsonText(value)}\n`);
    }
    return status;
  }

  #text(value: Json): string {
    const { isPlain, isJoined, text } = this.#call;
    const written = isPlain && typeof value === 'string' ? plainText(value) : jsonText(value, text);
    return isJoined ? written : `${written}\n`;
  }
}

function* jq(run: Invocation): Task<number> {
  let call: JqCall;
  try {
    call = parseJqArgs(run.args, (path) => run.files.readText(run.resolve(path)));
  } catch (error) {
    if (!(error instanceof JqUsage)) throw error;
    yield* run.printError(error.message);
    return 2;
  }
  if (call.isHelp) {
    yield* run.print(`jq - commandline JSON processor [version 1.6]\n\n${JQ_USAGE}`);
    return 0;
  }
  if (call.isVersion) {
    yield* run.print('jq-1.6\n');
    return 0;
  }
  const { texts, isMissing } = yield* readTexts(run, call);
  const runner = new Runner(run, call, new Inputs(call, texts));
  const own = natives(runner.around);
  const definitions = prelude();
  const names = new Set([...own.keys(), ...definitions.keys(), '$ENV']);
  const environment = new Map<string, Json>(run.environment);
  let inner: Scope = { kind: 'root', natives: own, definitions, environment };
  for (const [name, value] of call.variables) inner = bindValue(`$${name}`, value, inner);
  let filter: Filter;
  try {
    filter = compile(call, names);
  } catch (error) {
    if (!(error instanceof CompileProblem)) throw error;
    yield* run.printError(compileWords(error));
    return 3;
  }
  const status = yield* runner.all(filter, inner);
  return isMissing && status === 0 ? 2 : status;
}

export const jqCommands = [
  define('jq', {
    summary: 'filter JSON',
    usage: 'jq [-r] [-c] [-s] [-n] [-e] [-S] [-R] [--arg NAME VALUE] FILTER [FILE...]',
    program: jq,
  }),
];

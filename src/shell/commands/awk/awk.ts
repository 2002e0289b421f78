// awk, as Debian's mawk 1.3.4: programs for lines and their fields. Simplified: no getline; the order of `for (key in array)`
// is that in which keys were made.

import { describeError, errorCode } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { FileStream } from '../../io/file-stream.ts';
import { BytesStream } from '../../io/stream.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { PatternError } from '../text/posix-regexp.ts';
import { AwkError, AwkInterpreter, AwkSignal, type Effect } from './awk-interpreter.ts';
import { unescapeAwk } from './awk-lexer.ts';
import { parseAwk } from './awk-parser.ts';
import { RecordReader } from './awk-records.ts';
import { AwkSyntaxError, type Program } from './awk-syntax.ts';

const USAGE = 'Usage: mawk [Options] [Program] [file ...]\n';
const FAILED = 2;

interface Arguments {
  readonly separator: string | null;
  readonly variables: readonly (readonly [string, string])[];
  readonly program: string;
  readonly operands: readonly string[];
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

/** Takes the arguments; null where there is no program, otherwise what is wrong with them. */
function readArguments(run: Invocation): Arguments | string | null {
  const rest = [...run.args];
  let separator: string | null = null;
  const variables: [string, string][] = [];
  const texts: string[] = [];
  while (/^-./.test(rest[0] ?? '')) {
    const option = rest.shift() as string;
    if (option === '--') break;
    const letter = option[1] as string;
    if (!'Fvf'.includes(letter)) return `not an option: ${option}`;
    const value = option.slice(2) || (rest.shift() ?? '');
    if (letter === 'F') separator = value === 't' ? '\t' : unescapeAwk(value);
    else if (letter === 'f') texts.push(run.files.readText(run.resolve(value)));
    else {
      const [, name, text = ''] = ASSIGNMENT.exec(value) ?? [];
      if (name === undefined) return `improper assignment: -v ${value}`;
      variables.push([name, unescapeAwk(text)]);
    }
  }
  const program = texts.length > 0 ? texts.join('\n') : rest.shift();
  return program === undefined ? null : { separator, variables, program, operands: rest };
}

/** Files and pipes that a program writes to. */
class Outputs {
  readonly #run: Invocation;
  readonly #files = new Map<string, FileStream>();
  readonly #pipes = new Map<string, string>();

  constructor(run: Invocation) {
    this.#run = run;
  }

  *carryOut(effects: readonly Effect[]): Task {
    const run = this.#run;
    let text = '';
    for (const effect of effects) {
      if (effect.kind === 'text' && (effect.how === '' || effect.to === '/dev/stdout')) {
        text += effect.text;
        continue;
      }
      yield* run.print(text);
      text = '';
      if (effect.kind === 'close') yield* this.#close(effect.to);
      else if (effect.kind === 'system') yield* run.run(['bash', '-c', effect.command]);
      else if (effect.to === '/dev/stderr') yield* run.printError(effect.text);
      else if (effect.how === '|') {
        this.#pipes.set(effect.to, (this.#pipes.get(effect.to) ?? '') + effect.text);
      } else yield* this.#file(effect.to, effect.how === '>>').write(run.encode(effect.text));
    }
    yield* run.print(text);
  }

  #file(path: string, isAppending: boolean): FileStream {
    let stream = this.#files.get(path);
    if (!stream) {
      const { files, box } = this.#run;
      const access = isAppending ? 'append' : 'write';
      stream = new FileStream({ files, path: this.#run.resolve(path), access, codec: box.codec });
      this.#files.set(path, stream);
    }
    return stream;
  }

  *#close(name: string): Task {
    this.#files.get(name)?.close();
    this.#files.delete(name);
    const text = this.#pipes.get(name);
    this.#pipes.delete(name);
    if (text === undefined) return;
    const stdin = new BytesStream(this.#run.encode(text));
    yield* this.#run.run(['bash', '-c', name], { stdin });
  }

  *closeAll(): Task {
    for (const name of [...this.#files.keys(), ...this.#pipes.keys()]) yield* this.#close(name);
  }
}

class AwkRun {
  readonly #run: Invocation;
  readonly #interpreter: AwkInterpreter;
  readonly #outputs: Outputs;
  #number = 0;

  constructor(run: Invocation, program: Program, { separator, variables }: Arguments) {
    this.#run = run;
    this.#outputs = new Outputs(run);
    const source = run.kernel.random.fork(`awk ${run.process.pid}`);
    this.#interpreter = new AwkInterpreter(program, {
      timeMs: () => run.box.timeMs,
      random: { next: () => source.next(), seed: 0 },
    });
    const { scope } = this.#interpreter;
    if (separator !== null) scope.set('FS', separator);
    for (const [name, value] of variables) scope.setInput(name, value);
    const environment = scope.array('ENVIRON');
    for (const [name, value] of run.environment) environment.set(name, value);
  }

  /** Answers the status. */
  *all(operands: readonly string[]): Task<number> {
    const { scope } = this.#interpreter;
    const list = scope.array('ARGV');
    for (const [index, word] of ['awk', ...operands].entries()) list.set(String(index), word);
    scope.set('ARGC', operands.length + 1);
    let status = 0;
    if ((yield* this.#special('begin')) && this.#interpreter.readsRecords) {
      status = yield* this.#files(operands);
    }
    yield* this.#special('end');
    yield* this.#outputs.closeAll();
    return this.#interpreter.status || status;
  }

  *#flush(): Task {
    yield* this.#outputs.carryOut(this.#interpreter.takeEffects());
  }

  /** BEGIN or END; false where it said exit. */
  *#special(kind: 'begin' | 'end'): Task<boolean> {
    let goesOn = true;
    try {
      this.#interpreter.runSpecial(kind);
    } catch (error) {
      if (!(error instanceof AwkSignal) || error.signal !== 'exit') throw error;
      goesOn = false;
    } finally {
      yield* this.#flush();
    }
    return goesOn;
  }

  *#files(operands: readonly string[]): Task<number> {
    const run = this.#run;
    const { scope } = this.#interpreter;
    let hasRead = false;
    let status = 0;
    for (const operand of operands) {
      const [, name, value = ''] = ASSIGNMENT.exec(operand) ?? [];
      if (name !== undefined) {
        scope.setInput(name, unescapeAwk(value));
        continue;
      }
      hasRead = true;
      const stream = run.open(operand);
      if ('problem' in stream) {
        yield* run.fail(`cannot open ${operand} (${stream.problem})`);
        status = FAILED;
        continue;
      }
      scope.set('FILENAME', operand);
      try {
        if (!(yield* this.#records(stream))) return status;
      } finally {
        stream.close();
      }
    }
    if (!hasRead) yield* this.#records(run.stdin);
    return status;
  }

  /** A mistake with the place it happened at. */
  #located(problem: string): string {
    const { scope } = this.#interpreter;
    const [file, record, all] = ['FILENAME', 'FNR', 'NR'].map((name) => scope.textOf(name));
    return `${problem}\n\tFILENAME="${file}" FNR=${record} NR=${all}`;
  }

  /** All records of a stream; false where the program said exit. */
  *#records(stream: Invocation['stdin']): Task<boolean> {
    const { scope, regexps } = this.#interpreter;
    const reader = new RecordReader(stream, this.#run.box.codec, regexps);
    for (let number = 1; ; number++) {
      const record = yield* reader.next(scope.textOf('RS'));
      if (record === null) return true;
      scope.set('NR', ++this.#number);
      scope.set('FNR', number);
      scope.fields.setRecord(record);
      try {
        this.#interpreter.runRecord();
      } catch (error) {
        if (error instanceof AwkError) throw new AwkError(this.#located(error.message));
        if (!(error instanceof AwkSignal)) throw error;
        if (error.signal === 'exit') return false;
        if (error.signal === 'nextfile') return true;
      } finally {
        yield* this.#flush();
      }
    }
  }
}

/** What goes wrong, in mawk's words; null for a mistake of ours. */
function problemText(error: unknown): string | null {
  if (error instanceof AwkSyntaxError) return `line ${error.line}: ${error.message}`;
  if (error instanceof AwkError) return `run time error: ${error.message}`;
  if (error instanceof PatternError) return `regular expression compile failed (${error.message})`;
  return errorCode(error) === null ? null : describeError(error);
}

function* awk(run: Invocation): Task<number> {
  if (run.args[0] === '--version' || run.args.join(' ') === '-W version') {
    yield* run.print('mawk 1.3.4 20200120\n');
    return 0;
  }
  try {
    const read = readArguments(run);
    if (read === null) {
      yield* run.printError(USAGE);
      return FAILED;
    }
    if (typeof read === 'string') return yield* run.fail(read, FAILED);
    return yield* new AwkRun(run, parseAwk(read.program), read).all(read.operands);
  } catch (error) {
    const problem = problemText(error);
    if (problem === null) throw error;
    return yield* run.fail(problem, FAILED);
  }
}

export const awkCommands = ['awk', 'mawk'].map((name) =>
  define(name, {
    summary: 'work on lines and their fields',
    usage: "awk [-F SEPARATOR] [-v NAME=VALUE] 'PATTERN { ACTION }' [FILE]...",
    program: awk,
    hasOwnHelp: true,
  }),
);

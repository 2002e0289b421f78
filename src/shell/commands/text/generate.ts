// seq, yes, echo, printf, true, false, xargs: commands that make text or commands.

import { echo as echoBuiltin } from '../../builtins/echo.ts';
import { formatPrintf } from '../../builtins/printf.ts';
import type { Invocation } from '../../invocation.ts';
import { BytesStream } from '../../io/stream.ts';
import type { Task } from '../../task.ts';
import { parseOptions, UsageError } from '../options.ts';
import { linesOf } from './inputs.ts';

export const echo = echoBuiltin;

export function* printf(run: Invocation): Task<number> {
  const [format, ...args] = run.args;
  if (format === undefined) throw new UsageError('missing operand');
  const { text, problems } = formatPrintf(format, args);
  yield* run.print(text);
  for (const problem of problems) yield* run.fail(problem);
  return problems.length > 0 ? 1 : 0;
}

export function* seq(run: Invocation): Task<number> {
  const args = [...run.args];
  let separator = '\n';
  let isPadded = false;
  for (let flag = args[0]; flag !== undefined && /^-[a-z]/.test(flag); flag = args[0]) {
    args.shift();
    if (flag === '-w') isPadded = true;
    else if (flag.startsWith('-s')) separator = flag.slice(2) || (args.shift() ?? '');
    else throw new UsageError(`invalid option -- '${flag[1]}'`);
  }
  if (args.length === 0) throw new UsageError('missing operand');
  if (args.length > 3) throw new UsageError(`extra operand ‘${args[3]}’`);
  for (const arg of args) {
    if (arg.trim() === '' || Number.isNaN(Number(arg))) {
      throw new UsageError(`invalid floating point argument: ‘${arg}’`);
    }
  }
  const [first, step, last] =
    args.length === 1 ? ['1', '1', args[0]] : args.length === 2 ? [args[0], '1', args[1]] : args;
  const by = Number(step);
  if (by === 0) throw new UsageError(`invalid Zero increment value: ‘${step}’`);
  const places = Math.max(...[first, step].map((text) => (text?.split('.')[1] ?? '').length));
  const count = Math.floor((Number(last) - Number(first)) / by + 1e-9) + 1;
  const width = isPadded
    ? Math.max(Number(first).toFixed(places).length, Number(last).toFixed(places).length)
    : 0;
  let text = '';
  for (let at = 0; at < count; at++) {
    const value = (Number(first) + at * by).toFixed(places).padStart(width, '0');
    text += at === count - 1 ? `${value}\n` : value + separator;
    if (text.length < 8_192) continue;
    yield* run.print(text);
    text = '';
  }
  yield* run.print(text);
  return 0;
}

export function* yes(run: Invocation): Task<number> {
  const line = `${run.args.length > 0 ? run.args.join(' ') : 'y'}\n`;
  const block = line.repeat(Math.max(1, Math.floor(1_024 / line.length)));
  for (;;) {
    yield* run.print(block);
    yield* run.sleep(1_000);
  }
}

/** Cuts input into arguments: blanks separate, quotes and backslashes protect. */
function splitArguments(text: string): string[] {
  const pattern = /(?:"([^"]*)"|'([^']*)'|\\(.)|([^\s"'\\]))+/gs;
  return [...text.matchAll(pattern)].map(([whole]) =>
    whole.replace(
      /"([^"]*)"|'([^']*)'|\\(.)/gs,
      (_all, a?: string, b?: string, c?: string) => a ?? b ?? c ?? '',
    ),
  );
}

export function* xargs(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: '0rtn:I:P:d:L:',
    long: {
      null: '0',
      'no-run-if-empty': 'r',
      verbose: 't',
      'max-args': 'n',
      replace: 'I',
      'max-procs': 'P',
      delimiter: 'd',
    },
    stopsAtOperand: true,
  });
  const command = options.operands.length > 0 ? options.operands : ['echo'];
  const text = yield* run.readText(run.stdin);
  const replaced = options.value('I');
  const delimiter = options.has('0') ? '\0' : options.value('d')?.replace('\\n', '\n');
  let items: string[];
  if (delimiter !== undefined) items = text.split(delimiter).filter((item) => item !== '');
  else if (replaced !== undefined)
    items = linesOf(text)
      .map((line) => line.trim())
      .filter(Boolean);
  else items = splitArguments(text);
  const each = options.count('n', (value) => `invalid number "${value}" for -n option`);
  const size = replaced === undefined ? (each ?? (options.has('L') ? 1 : 5_000)) : 1;
  if (items.length === 0 && (options.has('r') || replaced !== undefined)) return 0;
  let status = 0;
  const stdin = new BytesStream(new Uint8Array(0));
  for (let at = 0; at === 0 || at < items.length; at += size) {
    const some = items.slice(at, at + size);
    const argv =
      replaced === undefined
        ? [...command, ...some]
        : command.map((word) => word.replaceAll(replaced, some[0] ?? ''));
    if (options.has('t')) yield* run.printError(`${argv.join(' ')}\n`);
    const child = run.spawn(argv, { stdin });
    if (!child) {
      yield* run.fail(`${argv[0]}: No such file or directory`);
      return 127;
    }
    yield* child.wait();
    if (child.status === 255) {
      yield* run.fail(`${argv[0]}: exited with status 255; aborting`);
      return 124;
    }
    if (child.status !== 0) status = 123;
  }
  return status;
}

// biome-ignore lint/correctness/useYield: nothing to wait for
export function* constant(run: Invocation): Task<number> {
  return run.name === 'false' ? 1 : 0;
}

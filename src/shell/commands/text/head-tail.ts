// head and tail; `tail -f` prints what is added to a file until it is ended.

import type { Invocation } from '../../invocation.ts';
import type { Stream } from '../../io/stream.ts';
import type { Task } from '../../task.ts';
import { type Options, parseOptions, UsageError } from '../options.ts';
import { eachInput, linesOf, textOf } from './inputs.ts';

/** `-5` as well as `-n 5`. */
const withOldForm = (args: readonly string[]): string[] =>
  args.flatMap((arg, index) =>
    /^-\d+$/.test(arg) && args[index - 1] !== '-n' ? ['-n', arg.slice(1)] : [arg],
  );

function amount(options: Options, letter: 'n' | 'c'): { sign: string; count: number } | null {
  const text = options.value(letter);
  if (text === undefined) return null;
  const match = /^([-+]?)(\d+)([kKM]?)$/.exec(text);
  if (!match) {
    const what = letter === 'n' ? 'lines' : 'bytes';
    throw new UsageError(`invalid number of ${what}: ‘${text}’`, { hasHint: false });
  }
  const factor = { k: 1024, K: 1024, M: 1 << 20 }[match[3] ?? ''] ?? 1;
  return { sign: match[1] ?? '', count: Number(match[2]) * factor };
}

const titled = (options: Options, names: readonly string[]): boolean =>
  !options.has('q') && (names.length > 1 || options.has('v'));

const SPEC = {
  short: 'n:c:qvfFs:',
  long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v', follow: 'f', retry: 'F' },
};

export function* head(run: Invocation): Task<number> {
  const options = parseOptions(withOldForm(run.args), SPEC);
  const bytes = amount(options, 'c');
  const { sign, count } = amount(options, 'n') ?? { sign: '', count: 10 };
  const names = options.operands;
  let isFirst = true;
  return yield* eachInput(
    run,
    names,
    function* (stream, name) {
      if (titled(options, names)) {
        yield* run.print(
          `${isFirst ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`,
        );
      }
      isFirst = false;
      if (bytes || sign === '-') {
        const all = yield* run.readAll(stream);
        if (bytes)
          yield* run.stdout.write(all.subarray(0, bytes.sign === '-' ? -bytes.count : bytes.count));
        else yield* run.print(textOf(linesOf(run.decode(all)).slice(0, -count || undefined)));
        return;
      }
      yield* firstLines(run, stream, count);
    },
    (name, words) => `cannot open '${name}' for reading: ${words}`,
  );
}

function* firstLines(run: Invocation, stream: Stream, count: number): Task {
  const lines = run.lines(stream);
  for (let left = count; left > 0; left--) {
    const line = yield* lines.next();
    if (!line) return;
    yield* run.print(line.isComplete ? `${line.text}\n` : line.text);
  }
}

/** The part of a content that `tail` begins with. */
function lastPart(run: Invocation, content: Uint8Array, options: Options): Uint8Array {
  const bytes = amount(options, 'c');
  if (bytes)
    return content.subarray(bytes.sign === '+' ? bytes.count - 1 : -bytes.count || content.length);
  const { sign, count } = amount(options, 'n') ?? { sign: '', count: 10 };
  const text = run.decode(content);
  const lines = text.split(/(?<=\n)/);
  if (text === '') lines.pop();
  const from = sign === '+' ? Math.max(0, count - 1) : Math.max(0, lines.length - count);
  return run.encode(lines.slice(from).join(''));
}

export function* tail(run: Invocation): Task<number> {
  const options = parseOptions(withOldForm(run.args), SPEC);
  const names = options.operands;
  const follows = options.has('f') || options.has('F');
  const withTitles = titled(options, names);
  let shown: string | null = null;
  const title = function* (name: string): Task {
    if (withTitles && shown !== name) {
      yield* run.print(
        `${shown === null ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`,
      );
    }
    shown = name;
  };
  const followed: Followed[] = [];
  const status = yield* eachInput(
    run,
    names,
    function* (stream, name) {
      const content = yield* run.readAll(stream);
      yield* title(name);
      yield* run.stdout.write(lastPart(run, content, options));
      if (name !== '-') followed.push({ name, path: run.resolve(name), bytes: content.length });
    },
    (name, words) => `cannot open '${name}' for reading: ${words}`,
  );
  if (!follows) return status;
  if (options.has('F')) {
    for (const name of names) {
      const path = run.resolve(name);
      if (!followed.some((file) => file.path === path)) followed.push({ name, path, bytes: 0 });
    }
  }
  if (followed.length === 0) {
    if (status !== 0) yield* run.fail('no files remaining');
    return status;
  }
  return yield* follow(run, followed, title);
}

interface Followed {
  readonly name: string;
  readonly path: string;
  bytes: number;
}

/** Prints what is added, for ever. */
function* follow(
  run: Invocation,
  files: readonly Followed[],
  title: (name: string) => Task,
): Task<number> {
  run.follow();
  for (;;) {
    for (const file of files) yield* added(run, file, title);
    yield* change(run, files);
  }
}

function* added(run: Invocation, file: Followed, title: (name: string) => Task): Task {
  const node = run.files.find(file.path);
  if (node?.kind !== 'file') {
    file.bytes = 0;
    return;
  }
  const content = run.files.bytesOf(node);
  if (content.length < file.bytes) {
    yield* run.printError(`tail: ${file.name}: file truncated\n`);
    file.bytes = 0;
  }
  if (content.length === file.bytes) return;
  const fresh = content.slice(file.bytes);
  file.bytes = content.length;
  yield* title(file.name);
  yield* run.stdout.write(fresh);
}

/** Waits until one of the files changes; a little later, as what reads a log does. */
function* change(run: Invocation, files: readonly Followed[]): Task {
  const isNew = files.some(({ path, bytes }) => {
    const node = run.files.find(path);
    return node?.kind === 'file' && run.files.bytesOf(node).length !== bytes;
  });
  if (isNew) return;
  yield (resume) =>
    run.files.onChange((path) => {
      if (files.some((file) => file.path === path)) run.kernel.after(1_000, resume);
    });
}

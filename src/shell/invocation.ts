// One run of a command: its arguments, its surroundings, its three streams, and what commands do often with
// them.

import type { FileSystem, Kernel } from '#sim';
import type { Box } from './box.ts';
import { findCommand } from './commands/command.ts';
import { describeError } from './errors.ts';
import { FileStream } from './io/file-stream.ts';
import { LineReader } from './io/line-reader.ts';
import type { Stream } from './io/stream.ts';
import { joinChunks } from './io/utf8.ts';
import { resolvePath } from './paths.ts';
import type { ShellProcess } from './process.ts';
import type { Task } from './task.ts';
import type { Session } from './terminal/session.ts';

export interface InvocationOptions {
  readonly box: Box;
  readonly process: ShellProcess;
  readonly session: Session | null;
  readonly name: string;
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/** What differs in a command that another one runs. */
export type RunChanges = Partial<
  Pick<InvocationOptions, 'stdin' | 'stdout' | 'stderr' | 'environment' | 'cwd'>
>;

/** Processor time of starting a program. */
export const START_US = 1_000;

export class Invocation {
  readonly box: Box;
  readonly process: ShellProcess;
  readonly session: Session | null;
  readonly name: string;
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly stderr: Stream;

  constructor(options: InvocationOptions) {
    this.box = options.box;
    this.process = options.process;
    this.session = options.session;
    this.name = options.name;
    this.args = options.args;
    this.environment = options.environment;
    this.cwd = options.cwd;
    this.stdin = options.stdin;
    this.stdout = options.stdout;
    this.stderr = options.stderr;
  }

  get files(): FileSystem {
    return this.box.files;
  }

  get kernel(): Kernel {
    return this.box.kernel;
  }

  /** A path as the command means it, made absolute. */
  resolve(path: string): string {
    return resolvePath(this.cwd, path);
  }

  encode(text: string): Uint8Array {
    return this.box.codec.encodeUtf8(text);
  }

  decode(bytes: Uint8Array): string {
    return this.box.codec.decodeUtf8(bytes);
  }

  *print(text: string): Task {
    if (text !== '') yield* this.stdout.write(this.encode(text));
  }

  *printError(text: string): Task {
    if (text !== '') yield* this.stderr.write(this.encode(text));
  }

  /** `name: text` on standard error. Answers the status, 1 where none is given. */
  *fail(text: string, status = 1): Task<number> {
    yield* this.printError(`${this.name}: ${text}\n`);
    return status;
  }

  /** A remark of the simulator's own, set apart from what the program prints. */
  note(text: string): void {
    this.session?.note(text);
  }

  sleep(durationUs: number): Task {
    return this.box.sleep(durationUs);
  }

  /** From here on the command waits only for news: the reader gets the word. */
  follow(): void {
    this.session?.settle();
  }

  /** Opens a file to read, or answers why it cannot. */
  open(path: string): Stream | { readonly problem: string } {
    if (path === '-') return this.stdin.hold();
    try {
      const { files, box } = this;
      return new FileStream({ files, path: this.resolve(path), access: 'read', codec: box.codec });
    } catch (error) {
      return { problem: describeError(error) };
    }
  }

  *readAll(stream: Stream): Task<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = yield* stream.read();
      if (!chunk) return joinChunks(chunks);
      chunks.push(chunk);
    }
  }

  *readText(stream: Stream): Task<string> {
    return this.decode(yield* this.readAll(stream));
  }

  lines(stream: Stream): LineReader {
    return new LineReader(stream, this.box.codec);
  }

  /** Runs another command and waits for it. */
  *run(argv: readonly string[], changes: RunChanges = {}): Task<number> {
    const child = this.spawn(argv, changes);
    if (!child) {
      yield* this.fail(`${argv[0]}: command not found`);
      return 127;
    }
    yield* child.wait();
    return child.status ?? 0;
  }

  /** Starts another command in the same job; null where there is none of that name. */
  spawn(argv: readonly string[], changes: RunChanges = {}): ShellProcess | null {
    const [path = '', ...args] = argv;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const spec = findCommand(this.box, name);
    if (!spec) return null;
    const options = { ...this, ...changes, name, args };
    const streams = [options.stdin.hold(), options.stdout.hold(), options.stderr.hold()];
    const { box } = this;
    return box.spawn({
      title: argv.join(' '),
      parentPid: this.process.pid,
      group: this.process.group,
      terminal: this.process.terminal,
      task: function* (process) {
        try {
          yield* box.sleep(START_US);
          return yield* spec.program(new Invocation({ ...options, process }));
        } finally {
          for (const stream of streams) stream.close();
        }
      },
    });
  }
}

// One terminal of a world: its device, its shell, its history, what runs in its foreground.

import type { Kernel, TerminalSignal } from '#sim';
import type { Box } from '../box.ts';
import { LineReader } from '../io/line-reader.ts';
import { Interrupted } from '../language/control.ts';
import type { Shell } from '../language/interpreter.ts';
import type { ProcessGroup, ShellProcess } from '../process.ts';
import type { Task } from '../task.ts';
import { interact, loginState } from './login.ts';
import { type OutputStream, Tty, TtyStream } from './tty.ts';

const HISTORY_LINES = 1_000;

export class Session {
  readonly name: string;
  readonly tty: Tty;
  /** What Ctrl-C ends. */
  foreground: ProcessGroup | null = null;
  readonly #kernel: Kernel;
  readonly #box: Box;
  readonly #stdin: TtyStream;
  readonly #lines: LineReader;
  #shell: Shell | null = null;
  #process: ShellProcess | null = null;
  #history: string[] = [];
  #settled: (() => void) | null = null;
  #waiting: { stream: OutputStream; text: string }[] = [];
  #isFlushScheduled = false;

  constructor(name: string, box: Box) {
    this.name = name;
    this.#box = box;
    this.#kernel = box.kernel;
    this.tty = new Tty({
      codec: box.codec,
      printed: (stream, text) => this.#printed(stream, text),
      settled: () => this.settle(),
    });
    this.#stdin = new TtyStream(this.tty, 'stdout');
    this.#lines = new LineReader(this.#stdin, box.codec);
  }

  /** The shell that has the terminal now: of several, the innermost. */
  get shell(): Shell | null {
    return this.#shell;
  }

  /** Where it was opened. */
  get hostName(): string {
    return this.#box.name;
  }

  get history(): readonly string[] {
    return this.#history;
  }

  get isOpen(): boolean {
    return this.#process !== null && this.#process.status === null;
  }

  clearHistory(): void {
    this.#history = [];
  }

  /** Starts the login shell. */
  start(settled: () => void): void {
    this.#settled = settled;
    const descriptors = new Map([
      [0, this.#stdin.hold()],
      [1, new TtyStream(this.tty, 'stdout')],
      [2, new TtyStream(this.tty, 'stderr')],
    ]);
    const box = this.#box;
    const process = box.spawn({
      title: '-bash',
      parentPid: 1,
      terminal: 'pts/0',
      task: (own) =>
        interact({ box, process: own, session: this, state: loginState(box), descriptors }),
    });
    this.#process = process;
    if (process.status !== null) this.#ended(process);
    else process.onChange(() => this.#ended(process));
  }

  #ended(process: ShellProcess): void {
    if (process.status === null) return;
    this.#flush();
    const { status } = process;
    this.#kernel.trace.record({ kind: 'terminal-closed', session: this.name, status });
    this.settle();
  }

  type(line: string, settled: () => void): void {
    this.#settled = settled;
    this.tty.renew();
    this.tty.type(line);
  }

  signal(signal: TerminalSignal, settled: () => void): void {
    this.#settled = settled;
    this.tty.renew();
    if (signal === 'EOF') {
      this.tty.end();
      return;
    }
    this.#printed('stdout', { SIGINT: '^C', SIGTSTP: '^Z', SIGQUIT: '^\\' }[signal]);
    this.tty.discard();
    const { foreground } = this;
    if (foreground) {
      if (signal === 'SIGINT') this.#printed('stdout', '\n');
      foreground.signal(signal);
    } else {
      this.#printed('stdout', '\n');
      if (signal === 'SIGINT') this.#shell?.process.throw(new Interrupted());
      else this.settle();
    }
  }

  /** The session waits for the reader: whoever runs the world may stop. */
  settle(): void {
    this.#flush();
    const settled = this.#settled;
    this.#settled = null;
    settled?.();
  }

  /** An interactive shell takes the terminal; answers what had it before. */
  enter(shell: Shell): { shell: Shell | null; foreground: ProcessGroup | null } {
    const outer = { shell: this.#shell, foreground: this.foreground };
    this.#shell = shell;
    this.foreground = null;
    return outer;
  }

  leave(outer: { shell: Shell | null; foreground: ProcessGroup | null }): void {
    this.#shell = outer.shell;
    this.foreground = outer.foreground;
  }

  *readLine(): Task<string | null> {
    const line = yield* this.#lines.next();
    return line ? line.text : null;
  }

  /** Says that a line is waited for. */
  prompt({ box, state }: Shell, text: string): void {
    this.#flush();
    this.#kernel.trace.record({
      kind: 'terminal-prompt',
      session: this.name,
      host: box.name,
      directory: state.cwd,
      text,
      status: state.status,
    });
  }

  remember(text: string): void {
    if (text.trim() !== '') this.#history.push(text);
    if (this.#history.length > HISTORY_LINES) this.#history.shift();
  }

  /** `!!`, `!$` and `!17`. Simplified: no other designators. */
  expandHistory(line: string): string {
    const last = this.#history.at(-1);
    if (last === undefined || !/!(?:!|\$|\d)/.test(line)) return line;
    const expanded = line.replace(/(?<!\\)!(!|\$|\d+)/g, (whole, what: string) => {
      if (what === '!') return last;
      if (what === '$') return last.trim().split(/\s+/).at(-1) ?? '';
      return this.#history[Number(what) - 1] ?? whole;
    });
    if (expanded !== line) this.#printed('stdout', `${expanded}\n`);
    return expanded;
  }

  /** A remark of the simulator's own. */
  note(text: string): void {
    this.#flush();
    this.#kernel.trace.record({
      kind: 'terminal-output',
      session: this.name,
      stream: 'note',
      text: `${text}\n`,
    });
  }

  #printed(stream: OutputStream, text: string): void {
    if (text === '') return;
    const last = this.#waiting.at(-1);
    if (last?.stream === stream) last.text += text;
    else this.#waiting.push({ stream, text });
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    this.#kernel.after(0, () => {
      this.#isFlushScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    for (const { stream, text } of this.#waiting.splice(0)) {
      this.#kernel.trace.record({ kind: 'terminal-output', session: this.name, stream, text });
    }
  }
}

// Carries out scripts: lists, pipelines, compound commands, functions (bash(1), "SHELL GRAMMAR"). Programs
// and parts of pipelines run in processes of their own; built-in commands in the shell itself.

import type { Box } from '../box.ts';
import type { Builtin } from '../builtins/builtin.ts';
import { BUILTINS } from '../builtins/builtins.ts';
import { Invocation } from '../invocation.ts';
import type { LineReader } from '../io/line-reader.ts';
import { createPipe } from '../io/pipe.ts';
import { CollectStream, NullStream, type Stream } from '../io/stream.ts';
import { joinChunks } from '../io/utf8.ts';
import type { ProcessGroup, ShellProcess } from '../process.ts';
import { SIGNAL_WORDS } from '../signals.ts';
import type { Task } from '../task.ts';
import type { Session } from '../terminal/session.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { evaluateCondition } from './condition.ts';
import { FunctionReturn, Interrupted, LineDiscarded, LoopControl, ShellExit } from './control.ts';
import { Expander } from './expand.ts';
import { Jobs } from './jobs.ts';
import { scriptLines } from './parser.ts';
import { matches } from './pattern.ts';
import { applyRedirects, closeAll, type Descriptors, holdAll } from './redirections.ts';
import { runSimple } from './run-simple.ts';
import { ShellError, type ShellState } from './state.ts';
import {
  type AndOr,
  type Command,
  type ListItem,
  type Pipeline,
  type Script,
  SyntaxProblem,
} from './syntax.ts';

export interface ShellOptions {
  readonly box: Box;
  readonly process: ShellProcess;
  readonly session: Session | null;
  readonly state: ShellState;
  /** The shell's own; it closes them when it is done. */
  readonly descriptors: Descriptors;
}

/** After so many commands the shell has used processor time: others get their turn. */
const COMMANDS_PER_PAUSE = 32;
const PAUSE_US = 50_000;
/** A built-in command looks into the shell itself. */
const NO_VARIABLES: ReadonlyMap<string, string> = new Map();
/** Functions inside functions, and substitutions: more than this is a mistake. */
const DEEPEST = 200;

export class Shell {
  readonly box: Box;
  readonly process: ShellProcess;
  readonly session: Session | null;
  readonly state: ShellState;
  readonly expander: Expander;
  readonly jobs: Jobs;
  descriptors: Descriptors;
  /** The status of the last `$(…)` of the command at hand. */
  substitutionStatus = 0;
  /** Traps whose signal has come. */
  readonly pendingTraps: string[] = [];
  depth = 0;
  /** Scripts being sourced, loops being run: what `return` and `break` can leave. */
  sourceDepth = 0;
  loopDepth = 0;
  /** What `read` has taken from a stream beyond its line. */
  readonly lineReaders = new WeakMap<Stream, LineReader>();
  #unchecked = 0;
  #commands = 0;

  constructor(options: ShellOptions) {
    this.box = options.box;
    this.process = options.process;
    this.session = options.session;
    this.state = options.state;
    this.descriptors = options.descriptors;
    this.jobs = new Jobs();
    this.expander = new Expander({
      state: this.state,
      files: this.box.files,
      substitute: (script) => this.#substitute(script),
    });
  }

  /** A command the shell carries out itself. */
  findBuiltin(name: string): Builtin | undefined {
    return BUILTINS.get(name);
  }

  /** A descriptor's stream; one that is closed reads and writes nothing. */
  stream(descriptor: number): Stream {
    return this.descriptors.get(descriptor) ?? new NullStream();
  }

  /** The surroundings of a command that runs in the shell's own process. */
  invocation(name: string, args: readonly string[]): Invocation {
    return new Invocation({
      box: this.box,
      process: this.process,
      session: this.session,
      name,
      args,
      environment: NO_VARIABLES,
      cwd: this.state.cwd,
      stdin: this.stream(0),
      stdout: this.stream(1),
      stderr: this.stream(2),
    });
  }

  *complain(text: string): Task {
    const message = `${this.state.messagePrefix(this.state.line)}${text}\n`;
    yield* this.stream(2).write(this.box.codec.encodeUtf8(message));
  }

  /** Runs a script in this shell. */
  *run(script: Script): Task<number> {
    for (const item of script.items) {
      yield* this.#runItem(item);
      if (this.pendingTraps.length > 0) yield* this.#runTraps();
    }
    return this.state.status;
  }

  *#runTraps(): Task {
    for (const text of this.pendingTraps.splice(0)) {
      const { status } = this.state;
      yield* this.runText(text);
      this.state.status = status;
    }
  }

  /** Parses and runs a text: `eval`, traps, `source`, `bash -c`. */
  *runText(text: string): Task<number> {
    const next = scriptLines(text);
    this.state.status = 0;
    for (;;) {
      try {
        const script = next();
        if (!script) return this.state.status;
        yield* this.run(script);
      } catch (error) {
        if (error instanceof SyntaxProblem) {
          yield* this.reportSyntax(error);
          this.state.status = 2;
          return 2;
        }
        if (!(error instanceof LineDiscarded) || this.state.isInteractive) throw error;
        this.state.status = error.status;
      }
    }
  }

  /** Says what is wrong with a script, as bash does. */
  *reportSyntax({ message, line, shownLine }: SyntaxProblem): Task {
    const { state } = this;
    const prefix = state.syntaxPrefix(line);
    const shown = state.isInteractive || shownLine === null ? '' : `${prefix}\`${shownLine}'\n`;
    yield* this.stream(2).write(this.box.codec.encodeUtf8(`${prefix}${message}\n${shown}`));
  }

  *#runItem(item: ListItem): Task {
    if (item.isBackground) {
      yield* this.#runInBackground(item);
      return;
    }
    this.state.status = yield* this.#andOr(item.andOr);
  }

  *#andOr({ first, rest }: AndOr): Task<number> {
    let status = yield* this.#checked(first, rest.length > 0);
    for (const [index, { operator, pipeline }] of rest.entries()) {
      if ((status === 0) !== (operator === '&&')) continue;
      this.state.status = status;
      status = yield* this.#checked(pipeline, index < rest.length - 1);
    }
    return status;
  }

  /** Runs a pipeline; under `set -e` its failure ends the shell, unless it is a condition. */
  *#checked(pipeline: Pipeline, isCondition: boolean): Task<number> {
    const spared = isCondition || pipeline.isNegated;
    if (spared) this.#unchecked++;
    let status: number;
    try {
      status = yield* this.#pipeline(pipeline);
    } finally {
      if (spared) this.#unchecked--;
    }
    this.state.status = status;
    if (status !== 0 && !spared && this.#unchecked === 0) {
      const trap = this.state.traps.get('ERR');
      if (trap) yield* this.runText(trap);
      if (this.state.options.errexit) throw new ShellExit(status);
    }
    return status;
  }

  /** Runs a script whose failure means "no": under `set -e` it ends nothing. */
  *#condition(script: Script): Task<number> {
    this.#unchecked++;
    try {
      return yield* this.run(script);
    } finally {
      this.#unchecked--;
    }
  }

  *#pipeline(pipeline: Pipeline): Task<number> {
    const startedUs = this.box.kernel.nowUs;
    const { commands } = pipeline;
    const [only] = commands;
    let status = 0;
    if (commands.length === 1 && only) status = yield* this.command(only);
    else if (commands.length > 1) status = yield* this.#piped(commands);
    if (pipeline.isTimed) {
      const seconds = (this.box.kernel.nowUs - startedUs) / 1e6;
      const shown = `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s`;
      const text = `\nreal\t${shown}\nuser\t0m0.001s\nsys\t0m0.001s\n`;
      yield* this.stream(2).write(this.box.codec.encodeUtf8(text));
    }
    return pipeline.isNegated ? Number(status === 0) : status;
  }

  *#piped(commands: readonly Command[]): Task<number> {
    const members: ShellProcess[] = [];
    let input = this.stream(0).hold();
    let group: ProcessGroup | undefined = this.state.isInteractive ? undefined : this.process.group;
    for (const [index, command] of commands.entries()) {
      const pipe = index < commands.length - 1 ? createPipe() : null;
      const descriptors = holdAll(this.descriptors);
      descriptors.get(0)?.close();
      descriptors.set(0, input);
      if (pipe) {
        descriptors.get(1)?.close();
        descriptors.set(1, pipe.writer);
      }
      const title = 'words' in command ? (command.words ?? []).map((w) => w.source).join(' ') : '';
      const child = this.fork({
        descriptors,
        title: title || 'bash',
        body: (shell) => shell.command(command),
        ...(group && { group }),
      });
      group ??= child.group;
      members.push(child);
      if (pipe) input = pipe.reader;
    }
    const status = yield* this.waitFor(members, '');
    if (!this.state.options.pipefail) return status;
    return members.findLast((member) => (member.status ?? 0) !== 0)?.status ?? 0;
  }

  /** Starts a copy of this shell in a process of its own. */
  fork(options: {
    readonly descriptors: Descriptors;
    readonly title: string;
    readonly body: (shell: Shell) => Task<number>;
    readonly group?: ProcessGroup;
  }): ShellProcess {
    const { box, session } = this;
    const state = this.state.copy();
    state.traps.clear();
    const parent = this;
    return box.spawn({
      title: options.title,
      parentPid: this.process.pid,
      terminal: this.process.terminal,
      ...(options.group && { group: options.group }),
      task: function* (process) {
        const shell = new Shell({ box, session, state, process, descriptors: options.descriptors });
        shell.depth = parent.depth + 1;
        shell.#unchecked = parent.#unchecked;
        shell.loopDepth = parent.loopDepth;
        shell.sourceDepth = parent.sourceDepth;
        return yield* shell.runToEnd(options.body);
      },
    });
  }

  /** Runs something as the whole of this shell: its exit is the status, its descriptors are closed. */
  *runToEnd(body: (shell: Shell) => Task<number>): Task<number> {
    try {
      let status: number;
      try {
        status = yield* body(this);
      } catch (error) {
        if (
          error instanceof ShellExit ||
          error instanceof FunctionReturn ||
          error instanceof LineDiscarded
        ) {
          status = error.status;
        } else if (error instanceof LoopControl) status = 0;
        else if (error instanceof ShellError) {
          yield* this.complain(error.message);
          status = error.status;
        } else throw error;
      }
      this.state.status = status;
      const trap = this.state.traps.get('EXIT');
      this.state.traps.delete('EXIT');
      if (trap) yield* this.#exitTrap(trap);
      return status;
    } finally {
      closeAll(this.descriptors);
    }
  }

  *#exitTrap(text: string): Task {
    try {
      yield* this.runText(text);
    } catch (error) {
      if (!(error instanceof ShellExit)) throw error;
    }
  }

  /** Waits for a job in the foreground. An interactive shell gives it the terminal and takes it back. */
  *waitFor(members: readonly ShellProcess[], source: string): Task<number> {
    const last = members.at(-1);
    if (!last) return 0;
    const { session, state } = this;
    const ownsTerminal = state.isInteractive && session !== null;
    const before = session?.foreground ?? null;
    if (ownsTerminal) session.foreground = last.group;
    try {
      for (const member of members) yield* member.wait(ownsTerminal);
    } finally {
      if (ownsTerminal) session.foreground = before;
    }
    if (!ownsTerminal) return last.status ?? 0;
    if (last.group.isStopped) {
      const job = this.jobs.add({ group: last.group, members, source: source || last.title });
      yield* this.#printLine(`\n${this.jobs.describe(job, 'Stopped')}`);
      return 148;
    }
    if (last.endedBy === 'SIGINT') throw new Interrupted();
    const words = last.endedBy && SIGNAL_WORDS[last.endedBy];
    if (words) yield* this.#printLine(words);
    return last.status ?? 0;
  }

  *#printLine(text: string): Task {
    yield* this.stream(2).write(this.box.codec.encodeUtf8(`${text}\n`));
  }

  *#runInBackground(item: ListItem): Task {
    const descriptors = holdAll(this.descriptors);
    descriptors.get(0)?.close();
    descriptors.set(0, new NullStream());
    const child = this.fork({
      descriptors,
      title: item.source,
      body: (shell) => shell.#andOr(item.andOr),
      ...(!this.state.isInteractive && { group: this.process.group }),
    });
    this.state.lastBackground = child.pid;
    const job = this.jobs.add({ group: child.group, members: [child], source: item.source });
    if (this.state.isInteractive) yield* this.#printLine(`[${job.id}] ${child.pid}`);
    this.state.status = 0;
  }

  *#substitute(script: Script): Task<string> {
    if (script.items.length === 0) return '';
    if (this.depth > DEEPEST) throw new ShellError('maximum nesting level exceeded');
    const collected = new CollectStream();
    const descriptors = holdAll(this.descriptors);
    descriptors.get(1)?.close();
    descriptors.set(1, collected);
    const child = this.fork({
      descriptors,
      title: 'bash',
      group: this.process.group,
      body: (shell) => shell.run(script),
    });
    yield* child.wait();
    this.substitutionStatus = child.status ?? 0;
    this.state.status = this.substitutionStatus;
    if (child.endedBy === 'SIGINT' && this.state.isInteractive) throw new Interrupted();
    return this.box.codec.decodeUtf8(joinChunks(collected.parts)).replaceAll('\0', '');
  }

  /** Carries out one command with its redirections. */
  *command(command: Command): Task<number> {
    this.state.line = command.line;
    if (++this.#commands % COMMANDS_PER_PAUSE === 0) yield* this.box.sleep(PAUSE_US);
    if (this.pendingTraps.length > 0) yield* this.#runTraps();
    try {
      if (command.kind === 'simple') return yield* runSimple(this, command);
      if (command.redirects.length === 0) return yield* this.#compound(command);
      return yield* this.redirected(command.redirects, () => this.#compound(command));
    } catch (error) {
      // An error of expansion ends a script, and the line of an interactive shell.
      if (!(error instanceof ShellError)) throw error;
      yield* this.complain(error.message);
      const goesOn = this.state.isInteractive || error.isMinor;
      throw goesOn ? new LineDiscarded(error.status) : new ShellExit(error.status);
    }
  }

  /** Does something with other descriptors. */
  *redirected(redirects: Command['redirects'], body: () => Task<number>): Task<number> {
    if (redirects.length === 0) return yield* body();
    const before = this.descriptors;
    const changed = holdAll(before);
    const { box, state, expander } = this;
    try {
      yield* applyRedirects(redirects, changed, { box, state, expander });
    } catch (error) {
      closeAll(changed);
      if (!(error instanceof ShellError)) throw error;
      yield* this.complain(error.message);
      return 1;
    }
    this.descriptors = changed;
    try {
      return yield* body();
    } finally {
      this.descriptors = before;
      closeAll(changed);
    }
  }

  *#compound(command: Exclude<Command, { kind: 'simple' }>): Task<number> {
    switch (command.kind) {
      case 'group':
        return yield* this.run(command.body);
      case 'subshell': {
        const child = this.fork({
          descriptors: holdAll(this.descriptors),
          title: 'bash',
          body: (shell) => shell.run(command.body),
          ...(!this.state.isInteractive && { group: this.process.group }),
        });
        return yield* this.waitFor([child], '');
      }
      case 'if':
        return yield* this.#if(command);
      case 'while':
        return yield* this.#while(command);
      case 'for':
      case 'for-arithmetic':
        return yield* this.#for(command);
      case 'case':
        return yield* this.#case(command);
      case 'function':
        this.state.functions.set(command.name, command.body);
        return 0;
      case 'arithmetic': {
        const text = yield* this.expander.text(command.expression);
        yield* this.#traceLine(`(( ${text} ))`);
        const value = this.#arithmetic(text, '((: ');
        return value === 0n ? 1 : 0;
      }
      case 'condition': {
        const words = [];
        for (const word of command.words) {
          const pieces = yield* this.expander.pieces(word);
          words.push({ source: word.source, pieces, text: pieces.map((p) => p.text).join('') });
        }
        yield* this.#traceLine(`[[ ${words.map(({ text }) => text).join(' ')} ]]`);
        return evaluateCondition(words, this.conditionContext) ? 0 : 1;
      }
    }
  }

  /** `set -x` for what is no simple command. */
  *#traceLine(text: string): Task {
    if (!this.state.options.xtrace) return;
    const line = `${this.state.get('PS4') ?? '+ '}${text}\n`;
    yield* this.stream(2).write(this.box.codec.encodeUtf8(line));
  }

  #arithmetic(text: string, prefix: string): bigint {
    try {
      return evaluateArithmetic(text, this.expander.arithmeticScope);
    } catch (error) {
      if (error instanceof ShellError) throw new ShellError(`${prefix}${error.message}`, 1, true);
      throw error;
    }
  }

  get conditionContext(): Parameters<typeof evaluateCondition>[1] {
    return {
      files: this.box.files,
      state: this.state,
      isTerminal: (descriptor) => this.descriptors.get(descriptor)?.isTerminal ?? false,
    };
  }

  *#if(command: Extract<Command, { kind: 'if' }>): Task<number> {
    for (const { condition, body } of command.branches) {
      if ((yield* this.#condition(condition)) === 0) return yield* this.run(body);
    }
    if (!command.otherwise) return 0;
    return yield* this.run(command.otherwise);
  }

  *#while(command: Extract<Command, { kind: 'while' }>): Task<number> {
    let status = 0;
    while (((yield* this.#condition(command.condition)) === 0) !== command.isUntil) {
      const result = yield* this.#loopBody(command.body);
      status = this.state.status;
      if (result === 'break') break;
    }
    return status;
  }

  *#for(command: Extract<Command, { kind: 'for' | 'for-arithmetic' }>): Task<number> {
    this.state.status = 0;
    if (command.kind === 'for-arithmetic') return yield* this.#arithmeticFor(command);
    const values = command.words
      ? yield* this.expander.words(command.words)
      : this.state.positional;
    const shown = command.words?.map(({ source }) => source).join(' ') ?? '"$@"';
    for (const value of values) {
      yield* this.#traceLine(`for ${command.name} in ${shown}`);
      this.state.set(command.name, value);
      if ((yield* this.#loopBody(command.body)) === 'break') break;
    }
    return this.state.status;
  }

  *#arithmeticFor(command: Extract<Command, { kind: 'for-arithmetic' }>): Task<number> {
    const [first, condition, step] = command.parts;
    this.#arithmetic(yield* this.expander.text(first), '((: ');
    for (;;) {
      const text = yield* this.expander.text(condition);
      if (text.trim() !== '' && this.#arithmetic(text, '((: ') === 0n) break;
      if ((yield* this.#loopBody(command.body)) === 'break') break;
      this.#arithmetic(yield* this.expander.text(step), '((: ');
    }
    return this.state.status;
  }

  /** One turn of a loop. */
  *#loopBody(body: Script): Task<'break' | 'go on'> {
    this.loopDepth++;
    try {
      yield* this.run(body);
    } catch (error) {
      if (!(error instanceof LoopControl)) throw error;
      this.state.status = 0;
      if (--error.depth > 0) throw error;
      if (error.kind === 'break') return 'break';
    } finally {
      this.loopDepth--;
    }
    return 'go on';
  }

  *#case(command: Extract<Command, { kind: 'case' }>): Task<number> {
    const subject = yield* this.expander.text(command.subject);
    yield* this.#traceLine(`case ${command.subject.source} in`);
    let fallsThrough = false;
    let status = 0;
    for (const { patterns, body, end } of command.clauses) {
      let isMatch = fallsThrough;
      for (const pattern of patterns) {
        if (isMatch) break;
        isMatch = matches(yield* this.expander.pieces(pattern), subject);
      }
      if (!isMatch) continue;
      status = body.items.length > 0 ? yield* this.run(body) : 0;
      if (end === ';;') break;
      fallsThrough = end === ';&';
    }
    return status;
  }
}

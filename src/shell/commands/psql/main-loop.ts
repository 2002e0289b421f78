// Input to psql: lines of a person, of standard input, of a file (mainloop.c of PostgreSQL 15).

import { describeError } from '../../errors.ts';
import type { LineReader } from '../../io/line-reader.ts';
import type { Task } from '../../task.ts';
import { runMeta } from './meta-commands.ts';
import { Scanner } from './scanner.ts';
import type { PsqlSession } from './session.ts';

const GREETING = `You are using psql, the command-line interface to PostgreSQL.
Type:  \\copyright for distribution terms
       \\h for help with SQL commands
       \\? for help with psql commands
       \\g or terminate with semicolon to execute query
       \\q to quit
`;

/** `shop=>`, and what it becomes within a statement or a transaction. */
function promptOf({ connection }: PsqlSession, scanner: Scanner): string {
  if (!connection) return '!?> ';
  const { mark } = scanner;
  const transaction = mark === '=' ? ({ T: '*', E: '!' }[connection.status] ?? '') : '';
  const end = connection.parameters.get('is_superuser') === 'on' ? '#' : '>';
  return `${connection.target.database}${mark}${transaction}${end} `;
}

/** Why reading stops before its end. */
type Stop = 'quit' | 'error' | 'lost' | null;

export class MainLoop {
  readonly #session: PsqlSession;
  readonly #scanner: Scanner;

  constructor(session: PsqlSession) {
    this.#session = session;
    this.#scanner = new Scanner(session.variables);
  }

  /** Lines of a person at a terminal. */
  *interact(lines: LineReader): Task {
    const session = this.#session;
    for (;;) {
      yield* session.run.print(promptOf(session, this.#scanner));
      const line = yield* session.waiting(lines.next());
      if (line === null && !session.run.stdin.isTerminal) return;
      if (line === null) {
        // Ctrl-C gives up what was typed, Ctrl-D leaves.
        if (session.takeInterrupt()) {
          this.#scanner.reset();
          continue;
        }
        yield* session.run.print('\\q\n');
        return;
      }
      if (this.#scanner.pending === '' && /^\s*(?:quit|exit);?\s*$/.test(line.text)) return;
      if (this.#scanner.pending === '' && /^\s*help\s*$/.test(line.text)) {
        yield* session.run.print(GREETING);
        continue;
      }
      if ((yield* this.#take(`${line.text}\n`)) === 'quit') return;
    }
  }

  /** Lines of a script. Answers why it stopped; null at its end. */
  *read(lines: LineReader): Task<Stop> {
    const session = this.#session;
    for (let number = 1; ; number++) {
      const line = yield* lines.next();
      if (!line) break;
      if (session.source) session.source.line = number;
      if (session.options.echo === 'all') yield* session.run.print(`${line.text}\n`);
      const stop = yield* this.#take(line.isComplete ? `${line.text}\n` : line.text);
      if (stop) return stop;
    }
    const rest = this.#scanner.take();
    return rest.trim() === '' ? null : yield* this.#execute(rest.trimEnd());
  }

  *#take(line: string): Task<Stop> {
    for (const piece of this.#scanner.feed(line)) {
      const stop =
        piece.kind === 'statement'
          ? yield* this.#execute(piece.text)
          : yield* this.command(piece.text);
      if (stop) return stop;
    }
    return null;
  }

  *#execute(text: string): Task<Stop> {
    const session = this.#session;
    const isGood = yield* session.execute(text);
    return this.#stop(isGood);
  }

  #stop(isGood: boolean): Stop {
    const session = this.#session;
    if (session.isLost) return 'lost';
    return !isGood && session.stopsOnError && !session.isInteractive ? 'error' : null;
  }

  /** A backslash command. */
  *command(text: string): Task<Stop> {
    const session = this.#session;
    const answer = yield* runMeta(session, text, {
      scanner: this.#scanner,
      include: (path) => readFile(session, path),
    });
    if (answer === 'quit' && !session.isLost) return 'quit';
    return this.#stop(!session.hasFailed);
  }
}

/** Carries out a file. Answers the status psql has after it. */
export function* readFile(session: PsqlSession, path: string): Task<number> {
  const { run } = session;
  const isStdin = path === '-';
  const stream = run.open(path);
  if ('problem' in stream) {
    yield* run.printError(`psql: error: ${path}: ${stream.problem}\n`);
    session.hasFailed = true;
    return 1;
  }
  const outer = session.source;
  session.source = { file: isStdin ? '<stdin>' : path, line: 0 };
  try {
    const stop = yield* new MainLoop(session).read(run.lines(stream));
    if (stop === 'lost') return 2;
    return stop === 'error' ? 3 : 0;
  } catch (error) {
    yield* run.printError(`psql: error: ${path}: ${describeError(error)}\n`);
    return 1;
  } finally {
    session.source = outer;
    stream.close();
  }
}

// One run of redis-cli: connects when there is something to send, sends words, prints answers.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { formatForPeople, formatRaw } from './format-reply.ts';
import { type ConnectionProblem, RedisConnection } from './redis-connection.ts';
import type { RedisOptions } from './redis-options.ts';
import { ProtocolError, type Reply } from './reply-reader.ts';

/** Commands whose answer is a text for people: printed as it is. */
const TEXTS = new Set(['info', 'client list', 'client info', 'memory doctor', 'latency doctor']);
const SUBSCRIBING = new Set(['subscribe', 'psubscribe']);

export class RedisSession {
  readonly run: Invocation;
  readonly options: RedisOptions;
  readonly isInteractive: boolean;
  connection: RedisConnection | null = null;
  database: number;
  isInTransaction = false;
  readonly #isRaw: boolean;

  constructor(run: Invocation, options: RedisOptions, isInteractive: boolean) {
    this.run = run;
    this.options = options;
    this.isInteractive = isInteractive;
    this.database = options.target.database;
    this.#isRaw = options.isRaw ?? !run.stdout.isTerminal;
  }

  /** `cache:6379[1]> ` */
  get prompt(): string {
    const { host, port } = this.options.target;
    if (!this.connection) return 'not connected> ';
    const database = this.database === 0 ? '' : `[${this.database}]`;
    return `${host}:${port}${database}${this.isInTransaction ? '(TX)' : ''}> `;
  }

  /** Connects, proves who it is, chooses the database; false where there is no connection. */
  *connect(): Task<boolean> {
    const { run, options } = this;
    const { target } = options;
    this.connection?.close();
    this.connection = null;
    const opened = yield* RedisConnection.open(run, target);
    if (!(opened instanceof RedisConnection)) {
      yield* run.printError(
        `Could not connect to Redis at ${target.host}:${target.port}: ${opened.problem}\n`,
      );
      return false;
    }
    this.connection = opened;
    this.isInTransaction = false;
    if (target.password !== null) {
      const user = target.user === null ? [] : [target.user];
      const answer = yield* opened.ask(['AUTH', ...user, target.password]);
      if ('kind' in answer && answer.kind === 'error') {
        yield* run.printError(`AUTH failed: ${answer.text}\n`);
      }
    }
    if (this.database !== 0) {
      const answer = yield* opened.ask(['SELECT', String(this.database)]);
      if ('kind' in answer && answer.kind === 'error') {
        yield* run.printError(`SELECT ${this.database} failed: ${answer.text}\n`);
      }
    }
    return true;
  }

  /** Sends words and prints the answer. Answers whether there was a good one. */
  *command(words: readonly string[]): Task<'good' | 'error' | 'lost'> {
    if (!this.connection && !(yield* this.connect())) return 'lost';
    let reply = yield* this.#ask(words);
    if ('problem' in reply && this.isInteractive) {
      // A connection that had been closed meanwhile is made anew, once.
      if (!(yield* this.connect())) return 'lost';
      reply = yield* this.#ask(words);
    }
    if ('problem' in reply) {
      yield* this.run.printError(`Error: ${reply.problem}\n`);
      this.connection?.close();
      this.connection = null;
      return 'lost';
    }
    this.#follow(words, reply);
    yield* this.#print(words, reply);
    if (SUBSCRIBING.has(words[0]?.toLowerCase() ?? '') && reply.kind !== 'error') {
      yield* this.#messages(words.length - 1);
    }
    return reply.kind === 'error' ? 'error' : 'good';
  }

  *#ask(words: readonly string[]): Task<Reply | ConnectionProblem> {
    try {
      return (yield* this.connection?.ask(words) ?? nothing()) ?? { problem: 'not connected' };
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return { problem: error.message };
    }
  }

  /** Keeps in mind what changes the prompt. */
  #follow(words: readonly string[], reply: Reply): void {
    if (reply.kind === 'error') return;
    const name = words[0]?.toLowerCase();
    if (name === 'select') this.database = Number(words[1] ?? 0);
    if (name === 'multi') this.isInTransaction = true;
    if (name === 'exec' || name === 'discard') this.isInTransaction = false;
  }

  *#print(words: readonly string[], reply: Reply): Task {
    const { run, options } = this;
    const lower = words.map((word) => word.toLowerCase());
    const isText = TEXTS.has(lower[0] ?? '') || TEXTS.has(lower.slice(0, 2).join(' '));
    const text =
      this.#isRaw || (isText && reply.kind === 'string')
        ? `${formatRaw(reply)}\n`
        : formatForPeople(reply);
    if (options.exitsWithError && reply.kind === 'error') {
      yield* run.printError(`${reply.text}\n`);
      return;
    }
    yield* run.stdout.write(Uint8Array.from(text, (character) => character.charCodeAt(0) & 255));
  }

  /** What comes to a subscriber, until Ctrl-C. */
  *#messages(channels: number): Task {
    const { connection, run } = this;
    if (!this.#isRaw) yield* run.print('Reading messages... (press Ctrl-C to quit)\n');
    for (let number = 1; connection; number++) {
      if (number === channels) run.follow();
      const reply = yield* connection.receive();
      if ('problem' in reply) {
        yield* run.printError(`Error: ${reply.problem}\n`);
        return;
      }
      yield* this.#print([], reply);
    }
  }
}

// biome-ignore lint/correctness/useYield: there is nothing to wait for
function* nothing(): Task<null> {
  return null;
}

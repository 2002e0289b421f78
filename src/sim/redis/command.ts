// What a command is: how many words it takes, what it is allowed to do when, and what it does. The commands
// themselves are in `commands/`; who calls them is dispatcher.ts.

import type { Random } from '../kernel/random.ts';
import type { Configuration } from './config/configuration.ts';
import type { Database } from './database.ts';
import type { Persistence } from './persistence.ts';
import type { PubSub } from './pub-sub.ts';
import { failure, type Reply } from './reply.ts';
import type { Session, Waiting } from './session.ts';
import type { SlowLog } from './slow-log.ts';
import type { Statistics } from './statistics.ts';

/** What Redis' own table of commands says about one (COMMAND INFO). */
export type CommandFlag =
  /** May change data. */
  | 'write'
  /** Refused when memory is full. */
  | 'denyoom'
  /** Allowed while the data set is loaded. */
  | 'loading'
  /** Allowed before AUTH. */
  | 'no_auth'
  /** Refused inside a transaction. */
  | 'no_multi'
  /** Carried out at once inside a transaction. */
  | 'unqueued'
  /** Allowed for a RESP2 client that has subscribed. */
  | 'subscribed';

/** The server as commands see it. */
export interface CommandServer {
  readonly configuration: Configuration;
  readonly databases: Database[];
  readonly sessions: ReadonlySet<Session>;
  readonly pubSub: PubSub;
  readonly statistics: Statistics;
  readonly slowLog: SlowLog;
  readonly persistence: Persistence;
  readonly random: Random;
  readonly nowMs: number;
  readonly isReplica: boolean;
  usedBytes(): number;
  info(sections: readonly string[]): string;
  setConfiguration(name: string, value: string): void;
  closeSession(session: Session): void;
  block(session: Session, waiting: Omit<Waiting, 'timer'>, timeoutMs: number): void;
  watch(session: Session, key: string): void;
  /** Drops watched keys that have expired, which counts as a change of them. */
  expireWatched(session: Session): void;
  unwatch(session: Session): void;
  /** The server is busy, and answers nobody, for so long. */
  occupy(durationMs: number): void;
  /** Carries out one command of a transaction. */
  runQueued(session: Session, words: readonly string[]): Reply;
  shutdown(save: 'save' | 'nosave' | 'default'): Reply;
  /** `host port`, or nothing to become a master. */
  setReplicaOf(master: string, by: Session): void;
}

export interface CommandContext {
  readonly server: CommandServer;
  readonly session: Session;
  readonly database: Database;
  readonly nowMs: number;
  /** Inside EXEC, where nothing waits. */
  readonly isInTransaction: boolean;
}

/** Carries a command out. The words do not include its name. */
export type CommandHandler = (context: CommandContext, words: readonly string[]) => Reply;

export interface CommandSpec {
  /** Words with the name; a negative number is the least. */
  readonly arity: number;
  readonly flags: readonly CommandFlag[];
  readonly run: CommandHandler;
}

export type CommandTable = Readonly<Record<string, CommandSpec>>;

export const command = (
  arity: number,
  flags: readonly CommandFlag[],
  run: CommandHandler,
): CommandSpec => ({ arity, flags, run });

/** Thrown by handlers for an error reply. */
export class CommandError extends Error {
  readonly reply: Reply;

  constructor(text: string) {
    super(text);
    this.reply = failure(text);
  }
}

export const WRONG_TYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value';
export const SYNTAX_ERROR = 'ERR syntax error';
export const NOT_AN_INTEGER = 'ERR value is not an integer or out of range';
export const NOT_A_FLOAT = 'ERR value is not a valid float';
export const NO_SUCH_KEY = 'ERR no such key';

export const wrongArity = (name: string): string =>
  `ERR wrong number of arguments for '${name}' command`;

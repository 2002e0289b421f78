// From the words a client sent to a reply: which command it is, and whether it may run now. The checks and their
// order are those of processCommand in Redis 7.0's server.c.

import {
  type CommandContext,
  CommandError,
  type CommandServer,
  type CommandSpec,
  WRONG_TYPE,
  wrongArity,
} from './command.ts';
import { COMMANDS, CONTAINERS, NOT_MODELLED, SUBCOMMANDS_NOT_MODELLED } from './commands/table.ts';
import { WrongTypeError } from './database.ts';
import { failure, type Reply, simple } from './reply.ts';
import type { Session } from './session.ts';

export interface DispatchServer extends CommandServer {
  readonly isLoading: boolean;
  /** Makes room for what is about to be written; false where there is none to be made. */
  makeRoom(): boolean;
  /** Told before a command runs. */
  starts(spec: CommandSpec): void;
}

export interface Dispatched {
  readonly reply: Reply;
  /** `get`, `config|set`; null for what is no command. */
  readonly name: string | null;
  readonly isQueued: boolean;
  /** It was refused before it ran. */
  readonly isRejected: boolean;
}

interface Found {
  readonly name: string;
  readonly spec: CommandSpec;
  /** The words behind the name. */
  readonly rest: readonly string[];
}

const MISCONF =
  "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.";

/** The words an unknown command came with, as the error quotes them. */
function quoted(words: readonly string[]): string {
  let text = '';
  for (const word of words) {
    if (text.length >= 128) break;
    text += `'${word.slice(0, 128 - text.length)}' `;
  }
  return text;
}

/** Simplified: commands of Redis that are missing here say so; Redis would carry them out. */
const notModelled = (name: string): string =>
  `ERR '${name}' is a command of Redis that the simulator does not model`;

function unknownCommand(given: string, rest: readonly string[]): string {
  if (NOT_MODELLED.has(given.toLowerCase())) return notModelled(given);
  return `ERR unknown command '${given.slice(0, 128)}', with args beginning with: ${quoted(rest)}`;
}

/** The command the words name, or what is wrong with them. */
export function findCommand(words: readonly string[]): Found | string {
  const [given = '', ...rest] = words;
  const name = given.toLowerCase();
  if (!CONTAINERS.has(name)) {
    const spec = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!spec) return unknownCommand(given, rest);
    return checkArity({ name, spec, rest }, words.length);
  }
  const [sub] = rest;
  if (sub === undefined) return wrongArity(name);
  const full = `${name}|${sub.toLowerCase()}`;
  const spec = Object.hasOwn(COMMANDS, full) ? COMMANDS[full] : undefined;
  if (spec) return checkArity({ name: full, spec, rest: rest.slice(1) }, words.length);
  if (SUBCOMMANDS_NOT_MODELLED.has(full)) return notModelled(`${given} ${sub}`);
  return `ERR unknown subcommand '${sub.slice(0, 128)}'. Try ${name.toUpperCase()} HELP.`;
}

function checkArity(found: Found, words: number): Found | string {
  const { arity } = found.spec;
  return words === arity || (arity < 0 && words >= -arity) ? found : wrongArity(found.name);
}

/** Why a command may not run now; null where it may. */
function refusal(server: DispatchServer, session: Session, { name, spec }: Found): string | null {
  const has = (flag: CommandSpec['flags'][number]): boolean => spec.flags.includes(flag);
  if (!session.isAuthenticated && !has('no_auth')) return 'NOAUTH Authentication required.';
  if (!server.makeRoom() && has('denyoom')) {
    return "OOM command not allowed when used memory > 'maxmemory'.";
  }
  const { persistence, configuration, isReplica } = server;
  const writes = has('write');
  if (persistence.refusesWrites && (writes || name === 'ping') && !isReplica) return MISCONF;
  if (isReplica && writes && configuration.isOn('replica-read-only')) {
    return "READONLY You can't write against a read only replica.";
  }
  if (session.version === 2 && session.subscriptions > 0 && !has('subscribed')) {
    return `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`;
  }
  if (server.isLoading && !has('loading')) return 'LOADING Redis is loading the dataset in memory';
  if (session.queued && has('no_multi')) return 'ERR Command not allowed inside a transaction';
  return null;
}

/** Runs a command; what its handler throws is its reply. */
function run(
  server: DispatchServer,
  found: Found,
  isInTransaction: boolean,
  session: Session,
): Reply {
  const database = server.databases[session.database];
  if (!database) throw new Error(`There is no database ${session.database}`);
  const { nowMs } = server;
  const context: CommandContext = { server, session, database, nowMs, isInTransaction };
  server.starts(found.spec);
  try {
    return found.spec.run(context, found.rest);
  } catch (error) {
    if (error instanceof CommandError) return error.reply;
    if (error instanceof WrongTypeError) return failure(WRONG_TYPE);
    throw error;
  }
}

/** Carries out what a client sent, or queues or refuses it. */
export function dispatch(
  server: DispatchServer,
  session: Session,
  words: readonly string[],
): Dispatched {
  const found = findCommand(words);
  const reject = (text: string, name: string | null): Dispatched => {
    if (session.queued) session.isTransactionBroken = true;
    return { reply: failure(text), name, isQueued: false, isRejected: true };
  };
  if (typeof found === 'string') return reject(found, null);
  const { name, spec } = found;
  session.lastCommand = name;
  const refused = refusal(server, session, found);
  if (refused !== null) return reject(refused, name);
  if (session.queued && !spec.flags.includes('unqueued')) {
    session.queued.push(words);
    return { reply: simple('QUEUED'), name, isQueued: true, isRejected: false };
  }
  return { reply: run(server, found, false, session), name, isQueued: false, isRejected: false };
}

/** Carries out a command of a transaction. */
export function dispatchQueued(
  server: DispatchServer,
  session: Session,
  words: readonly string[],
): Reply {
  const found = findCommand(words);
  return typeof found === 'string' ? failure(found) : run(server, found, true, session);
}

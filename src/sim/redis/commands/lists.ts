// Commands on lists, those that wait among them (t_list.c in Redis 7.0).

import {
  type CommandContext,
  CommandError,
  type CommandTable,
  command,
  NO_SUCH_KEY,
  SYNTAX_ERROR,
} from '../command.ts';
import {
  array,
  bulk,
  bulks,
  EMPTY_ARRAY,
  integer,
  LATER,
  NULL,
  NULL_ARRAY,
  OK,
  type Reply,
} from '../reply.ts';
import type { ValueOf } from '../value.ts';
import { at, integerAt, rangeOf, timeoutAt } from './words.ts';

type End = 'left' | 'right';

const read = ({ database, nowMs }: CommandContext, key: string): ValueOf<'list'> | undefined =>
  database.read(key, 'list', nowMs);

function addTo(
  context: CommandContext,
  key: string,
  added: { texts: readonly string[]; end: End },
): number {
  const { database, nowMs } = context;
  const list = read(context, key);
  const { texts, end } = added;
  const ordered = end === 'left' ? [...texts].reverse() : texts;
  if (!list) {
    database.set(key, { type: 'list', items: [...ordered] }, { nowMs });
    return ordered.length;
  }
  if (end === 'left') list.items.unshift(...ordered);
  else list.items.push(...ordered);
  database.changed(key);
  return list.items.length;
}

function push(end: End, onlyIfThere = false) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    if (onlyIfThere && !read(context, at(words, 0))) return integer(0);
    return integer(addTo(context, at(words, 0), { texts: words.slice(1), end }));
  };
}

/** Takes the outermost element; null where there is none. */
function takeFrom(context: CommandContext, key: string, end: End): string | null {
  const list = read(context, key);
  if (!list) return null;
  const taken = end === 'left' ? list.items.shift() : list.items.pop();
  context.database.changed(key);
  return taken ?? null;
}

function pop(end: End) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    const key = at(words, 0);
    if (words.length > 2)
      throw new CommandError(
        `ERR wrong number of arguments for '${end === 'left' ? 'lpop' : 'rpop'}' command`,
      );
    if (words.length === 1) {
      const taken = takeFrom(context, key, end);
      return taken === null ? NULL : bulk(taken);
    }
    const OUT_OF_RANGE = 'ERR value is out of range, must be positive';
    const count = integerAt(words, 1, OUT_OF_RANGE);
    if (count < 0) throw new CommandError(OUT_OF_RANGE);
    const list = read(context, key);
    if (!list) return NULL_ARRAY;
    if (count === 0) return EMPTY_ARRAY;
    const taken =
      end === 'left' ? list.items.splice(0, count) : list.items.splice(-count, count).reverse();
    context.database.changed(key);
    return bulks(taken);
  };
}

function range(context: CommandContext, words: readonly string[]): Reply {
  const [start, stop] = [integerAt(words, 1), integerAt(words, 2)];
  const items = read(context, at(words, 0))?.items ?? [];
  const found = rangeOf(start, stop, items.length);
  return found ? bulks(items.slice(found[0], found[1] + 1)) : EMPTY_ARRAY;
}

function trim(context: CommandContext, words: readonly string[]): Reply {
  const [start, stop] = [integerAt(words, 1), integerAt(words, 2)];
  const list = read(context, at(words, 0));
  if (!list) return OK;
  const found = rangeOf(start, stop, list.items.length);
  list.items = found ? list.items.slice(found[0], found[1] + 1) : [];
  context.database.changed(at(words, 0));
  return OK;
}

function itemAt(context: CommandContext, words: readonly string[]): Reply {
  const list = read(context, at(words, 0));
  if (!list) return NULL;
  const found = list.items.at(integerAt(words, 1));
  return found === undefined ? NULL : bulk(found);
}

function setItem(context: CommandContext, words: readonly string[]): Reply {
  const list = read(context, at(words, 0));
  if (!list) throw new CommandError(NO_SUCH_KEY);
  const index = integerAt(words, 1);
  const place = index < 0 ? index + list.items.length : index;
  if (place < 0 || place >= list.items.length) throw new CommandError('ERR index out of range');
  list.items[place] = at(words, 2);
  context.database.changed(at(words, 0));
  return OK;
}

function insert(context: CommandContext, words: readonly string[]): Reply {
  const where = at(words, 1).toLowerCase();
  if (where !== 'before' && where !== 'after') throw new CommandError(SYNTAX_ERROR);
  const list = read(context, at(words, 0));
  if (!list) return integer(0);
  const place = list.items.indexOf(at(words, 2));
  if (place < 0) return integer(-1);
  list.items.splice(place + (where === 'after' ? 1 : 0), 0, at(words, 3));
  context.database.changed(at(words, 0));
  return integer(list.items.length);
}

function remove(context: CommandContext, words: readonly string[]): Reply {
  const count = integerAt(words, 1);
  const list = read(context, at(words, 0));
  if (!list) return integer(0);
  let left = Math.abs(count) || Number.POSITIVE_INFINITY;
  const keep = (text: string): boolean => text !== at(words, 2) || left-- <= 0;
  const before = list.items.length;
  list.items = count < 0 ? list.items.reverse().filter(keep).reverse() : list.items.filter(keep);
  if (list.items.length !== before) context.database.changed(at(words, 0));
  return integer(before - list.items.length);
}

function position(context: CommandContext, words: readonly string[]): Reply {
  const options = { RANK: 1, COUNT: -1, MAXLEN: 0 };
  for (let i = 2; i < words.length; i += 2) {
    const name = at(words, i).toUpperCase();
    if (!(name in options) || i + 1 >= words.length) throw new CommandError(SYNTAX_ERROR);
    options[name as keyof typeof options] = integerAt(words, i + 1);
  }
  const { RANK: rank, COUNT: count, MAXLEN: most } = options;
  if (rank === 0) {
    throw new CommandError(
      "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list",
    );
  }
  const items = read(context, at(words, 0))?.items ?? [];
  const places = [...items.keys()];
  if (rank < 0) places.reverse();
  const seen = most > 0 ? places.slice(0, most) : places;
  const found = seen.filter((place) => items[place] === at(words, 1)).slice(Math.abs(rank) - 1);
  if (count < 0) return found[0] === undefined ? NULL : integer(found[0]);
  return array((count === 0 ? found : found.slice(0, count)).map(integer));
}

function endAt(words: readonly string[], place: number): End {
  const word = at(words, place).toLowerCase();
  if (word !== 'left' && word !== 'right') throw new CommandError(SYNTAX_ERROR);
  return word;
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly takes: End;
  readonly puts: End;
}

function moveItem(context: CommandContext, { from, to, takes, puts }: Move): Reply | null {
  if (!read(context, from)) return null;
  read(context, to);
  const taken = takeFrom(context, from, takes) as string;
  addTo(context, to, { texts: [taken], end: puts });
  return bulk(taken);
}

const moveOf = (words: readonly string[]): Move => ({
  from: at(words, 0),
  to: at(words, 1),
  takes: endAt(words, 2),
  puts: endAt(words, 3),
});

interface Wait {
  readonly keys: readonly string[];
  readonly timeoutMs: number;
  readonly attempt: (key: string) => Reply | null;
  /** The answer inside a transaction, where nothing waits. */
  readonly atOnce: Reply;
}

/** Serves the first key that has something, or waits; inside a transaction nothing waits. */
function serveOrWait(context: CommandContext, { timeoutMs, atOnce, ...wait }: Wait): Reply {
  for (const key of wait.keys) {
    const reply = wait.attempt(key);
    if (reply) return reply;
  }
  if (context.isInTransaction) return atOnce;
  const { server, session, database } = context;
  const waiting = { database: database.index, ...wait, timedOut: NULL_ARRAY };
  server.block(session, waiting, timeoutMs);
  return LATER;
}

/** A command that waits runs again later, at another time. */
const later = (context: CommandContext): CommandContext => ({
  ...context,
  get nowMs() {
    return context.server.nowMs;
  },
});

function blockingPop(end: End) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    const timeoutMs = timeoutAt(words, words.length - 1);
    const attempt = (key: string): Reply | null => {
      const taken = takeFrom(later(context), key, end);
      return taken === null ? null : bulks([key, taken]);
    };
    const keys = words.slice(0, -1);
    return serveOrWait(context, { keys, timeoutMs, attempt, atOnce: NULL_ARRAY });
  };
}

function blockingMove(context: CommandContext, move: Move, timeoutMs: number): Reply {
  return serveOrWait(context, {
    keys: [move.from],
    timeoutMs,
    attempt: () => moveItem(later(context), move),
    atOnce: NULL,
  });
}

export const LIST_COMMANDS: CommandTable = {
  lpush: command(-3, ['write', 'denyoom'], push('left')),
  rpush: command(-3, ['write', 'denyoom'], push('right')),
  lpushx: command(-3, ['write', 'denyoom'], push('left', true)),
  rpushx: command(-3, ['write', 'denyoom'], push('right', true)),
  lpop: command(-2, ['write'], pop('left')),
  rpop: command(-2, ['write'], pop('right')),
  llen: command(2, [], (context, words) => integer(read(context, at(words, 0))?.items.length ?? 0)),
  lrange: command(4, [], range),
  ltrim: command(4, ['write'], trim),
  lindex: command(3, [], itemAt),
  lset: command(4, ['write', 'denyoom'], setItem),
  linsert: command(5, ['write', 'denyoom'], insert),
  lrem: command(4, ['write'], remove),
  lpos: command(-3, [], position),
  lmove: command(
    5,
    ['write', 'denyoom'],
    (context, words) => moveItem(context, moveOf(words)) ?? NULL,
  ),
  rpoplpush: command(3, ['write', 'denyoom'], (context, words) => {
    const [from, to] = [at(words, 0), at(words, 1)];
    return moveItem(context, { from, to, takes: 'right', puts: 'left' }) ?? NULL;
  }),
  blpop: command(-3, ['write'], blockingPop('left')),
  brpop: command(-3, ['write'], blockingPop('right')),
  blmove: command(6, ['write', 'denyoom'], (context, words) =>
    blockingMove(context, moveOf(words), timeoutAt(words, 4)),
  ),
  brpoplpush: command(4, ['write', 'denyoom'], (context, words) => {
    const [from, to] = [at(words, 0), at(words, 1)];
    return blockingMove(context, { from, to, takes: 'right', puts: 'left' }, timeoutAt(words, 2));
  }),
};

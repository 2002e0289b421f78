// Commands on keys of any type (db.c, expire.c, object.c in Redis 7.0).

import {
  type CommandContext,
  CommandError,
  type CommandTable,
  command,
  NO_SUCH_KEY,
  SYNTAX_ERROR,
} from '../command.ts';
import type { Database } from '../database.ts';
import { matchesGlob } from '../glob.ts';
import { array, bulk, bulks, integer, NULL, OK, type Reply, simple } from '../reply.ts';
import { encodingOf, memoryOf, type Value } from '../value.ts';
import { scan } from './scan.ts';
import { at, bigAt, integerAt } from './words.ts';

/** The keys that are there now, in the order they came in. */
export function liveKeys(database: Database, nowMs: number): string[] {
  return [...database.entries.keys()].filter((key) => database.peek(key, nowMs));
}

const deleteKeys = ({ database, nowMs }: CommandContext, words: readonly string[]): Reply =>
  integer(words.filter((key) => database.peek(key, nowMs) && database.delete(key)).length);

const countKeys = ({ database, nowMs }: CommandContext, words: readonly string[]): Reply =>
  integer(words.filter((key) => database.use(key, nowMs)).length);

type ExpireCondition = 'NX' | 'XX' | 'GT' | 'LT';

function readConditions(words: readonly string[]): ReadonlySet<ExpireCondition> {
  const conditions = new Set<ExpireCondition>();
  for (const word of words.slice(2)) {
    const condition = word.toUpperCase();
    if (!/^(?:NX|XX|GT|LT)$/.test(condition)) {
      throw new CommandError(`ERR Unsupported option ${word}`);
    }
    conditions.add(condition as ExpireCondition);
  }
  if (conditions.has('NX') && conditions.size > 1) {
    throw new CommandError('ERR NX and XX, GT or LT options at the same time are not compatible');
  }
  if (conditions.has('GT') && conditions.has('LT')) {
    throw new CommandError('ERR GT and LT options at the same time are not compatible');
  }
  return conditions;
}

/** EXPIRE and its kind. A moment that is over deletes the key. */
function expire(name: string, scale: bigint, isMoment: boolean) {
  return ({ database, nowMs }: CommandContext, words: readonly string[]): Reply => {
    const key = at(words, 0);
    const value = bigAt(words, 1);
    const conditions = readConditions(words);
    const base = isMoment ? 0n : BigInt(Math.floor(nowMs));
    const moment = value * scale + base;
    if (moment > 2n ** 63n - 1n || moment < -(2n ** 63n)) {
      throw new CommandError(`ERR invalid expire time in '${name}' command`);
    }
    const entry = database.peek(key, nowMs);
    if (!entry) return integer(0);
    const current = entry.expiresAtMs;
    const next = Number(moment);
    const isRefused =
      (conditions.has('NX') && current !== null) ||
      (conditions.has('XX') && current === null) ||
      (conditions.has('GT') && (current === null || next <= current)) ||
      (conditions.has('LT') && current !== null && next >= current);
    if (isRefused) return integer(0);
    if (next <= nowMs) database.delete(key);
    else database.setExpiry(key, next);
    return integer(1);
  };
}

/** What is left, or the moment: -2 without a key, -1 without an expiry. */
function timeLeft(toReply: (expiresAtMs: number, nowMs: number) => number) {
  return ({ database, nowMs }: CommandContext, words: readonly string[]): Reply => {
    const entry = database.peek(at(words, 0), nowMs);
    if (!entry) return integer(-2);
    return integer(entry.expiresAtMs === null ? -1 : toReply(entry.expiresAtMs, nowMs));
  };
}

function persist({ database, nowMs }: CommandContext, words: readonly string[]): Reply {
  const entry = database.peek(at(words, 0), nowMs);
  if (!entry || entry.expiresAtMs === null) return integer(0);
  database.setExpiry(at(words, 0), null);
  return integer(1);
}

const copyOf = (value: Value): Value => {
  switch (value.type) {
    case 'string':
      return { ...value };
    case 'list':
      return { type: 'list', items: [...value.items] };
    case 'hash':
      return { type: 'hash', fields: new Map(value.fields) };
    case 'set':
      return { type: 'set', members: new Set(value.members) };
    case 'zset':
      return { type: 'zset', scores: new Map(value.scores) };
  }
};

function put(
  database: Database,
  key: string,
  from: { value: Value; expiresAtMs: number | null; nowMs: number },
): void {
  database.set(key, from.value, { nowMs: from.nowMs });
  if (from.expiresAtMs !== null) database.setExpiry(key, from.expiresAtMs);
}

function rename(
  { database, nowMs }: CommandContext,
  words: readonly string[],
  onlyIfFree: boolean,
): Reply {
  const [from, to] = [at(words, 0), at(words, 1)];
  const entry = database.peek(from, nowMs);
  if (!entry) throw new CommandError(NO_SUCH_KEY);
  if (onlyIfFree && database.peek(to, nowMs)) return integer(0);
  if (from !== to) {
    database.delete(from);
    put(database, to, { ...entry, nowMs });
  }
  return onlyIfFree ? integer(1) : OK;
}

function otherDatabase(
  { server }: CommandContext,
  words: readonly string[],
  place: number,
): Database {
  const index = integerAt(words, place, 'ERR value is not an integer or out of range');
  const database = server.databases[index];
  if (!database) throw new CommandError('ERR DB index is out of range');
  return database;
}

function copy(context: CommandContext, words: readonly string[]): Reply {
  const { database, nowMs } = context;
  let target = database;
  let replaces = false;
  for (let i = 2; i < words.length; i++) {
    const option = at(words, i).toUpperCase();
    if (option === 'REPLACE') replaces = true;
    else if (option === 'DB' && i + 1 < words.length) target = otherDatabase(context, words, ++i);
    else throw new CommandError(SYNTAX_ERROR);
  }
  const [from, to] = [at(words, 0), at(words, 1)];
  if (from === to && target === database) {
    throw new CommandError('ERR source and destination objects are the same');
  }
  const entry = database.peek(from, nowMs);
  if (!entry || (!replaces && target.peek(to, nowMs))) return integer(0);
  put(target, to, { ...entry, value: copyOf(entry.value), nowMs });
  return integer(1);
}

function move(context: CommandContext, words: readonly string[]): Reply {
  const { database, nowMs } = context;
  const target = otherDatabase(context, words, 1);
  if (target === database)
    throw new CommandError('ERR source and destination objects are the same');
  const key = at(words, 0);
  const entry = database.peek(key, nowMs);
  if (!entry || target.peek(key, nowMs)) return integer(0);
  database.delete(key);
  put(target, key, { ...entry, nowMs });
  return integer(1);
}

function scanKeys({ database, nowMs }: CommandContext, words: readonly string[]): Reply {
  const { cursor, picked, rest } = scan(liveKeys(database, nowMs), words, 0);
  let keys = picked;
  for (let i = 0; i < rest.length; i += 2) {
    if (rest[i]?.toUpperCase() !== 'TYPE' || rest[i + 1] === undefined) {
      throw new CommandError(SYNTAX_ERROR);
    }
    const type = rest[i + 1]?.toLowerCase();
    keys = keys.filter((key) => database.peek(key, nowMs)?.value.type === type);
  }
  return array([bulk(String(cursor)), bulks(keys)]);
}

function memoryUsage({ server, database, nowMs }: CommandContext, words: readonly string[]): Reply {
  if (words.length === 3) {
    if (at(words, 1).toUpperCase() !== 'SAMPLES') throw new CommandError(SYNTAX_ERROR);
    if (integerAt(words, 2) < 0) throw new CommandError(SYNTAX_ERROR);
  } else if (words.length !== 1) {
    throw new CommandError(SYNTAX_ERROR);
  }
  const entry = database.peek(at(words, 0), nowMs);
  if (!entry) return NULL;
  return integer(memoryOf(at(words, 0), entry.value, server.configuration.encodingLimits));
}

/** OBJECT: what Redis knows of a key besides its value. */
function inspect(about: (context: CommandContext, key: string) => Reply) {
  return (context: CommandContext, words: readonly string[]): Reply =>
    context.database.peek(at(words, 0), context.nowMs) ? about(context, at(words, 0)) : NULL;
}

const encodingReply = ({ server, database }: CommandContext, key: string): Reply => {
  const entry = database.entries.get(key);
  return entry ? bulk(encodingOf(entry.value, server.configuration.encodingLimits)) : NULL;
};

const idleReply = ({ database, nowMs }: CommandContext, key: string): Reply =>
  integer(Math.floor((nowMs - (database.entries.get(key)?.lastUsedMs ?? nowMs)) / 1_000));

const frequencyReply = ({ server, database }: CommandContext, key: string): Reply => {
  if (!server.configuration.policy.endsWith('lfu')) {
    throw new CommandError(
      'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
    );
  }
  return integer(Math.min(255, database.entries.get(key)?.uses ?? 0));
};

function flush(databases: readonly Database[], words: readonly string[]): Reply {
  const [mode] = words;
  if (words.length > 1 || (mode !== undefined && !/^a?sync$/i.test(mode))) {
    throw new CommandError(SYNTAX_ERROR);
  }
  for (const database of databases) database.clear();
  return OK;
}

function randomKey({ server, database, nowMs }: CommandContext): Reply {
  const keys = liveKeys(database, nowMs);
  return keys.length === 0 ? NULL : bulk(at(keys, server.random.below(keys.length)));
}

export const KEY_COMMANDS: CommandTable = {
  del: command(-2, ['write'], deleteKeys),
  unlink: command(-2, ['write'], deleteKeys),
  exists: command(-2, [], countKeys),
  touch: command(-2, [], countKeys),
  type: command(2, [], ({ database, nowMs }, words) =>
    simple(database.peek(at(words, 0), nowMs)?.value.type ?? 'none'),
  ),
  keys: command(2, [], ({ database, nowMs }, words) =>
    bulks(liveKeys(database, nowMs).filter((key) => matchesGlob(at(words, 0), key))),
  ),
  scan: command(-2, [], scanKeys),
  randomkey: command(1, [], randomKey),
  dbsize: command(1, [], ({ database }) => integer(database.size)),
  expire: command(-3, ['write'], expire('expire', 1_000n, false)),
  pexpire: command(-3, ['write'], expire('pexpire', 1n, false)),
  expireat: command(-3, ['write'], expire('expireat', 1_000n, true)),
  pexpireat: command(-3, ['write'], expire('pexpireat', 1n, true)),
  ttl: command(
    2,
    [],
    timeLeft((atMs, nowMs) => Math.floor((atMs - nowMs + 500) / 1_000)),
  ),
  pttl: command(
    2,
    [],
    timeLeft((atMs, nowMs) => Math.ceil(atMs - nowMs)),
  ),
  expiretime: command(
    2,
    [],
    timeLeft((atMs) => Math.floor((atMs + 500) / 1_000)),
  ),
  pexpiretime: command(
    2,
    [],
    timeLeft((atMs) => atMs),
  ),
  persist: command(2, ['write'], persist),
  rename: command(3, ['write'], (context, words) => rename(context, words, false)),
  renamenx: command(3, ['write'], (context, words) => rename(context, words, true)),
  copy: command(-3, ['write', 'denyoom'], copy),
  move: command(3, ['write'], move),
  'memory|usage': command(-3, [], memoryUsage),
  'object|encoding': command(3, [], inspect(encodingReply)),
  'object|idletime': command(3, [], inspect(idleReply)),
  'object|refcount': command(
    3,
    [],
    inspect(() => integer(1)),
  ),
  'object|freq': command(3, [], inspect(frequencyReply)),
  flushdb: command(-1, ['write'], ({ database }, words) => flush([database], words)),
  flushall: command(-1, ['write'], ({ server }, words) => flush(server.databases, words)),
  swapdb: command(3, ['write'], (context, words) => {
    const first = integerAt(words, 0, 'ERR invalid first DB index');
    const second = integerAt(words, 1, 'ERR invalid second DB index');
    const { databases } = context.server;
    const [a, b] = [databases[first], databases[second]];
    if (!a || !b) throw new CommandError('ERR DB index is out of range');
    exchange(a, b, context.nowMs);
    return OK;
  }),
};

/** Exchanges what two databases hold. */
function exchange(a: Database, b: Database, nowMs: number): void {
  const [inA, inB] = [[...a.entries], [...b.entries]];
  a.clear();
  b.clear();
  for (const [key, entry] of inA) put(b, key, { ...entry, nowMs });
  for (const [key, entry] of inB) put(a, key, { ...entry, nowMs });
}

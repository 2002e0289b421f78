// Commands on strings (t_string.c in Redis 7.0).

import {
  type CommandContext,
  CommandError,
  type CommandTable,
  command,
  NOT_A_FLOAT,
  SYNTAX_ERROR,
  wrongArity,
} from '../command.ts';
import { addDecimals, isInt64, parseInteger } from '../numbers.ts';
import { array, bulk, bulkOrNull, integer, NULL, OK, type Reply } from '../reply.ts';
import { type ExpiryUnit, expiryOf } from './expiry-options.ts';
import { at, bigAt, integerAt, pairsFrom, rangeOf } from './words.ts';

const read = ({ database, nowMs }: CommandContext, key: string): string | undefined =>
  database.read(key, 'string', nowMs)?.text;

/** Writes a string over one that may be there already; its expiry stays. */
function rewrite({ database, nowMs }: CommandContext, key: string, text: string): void {
  const value = database.read(key, 'string', nowMs);
  if (!value) {
    database.set(key, { type: 'string', text }, { nowMs });
    return;
  }
  value.text = text;
  database.changed(key);
}

interface SetOptions {
  readonly condition: 'NX' | 'XX' | null;
  readonly returnsOld: boolean;
  readonly keepsExpiry: boolean;
  readonly expiry: { readonly unit: ExpiryUnit; readonly place: number } | null;
}

function readSetOptions(words: readonly string[]): SetOptions {
  let condition: 'NX' | 'XX' | null = null;
  let returnsOld = false;
  let keepsExpiry = false;
  let expiry: SetOptions['expiry'] = null;
  for (let i = 2; i < words.length; i++) {
    const option = at(words, i).toUpperCase();
    if ((option === 'NX' || option === 'XX') && (condition ?? option) === option) {
      condition = option;
    } else if (option === 'GET') {
      returnsOld = true;
    } else if (option === 'KEEPTTL' && !expiry) {
      keepsExpiry = true;
    } else if (/^[EP]X(?:AT)?$/.test(option) && !expiry && !keepsExpiry && i + 1 < words.length) {
      expiry = { unit: option as ExpiryUnit, place: ++i };
    } else {
      throw new CommandError(SYNTAX_ERROR);
    }
  }
  return { condition, returnsOld, keepsExpiry, expiry };
}

function set(context: CommandContext, words: readonly string[]): Reply {
  const { database, nowMs } = context;
  const options = readSetOptions(words);
  const [key, text] = [at(words, 0), at(words, 1)];
  const expiresAtMs =
    options.expiry && expiryOf(words, { ...options.expiry, nowMs, command: 'set' });
  const old = options.returnsOld ? bulkOrNull(read(context, key)) : null;
  const exists = database.peek(key, nowMs) !== undefined;
  if ((options.condition === 'NX' && exists) || (options.condition === 'XX' && !exists)) {
    return old ?? NULL;
  }
  database.set(key, { type: 'string', text }, { nowMs, keepExpiry: options.keepsExpiry });
  if (expiresAtMs !== null) database.setExpiry(key, expiresAtMs);
  return old ?? OK;
}

function setWithExpiry(unit: ExpiryUnit, name: string) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    const { database, nowMs } = context;
    const expiresAtMs = expiryOf(words, { unit, place: 1, nowMs, command: name });
    database.set(at(words, 0), { type: 'string', text: at(words, 2) }, { nowMs });
    database.setExpiry(at(words, 0), expiresAtMs);
    return OK;
  };
}

function increase(context: CommandContext, key: string, by: bigint): Reply {
  const text = read(context, key) ?? '0';
  const value = parseInteger(text);
  if (value === null) throw new CommandError('ERR value is not an integer or out of range');
  const sum = value + by;
  if (!isInt64(sum)) throw new CommandError('ERR increment or decrement would overflow');
  rewrite(context, key, String(sum));
  return integer(sum);
}

function decreaseBy(context: CommandContext, words: readonly string[]): Reply {
  const by = bigAt(words, 1);
  if (!isInt64(-by)) throw new CommandError('ERR decrement would overflow');
  return increase(context, at(words, 0), -by);
}

function increaseByFloat(context: CommandContext, words: readonly string[]): Reply {
  const [key, by] = [at(words, 0), at(words, 1)];
  const sum = addDecimals(read(context, key) ?? '0', by);
  if (sum === null) {
    throw new CommandError(
      /inf/i.test(by) ? 'ERR increment would produce NaN or Infinity' : NOT_A_FLOAT,
    );
  }
  rewrite(context, key, sum);
  return bulk(sum);
}

function getAndExpire(context: CommandContext, words: readonly string[]): Reply {
  const { database, nowMs } = context;
  const key = at(words, 0);
  const option = words[1]?.toUpperCase();
  const isExpiry = option !== undefined && /^[EP]X(?:AT)?$/.test(option) && words.length === 3;
  const isPersist = option === 'PERSIST' && words.length === 2;
  if (option !== undefined && !isExpiry && !isPersist) throw new CommandError(SYNTAX_ERROR);
  const text = read(context, key);
  if (text === undefined) return NULL;
  if (isPersist) {
    database.setExpiry(key, null);
  } else if (isExpiry) {
    const unit = option as ExpiryUnit;
    database.setExpiry(key, expiryOf(words, { unit, place: 2, nowMs, command: 'getex' }));
  }
  return bulk(text);
}

function getRange(context: CommandContext, words: readonly string[]): Reply {
  const [start, stop] = [integerAt(words, 1), integerAt(words, 2)];
  const text = read(context, at(words, 0)) ?? '';
  if (start < 0 && stop < 0 && start > stop) return bulk('');
  const range = rangeOf(start, Math.max(stop, -text.length), text.length);
  return bulk(range ? text.slice(range[0], range[1] + 1) : '');
}

const LONGEST_STRING_BYTES = 512 * 1024 * 1024;
const TOO_LONG = 'ERR string exceeds maximum allowed size (proto-max-bulk-len)';

function setRange(context: CommandContext, words: readonly string[]): Reply {
  const [key, offset, piece] = [at(words, 0), integerAt(words, 1), at(words, 2)];
  if (offset < 0) throw new CommandError('ERR offset is out of range');
  const text = read(context, key) ?? '';
  if (piece === '') return integer(text.length);
  if (offset + piece.length > LONGEST_STRING_BYTES) throw new CommandError(TOO_LONG);
  const padded = text.padEnd(offset, '\0');
  const result = padded.slice(0, offset) + piece + padded.slice(offset + piece.length);
  rewrite(context, key, result);
  return integer(result.length);
}

function append(context: CommandContext, words: readonly string[]): Reply {
  const text = (read(context, at(words, 0)) ?? '') + at(words, 1);
  if (text.length > LONGEST_STRING_BYTES) throw new CommandError(TOO_LONG);
  rewrite(context, at(words, 0), text);
  return integer(text.length);
}

function setMany(context: CommandContext, words: readonly string[], name: string): Reply {
  const { database, nowMs } = context;
  if (words.length % 2 === 1) throw new CommandError(wrongArity(name));
  const pairs = pairsFrom(words, 0);
  const isBlocked = name === 'msetnx' && pairs.some(([key]) => database.peek(key, nowMs));
  if (isBlocked) return integer(0);
  for (const [key, text] of pairs) database.set(key, { type: 'string', text }, { nowMs });
  return name === 'msetnx' ? integer(1) : OK;
}

function getMany({ database, nowMs }: CommandContext, words: readonly string[]): Reply {
  const texts = words.map((key) => {
    const value = database.use(key, nowMs)?.value;
    return value?.type === 'string' ? bulk(value.text) : NULL;
  });
  return array(texts);
}

export const STRING_COMMANDS: CommandTable = {
  get: command(2, [], (context, words) => bulkOrNull(read(context, at(words, 0)))),
  set: command(-3, ['write', 'denyoom'], set),
  setnx: command(3, ['write', 'denyoom'], ({ database, nowMs }, words) => {
    if (database.peek(at(words, 0), nowMs)) return integer(0);
    database.set(at(words, 0), { type: 'string', text: at(words, 1) }, { nowMs });
    return integer(1);
  }),
  setex: command(4, ['write', 'denyoom'], setWithExpiry('EX', 'setex')),
  psetex: command(4, ['write', 'denyoom'], setWithExpiry('PX', 'psetex')),
  getset: command(3, ['write', 'denyoom'], (context, words) => {
    const old = bulkOrNull(read(context, at(words, 0)));
    const { database, nowMs } = context;
    database.set(at(words, 0), { type: 'string', text: at(words, 1) }, { nowMs });
    return old;
  }),
  getdel: command(2, ['write'], (context, words) => {
    const old = read(context, at(words, 0));
    if (old !== undefined) context.database.delete(at(words, 0));
    return bulkOrNull(old);
  }),
  getex: command(-2, ['write'], getAndExpire),
  mget: command(-2, [], getMany),
  mset: command(-3, ['write', 'denyoom'], (context, words) => setMany(context, words, 'mset')),
  msetnx: command(-3, ['write', 'denyoom'], (context, words) => setMany(context, words, 'msetnx')),
  incr: command(2, ['write', 'denyoom'], (context, words) => increase(context, at(words, 0), 1n)),
  decr: command(2, ['write', 'denyoom'], (context, words) => increase(context, at(words, 0), -1n)),
  incrby: command(3, ['write', 'denyoom'], (context, words) =>
    increase(context, at(words, 0), bigAt(words, 1)),
  ),
  decrby: command(3, ['write', 'denyoom'], decreaseBy),
  incrbyfloat: command(3, ['write', 'denyoom'], increaseByFloat),
  append: command(3, ['write', 'denyoom'], append),
  strlen: command(2, [], (context, words) => integer(read(context, at(words, 0))?.length ?? 0)),
  getrange: command(4, [], getRange),
  substr: command(4, [], getRange),
  setrange: command(4, ['write', 'denyoom'], setRange),
};

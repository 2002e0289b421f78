// Commands on hashes (t_hash.c in Redis 7.0).

import {
  type CommandContext,
  CommandError,
  type CommandTable,
  command,
  SYNTAX_ERROR,
  wrongArity,
} from '../command.ts';
import { addDecimals, isInt64, parseInteger } from '../numbers.ts';
import {
  array,
  bulk,
  bulkOrNull,
  bulks,
  EMPTY_ARRAY,
  integer,
  map,
  NULL,
  OK,
  type Reply,
  yesOrNo,
} from '../reply.ts';
import { scan } from './scan.ts';
import { at, bigAt, integerAt, pairsFrom } from './words.ts';

type Fields = Map<string, string>;

const NO_FIELDS: ReadonlyMap<string, string> = new Map();

const read = ({ database, nowMs }: CommandContext, key: string): ReadonlyMap<string, string> =>
  database.read(key, 'hash', nowMs)?.fields ?? NO_FIELDS;

/** Changes the fields of a hash, which is made where there is none. */
function change<Result>(
  { database, nowMs }: CommandContext,
  key: string,
  action: (fields: Fields) => Result,
): Result {
  const hash = database.read(key, 'hash', nowMs);
  const fields: Fields = hash?.fields ?? new Map();
  const result = action(fields);
  if (hash) database.changed(key);
  else if (fields.size > 0) database.set(key, { type: 'hash', fields }, { nowMs });
  return result;
}

function setFields(name: string) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    if (words.length % 2 === 0) throw new CommandError(wrongArity(name));
    const added = change(context, at(words, 0), (fields) => {
      let count = 0;
      for (const [field, text] of pairsFrom(words, 1)) {
        if (!fields.has(field)) count++;
        fields.set(field, text);
      }
      return count;
    });
    return name === 'hmset' ? OK : integer(added);
  };
}

function deleteFields(context: CommandContext, words: readonly string[]): Reply {
  if (read(context, at(words, 0)).size === 0) return integer(0);
  return change(context, at(words, 0), (fields) =>
    integer(words.slice(1).filter((field) => fields.delete(field)).length),
  );
}

function increase(context: CommandContext, words: readonly string[]): Reply {
  const by = bigAt(words, 2);
  const text = read(context, at(words, 0)).get(at(words, 1)) ?? '0';
  const value = parseInteger(text);
  if (value === null) throw new CommandError('ERR hash value is not an integer');
  const sum = value + by;
  if (!isInt64(sum)) throw new CommandError('ERR increment or decrement would overflow');
  change(context, at(words, 0), (fields) => fields.set(at(words, 1), String(sum)));
  return integer(sum);
}

function increaseByFloat(context: CommandContext, words: readonly string[]): Reply {
  const text = read(context, at(words, 0)).get(at(words, 1)) ?? '0';
  if (addDecimals('0', at(words, 2)) === null) {
    throw new CommandError('ERR value is not a valid float');
  }
  const sum = addDecimals(text, at(words, 2));
  if (sum === null) throw new CommandError('ERR hash value is not a float');
  change(context, at(words, 0), (fields) => fields.set(at(words, 1), sum));
  return bulk(sum);
}

function scanFields(context: CommandContext, words: readonly string[]): Reply {
  const fields = read(context, at(words, 0));
  const { cursor, picked, rest } = scan([...fields.keys()], words, 1);
  if (rest.length > 0) throw new CommandError(SYNTAX_ERROR);
  const items = picked.flatMap((field) => [field, fields.get(field) ?? '']);
  return array([bulk(String(cursor)), bulks(items)]);
}

function randomField(context: CommandContext, words: readonly string[]): Reply {
  const fields = read(context, at(words, 0));
  const names = [...fields.keys()];
  const { random } = context.server;
  if (words.length === 1) {
    return names.length === 0 ? NULL : bulk(at(names, random.below(names.length)));
  }
  const count = integerAt(words, 1);
  const withValues = words[2]?.toUpperCase() === 'WITHVALUES';
  if (words.length > 3 || (words.length === 3 && !withValues)) throw new CommandError(SYNTAX_ERROR);
  if (names.length === 0) return EMPTY_ARRAY;
  const picked =
    count < 0
      ? Array.from({ length: -count }, () => at(names, random.below(names.length)))
      : names.slice(0, count);
  if (!withValues) return bulks(picked);
  return bulks(picked.flatMap((name) => [name, fields.get(name) ?? '']));
}

export const HASH_COMMANDS: CommandTable = {
  hset: command(-4, ['write', 'denyoom'], setFields('hset')),
  hmset: command(-4, ['write', 'denyoom'], setFields('hmset')),
  hsetnx: command(4, ['write', 'denyoom'], (context, words) =>
    change(context, at(words, 0), (fields) => {
      if (fields.has(at(words, 1))) return integer(0);
      fields.set(at(words, 1), at(words, 2));
      return integer(1);
    }),
  ),
  hget: command(3, [], (context, words) =>
    bulkOrNull(read(context, at(words, 0)).get(at(words, 1))),
  ),
  hmget: command(-3, [], (context, words) => {
    const fields = read(context, at(words, 0));
    return array(words.slice(1).map((field) => bulkOrNull(fields.get(field))));
  }),
  hgetall: command(2, [], (context, words) =>
    map([...read(context, at(words, 0))].map(([field, text]) => [field, bulk(text)])),
  ),
  hkeys: command(2, [], (context, words) => bulks([...read(context, at(words, 0)).keys()])),
  hvals: command(2, [], (context, words) => bulks([...read(context, at(words, 0)).values()])),
  hlen: command(2, [], (context, words) => integer(read(context, at(words, 0)).size)),
  hexists: command(3, [], (context, words) =>
    yesOrNo(read(context, at(words, 0)).has(at(words, 1))),
  ),
  hstrlen: command(3, [], (context, words) =>
    integer(read(context, at(words, 0)).get(at(words, 1))?.length ?? 0),
  ),
  hdel: command(-3, ['write'], deleteFields),
  hincrby: command(4, ['write', 'denyoom'], increase),
  hincrbyfloat: command(4, ['write', 'denyoom'], increaseByFloat),
  hscan: command(-3, [], scanFields),
  hrandfield: command(-2, [], randomField),
};

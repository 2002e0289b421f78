// The basics of sorted sets (t_zset.c in Redis 7.0): adding, scores, ranks, ranges by rank, score and text.

import {
  type CommandContext,
  CommandError,
  type CommandTable,
  command,
  SYNTAX_ERROR,
} from '../command.ts';
import { formatDouble, parseDouble } from '../numbers.ts';
import { array, bulk, bulks, EMPTY_ARRAY, integer, NULL, type Reply } from '../reply.ts';
import { scan } from './scan.ts';
import { at, doubleAt, integerAt, rangeOf } from './words.ts';
import { readZadd } from './zadd-options.ts';

type Scored = readonly [member: string, score: number];

const NO_SCORES: ReadonlyMap<string, number> = new Map();

const read = ({ database, nowMs }: CommandContext, key: string): ReadonlyMap<string, number> =>
  database.read(key, 'zset', nowMs)?.scores ?? NO_SCORES;

/** By score, and members of one score by their bytes. */
const inOrder = (scores: ReadonlyMap<string, number>): Scored[] =>
  [...scores].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));

function change<Result>(
  { database, nowMs }: CommandContext,
  key: string,
  action: (scores: Map<string, number>) => Result,
): Result {
  const zset = database.read(key, 'zset', nowMs);
  const scores = zset?.scores ?? new Map<string, number>();
  const result = action(scores);
  if (zset) database.changed(key);
  else if (scores.size > 0) database.set(key, { type: 'zset', scores }, { nowMs });
  return result;
}

const score = (value: number): Reply => ({ type: 'double', value });

function add(context: CommandContext, words: readonly string[]): Reply {
  const { pairs, condition, comparison, countsChanged, increments } = readZadd(words);
  return change(context, at(words, 0), (scores) => {
    let added = 0;
    let changed = 0;
    let result: Reply = NULL;
    for (const [member, given] of pairs) {
      const old = scores.get(member);
      if ((condition === 'NX' && old !== undefined) || (condition === 'XX' && old === undefined)) {
        continue;
      }
      const next = increments ? (old ?? 0) + given : given;
      if (Number.isNaN(next)) throw new CommandError('ERR resulting score is not a number (NaN)');
      const isRefused =
        old !== undefined &&
        ((comparison === 'GT' && next <= old) || (comparison === 'LT' && next >= old));
      if (isRefused) continue;
      scores.set(member, next);
      if (old === undefined) added++;
      else if (old !== next) changed++;
      result = score(next);
    }
    if (increments) return result;
    return integer(countsChanged ? added + changed : added);
  });
}

function withScores(items: readonly Scored[], isWithScores: boolean, version: 2 | 3): Reply {
  if (!isWithScores) return bulks(items.map(([member]) => member));
  const pairs = items.map(([member, value]) => [bulk(member), score(value)]);
  return version === 2 ? array(pairs.flat()) : array(pairs.map((pair) => array(pair)));
}

/** One end of a range of scores: `5`, `(5`, `-inf`. */
function bound(text: string): (value: number) => number {
  const isOpen = text.startsWith('(');
  const limit = parseDouble(isOpen ? text.slice(1) : text);
  if (limit === null) throw new CommandError('ERR min or max is not a float');
  return (value) => (value === limit && isOpen ? Number.NaN : value - limit);
}

function byScore(low: string, high: string): (item: Scored) => boolean {
  const [above, below] = [bound(low), bound(high)];
  return ([, value]) => above(value) >= 0 && below(value) <= 0;
}

/** A range of texts: `[a`, `(a`, `-`, `+`. */
function byText(low: string, high: string): (item: Scored) => boolean {
  for (const text of [low, high]) {
    if (!/^(?:[-+]$|[[(])/.test(text)) {
      throw new CommandError('ERR min or max not valid string range item');
    }
  }
  const isAbove = (member: string): boolean => {
    if (low === '-' || low === '+') return low === '-';
    return low.startsWith('(') ? member > low.slice(1) : member >= low.slice(1);
  };
  const isBelow = (member: string): boolean => {
    if (high === '-' || high === '+') return high === '+';
    return high.startsWith('(') ? member < high.slice(1) : member <= high.slice(1);
  };
  return ([member]) => isAbove(member) && isBelow(member);
}

interface RangeOptions {
  readonly by: 'rank' | 'score' | 'text';
  readonly isReversed: boolean;
  readonly isWithScores: boolean;
  readonly limit: { readonly offset: number; readonly count: number } | null;
}

function readRangeOptions(
  words: readonly string[],
  given: Partial<RangeOptions>,
  isGeneral: boolean,
): RangeOptions {
  const options = {
    by: 'rank' as RangeOptions['by'],
    isReversed: false,
    isWithScores: false,
    limit: null as RangeOptions['limit'],
    ...given,
  };
  for (let i = 3; i < words.length; i++) {
    const word = at(words, i).toUpperCase();
    if (word === 'WITHSCORES' && (isGeneral || options.by !== 'text')) options.isWithScores = true;
    else if (word === 'LIMIT' && i + 2 < words.length && (isGeneral || options.by !== 'rank')) {
      options.limit = { offset: integerAt(words, i + 1), count: integerAt(words, i + 2) };
      i += 2;
    } else if (isGeneral && word === 'REV') options.isReversed = true;
    else if (isGeneral && word === 'BYSCORE') options.by = 'score';
    else if (isGeneral && word === 'BYLEX') options.by = 'text';
    else throw new CommandError(SYNTAX_ERROR);
  }
  if (options.limit && options.by === 'rank') {
    throw new CommandError(
      'ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX',
    );
  }
  if (options.isWithScores && options.by === 'text') {
    throw new CommandError('ERR syntax error, WITHSCORES not supported in combination with BYLEX');
  }
  return options;
}

function pick(items: Scored[], words: readonly string[], options: RangeOptions): Scored[] {
  const { by, isReversed, limit } = options;
  if (by === 'rank') {
    const [start, stop] = [integerAt(words, 1), integerAt(words, 2)];
    const ordered = isReversed ? items.reverse() : items;
    const range = rangeOf(start, stop, items.length);
    return range ? ordered.slice(range[0], range[1] + 1) : [];
  }
  const [low, high] = isReversed ? [at(words, 2), at(words, 1)] : [at(words, 1), at(words, 2)];
  const found = items.filter(by === 'score' ? byScore(low, high) : byText(low, high));
  if (isReversed) found.reverse();
  if (!limit) return found;
  const { offset, count } = limit;
  if (offset < 0) return [];
  return found.slice(offset, count < 0 ? undefined : offset + count);
}

function range(given: Partial<RangeOptions>, isGeneral = false) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    const options = readRangeOptions(words, given, isGeneral);
    const items = pick(inOrder(read(context, at(words, 0))), words, options);
    return withScores(items, options.isWithScores, context.session.version);
  };
}

function removeRange(given: Partial<RangeOptions>) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    const options = readRangeOptions(words, given, false);
    const items = pick(inOrder(read(context, at(words, 0))), words, options);
    if (items.length > 0) {
      change(context, at(words, 0), (scores) => {
        for (const [member] of items) scores.delete(member);
      });
    }
    return integer(items.length);
  };
}

const count =
  (test: typeof byScore) =>
  (context: CommandContext, words: readonly string[]): Reply => {
    const matches = test(at(words, 1), at(words, 2));
    return integer(inOrder(read(context, at(words, 0))).filter(matches).length);
  };

function rank(isReversed: boolean) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    const items = inOrder(read(context, at(words, 0)));
    if (isReversed) items.reverse();
    const place = items.findIndex(([member]) => member === at(words, 1));
    return place < 0 ? NULL : integer(place);
  };
}

function pop(isReversed: boolean) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    const OUT_OF_RANGE = 'ERR value is out of range, must be positive';
    const most = words.length > 1 ? integerAt(words, 1, OUT_OF_RANGE) : 1;
    if (most < 0) throw new CommandError(OUT_OF_RANGE);
    const items = inOrder(read(context, at(words, 0)));
    if (isReversed) items.reverse();
    const taken = items.slice(0, most);
    if (taken.length === 0) return EMPTY_ARRAY;
    change(context, at(words, 0), (scores) => {
      for (const [member] of taken) scores.delete(member);
    });
    // Without a count RESP3 has one flat pair.
    const isFlat = words.length === 1 || context.session.version === 2;
    return withScores(taken, true, isFlat ? 2 : 3);
  };
}

function scanMembers(context: CommandContext, words: readonly string[]): Reply {
  const scores = read(context, at(words, 0));
  const names = inOrder(scores).map(([member]) => member);
  const { cursor, picked, rest } = scan(names, words, 1);
  if (rest.length > 0) throw new CommandError(SYNTAX_ERROR);
  const items = picked.flatMap((name) => [name, formatDouble(scores.get(name) ?? 0)]);
  return array([bulk(String(cursor)), bulks(items)]);
}

function increase(context: CommandContext, words: readonly string[]): Reply {
  const by = doubleAt(words, 1);
  return change(context, at(words, 0), (scores) => {
    const sum = (scores.get(at(words, 2)) ?? 0) + by;
    if (Number.isNaN(sum)) throw new CommandError('ERR resulting score is not a number (NaN)');
    scores.set(at(words, 2), sum);
    return score(sum);
  });
}

function removeMembers(context: CommandContext, words: readonly string[]): Reply {
  if (read(context, at(words, 0)).size === 0) return integer(0);
  return change(context, at(words, 0), (scores) =>
    integer(words.slice(1).filter((member) => scores.delete(member)).length),
  );
}

const scoreOf = (scores: ReadonlyMap<string, number>, member: string): Reply => {
  const found = scores.get(member);
  return found === undefined ? NULL : score(found);
};

export const SORTED_SET_COMMANDS: CommandTable = {
  zadd: command(-4, ['write', 'denyoom'], add),
  zincrby: command(4, ['write', 'denyoom'], increase),
  zrem: command(-3, ['write'], removeMembers),
  zcard: command(2, [], (context, words) => integer(read(context, at(words, 0)).size)),
  zscore: command(3, [], (context, words) => scoreOf(read(context, at(words, 0)), at(words, 1))),
  zmscore: command(-3, [], (context, words) => {
    const scores = read(context, at(words, 0));
    return array(words.slice(1).map((member) => scoreOf(scores, member)));
  }),
  zrank: command(3, [], rank(false)),
  zrevrank: command(3, [], rank(true)),
  zcount: command(4, [], count(byScore)),
  zlexcount: command(4, [], count(byText)),
  zrange: command(-4, [], range({}, true)),
  zrevrange: command(-4, [], range({ isReversed: true })),
  zrangebyscore: command(-4, [], range({ by: 'score' })),
  zrevrangebyscore: command(-4, [], range({ by: 'score', isReversed: true })),
  zrangebylex: command(-4, [], range({ by: 'text' })),
  zrevrangebylex: command(-4, [], range({ by: 'text', isReversed: true })),
  zremrangebyrank: command(4, ['write'], removeRange({})),
  zremrangebyscore: command(4, ['write'], removeRange({ by: 'score' })),
  zremrangebylex: command(4, ['write'], removeRange({ by: 'text' })),
  zpopmin: command(-2, ['write'], pop(false)),
  zpopmax: command(-2, ['write'], pop(true)),
  zscan: command(-3, [], scanMembers),
};

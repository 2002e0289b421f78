// Commands on sets (t_set.c in Redis 7.0). Sets of whole numbers come out in their order, as from an intset.
// Simplified: other sets come out in the order of insertion, where Redis' order depends on a random seed.

import {
  type CommandContext,
  CommandError,
  type CommandTable,
  command,
  SYNTAX_ERROR,
} from '../command.ts';
import { array, bulk, bulks, integer, NULL, type Reply, yesOrNo } from '../reply.ts';
import { encodingOf } from '../value.ts';
import { scan } from './scan.ts';
import { at, integerAt } from './words.ts';

const NO_MEMBERS: ReadonlySet<string> = new Set();

const read = ({ database, nowMs }: CommandContext, key: string): ReadonlySet<string> =>
  database.read(key, 'set', nowMs)?.members ?? NO_MEMBERS;

/** Members in the order Redis would show. */
function listed({ server }: CommandContext, members: ReadonlySet<string>): string[] {
  const value = { type: 'set', members: new Set(members) } as const;
  const isIntset = encodingOf(value, server.configuration.encodingLimits) === 'intset';
  return isIntset ? [...members].sort((a, b) => Number(a) - Number(b)) : [...members];
}

const setReply = (context: CommandContext, members: ReadonlySet<string>): Reply => ({
  type: 'set',
  items: listed(context, members).map(bulk),
});

function change<Result>(
  { database, nowMs }: CommandContext,
  key: string,
  action: (members: Set<string>) => Result,
): Result {
  const set = database.read(key, 'set', nowMs);
  const members = set?.members ?? new Set<string>();
  const before = members.size;
  const result = action(members);
  if (set && members.size !== before) database.changed(key);
  else if (!set && members.size > 0) database.set(key, { type: 'set', members }, { nowMs });
  return result;
}

function addMembers(context: CommandContext, words: readonly string[]): Reply {
  return change(context, at(words, 0), (members) => {
    const before = members.size;
    for (const member of words.slice(1)) members.add(member);
    return integer(members.size - before);
  });
}

function moveMember(context: CommandContext, words: readonly string[]): Reply {
  const [from, to, member] = [at(words, 0), at(words, 1), at(words, 2)];
  const source = read(context, from);
  read(context, to);
  if (!source.has(member)) return integer(0);
  if (from === to) return integer(1);
  change(context, from, (members) => members.delete(member));
  change(context, to, (members) => members.add(member));
  return integer(1);
}

/** Takes or shows random members. */
function randomMembers(takes: boolean) {
  return (context: CommandContext, words: readonly string[]): Reply => {
    const key = at(words, 0);
    if (words.length > 2) throw new CommandError(SYNTAX_ERROR);
    const { random } = context.server;
    const count = words.length === 2 ? integerAt(words, 1, takes ? POSITIVE : undefined) : 1;
    if (takes && count < 0) throw new CommandError(POSITIVE);
    const left = listed(context, read(context, key));
    const picked: string[] = [];
    const repeats = count < 0;
    while (left.length > 0 && picked.length < Math.abs(count)) {
      const place = random.below(left.length);
      picked.push(at(left, place));
      if (!repeats) left.splice(place, 1);
    }
    if (takes && picked.length > 0) {
      change(context, key, (members) => {
        for (const member of picked) members.delete(member);
      });
    }
    if (words.length === 1) return picked[0] === undefined ? NULL : bulk(picked[0]);
    return takes ? { type: 'set', items: picked.map(bulk) } : bulks(picked);
  };
}

const POSITIVE = 'ERR value is out of range, must be positive';

type Combine = (sets: readonly ReadonlySet<string>[]) => Set<string>;

const union: Combine = (sets) => new Set(sets.flatMap((members) => [...members]));
const difference: Combine = ([first = NO_MEMBERS, ...others]) =>
  new Set([...first].filter((member) => !others.some((other) => other.has(member))));
const intersection: Combine = ([first = NO_MEMBERS, ...others]) =>
  new Set([...first].filter((member) => others.every((other) => other.has(member))));

const combined =
  (combine: Combine) =>
  (context: CommandContext, words: readonly string[]): Reply =>
    setReply(context, combine(words.map((key) => read(context, key))));

const stored =
  (combine: Combine) =>
  (context: CommandContext, words: readonly string[]): Reply => {
    const { database, nowMs } = context;
    const members = combine(words.slice(1).map((key) => read(context, key)));
    if (members.size === 0) database.delete(at(words, 0));
    else database.set(at(words, 0), { type: 'set', members }, { nowMs });
    return integer(members.size);
  };

function scanMembers(context: CommandContext, words: readonly string[]): Reply {
  const { cursor, picked, rest } = scan(listed(context, read(context, at(words, 0))), words, 1);
  if (rest.length > 0) throw new CommandError(SYNTAX_ERROR);
  return array([bulk(String(cursor)), bulks(picked)]);
}

export const SET_COMMANDS: CommandTable = {
  sadd: command(-3, ['write', 'denyoom'], addMembers),
  srem: command(-3, ['write'], (context, words) =>
    change(context, at(words, 0), (members) =>
      integer(words.slice(1).filter((member) => members.delete(member)).length),
    ),
  ),
  smembers: command(2, [], (context, words) => setReply(context, read(context, at(words, 0)))),
  sismember: command(3, [], (context, words) =>
    yesOrNo(read(context, at(words, 0)).has(at(words, 1))),
  ),
  smismember: command(-3, [], (context, words) => {
    const members = read(context, at(words, 0));
    return array(words.slice(1).map((member) => yesOrNo(members.has(member))));
  }),
  scard: command(2, [], (context, words) => integer(read(context, at(words, 0)).size)),
  smove: command(4, ['write'], moveMember),
  spop: command(-2, ['write'], randomMembers(true)),
  srandmember: command(-2, [], randomMembers(false)),
  sunion: command(-2, [], combined(union)),
  sinter: command(-2, [], combined(intersection)),
  sdiff: command(-2, [], combined(difference)),
  sunionstore: command(-3, ['write', 'denyoom'], stored(union)),
  sinterstore: command(-3, ['write', 'denyoom'], stored(intersection)),
  sdiffstore: command(-3, ['write', 'denyoom'], stored(difference)),
  sscan: command(-3, [], scanMembers),
};

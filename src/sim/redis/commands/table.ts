// All commands by their names, and those Redis has and the simulator has not.

import type { CommandTable } from '../command.ts';
import { ADMINISTRATION_COMMANDS } from './administration.ts';
import { CONNECTION_COMMANDS } from './connection.ts';
import { HASH_COMMANDS } from './hashes.ts';
import { KEY_COMMANDS } from './keys.ts';
import { LIST_COMMANDS } from './lists.ts';
import { PUB_SUB_COMMANDS } from './pub-sub-commands.ts';
import { SET_COMMANDS } from './sets.ts';
import { SORTED_SET_COMMANDS } from './sorted-sets.ts';
import { STRING_COMMANDS } from './strings.ts';
import { TRANSACTION_COMMANDS } from './transactions.ts';

/** By name in lower case; a subcommand stands behind a bar: `config|get`. */
export const COMMANDS: CommandTable = {
  ...CONNECTION_COMMANDS,
  ...KEY_COMMANDS,
  ...STRING_COMMANDS,
  ...LIST_COMMANDS,
  ...HASH_COMMANDS,
  ...SET_COMMANDS,
  ...SORTED_SET_COMMANDS,
  ...TRANSACTION_COMMANDS,
  ...PUB_SUB_COMMANDS,
  ...ADMINISTRATION_COMMANDS,
};

/** Commands that only have subcommands, and how many words Redis wants at least. */
export const CONTAINERS: ReadonlySet<string> = new Set(
  Object.keys(COMMANDS).flatMap((name) => (name.includes('|') ? [name.split('|')[0] ?? ''] : [])),
);

/** Subcommands of Redis 7.0 that the simulator does not have. */
export const SUBCOMMANDS_NOT_MODELLED: ReadonlySet<string> = new Set(
  `client|caching client|getredir client|help client|no-touch client|pause client|tracking
  client|trackinginfo client|unblock client|unpause config|help config|rewrite debug|jmap debug|object
  debug|reload debug|set-active-expire memory|doctor memory|help memory|malloc-stats memory|purge memory|stats
  object|help pubsub|help pubsub|shardchannels pubsub|shardnumsub slowlog|help`.split(/\s+/),
);

/** Commands of Redis 7.0 that the simulator does not have. It says so, and does not call them unknown. */
export const NOT_MODELLED: ReadonlySet<string> = new Set(
  `acl asking bgrewriteaof bitcount bitfield bitfield_ro bitop bitpos blmpop bzmpop bzpopmax bzpopmin
  cluster command dump eval eval_ro evalsha evalsha_ro failover fcall fcall_ro function geoadd geodist geohash
  geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch geosearchstore getbit latency
  lcs lmpop lolwut migrate module monitor pfadd pfcount pfdebug pfmerge pfselftest psync readonly readwrite
  replconf restore restore-asking script setbit sintercard sort sort_ro spublish ssubscribe sunsubscribe sync
  wait xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange xread xreadgroup xrevrange xsetid
  xtrim zdiff zdiffstore zinter zintercard zinterstore zmpop zrandmember zrangestore zunion
  zunionstore`.split(/\s+/),
);

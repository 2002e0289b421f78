// Commands of operators: INFO, CONFIG, SAVE, SLOWLOG, DEBUG, SHUTDOWN (server.c, config.c, rdb.c, slowlog.c in
// Redis 7.0).

import {
  type CommandContext,
  CommandError,
  type CommandTable,
  command,
  SYNTAX_ERROR,
} from '../command.ts';
import { DIRECTIVES } from '../config/directives.ts';
import { matchesGlob } from '../glob.ts';
import { array, bulk, bulks, failure, integer, map, OK, type Reply, simple } from '../reply.ts';
import { at, doubleAt, integerAt, pairsFrom } from './words.ts';

function configGet({ server }: CommandContext, words: readonly string[]): Reply {
  const found = new Map<string, string>();
  for (const word of words) {
    const pattern = word.toLowerCase();
    const isPattern = /[[*?]/.test(pattern);
    for (const [name, value] of server.configuration.all) {
      if (!matchesGlob(pattern, name)) continue;
      // A name that is no pattern comes back as it was written.
      const shown = isPattern ? name : word;
      if (!found.has(shown)) found.set(shown, value);
    }
  }
  return map([...found].map(([name, value]) => [name, bulk(value)]));
}

function configSet({ server }: CommandContext, words: readonly string[]): Reply {
  const { configuration } = server;
  const failed = (name: string, why: string): never => {
    throw new CommandError(
      `ERR CONFIG SET failed (possibly related to argument '${name}') - ${why}`,
    );
  };
  if (words.length % 2 === 1) throw new CommandError(SYNTAX_ERROR);
  const checked = pairsFrom(words, 0).map(([given, text]) => {
    const name = given.toLowerCase();
    const result = configuration.check(name, [text]);
    if (!result) {
      throw new CommandError(
        `ERR Unknown option or number of arguments for CONFIG SET - '${given}'`,
      );
    }
    const fixed = DIRECTIVES[name]?.fixed;
    if (fixed) failed(name, `can't set ${fixed} config`);
    if ('refused' in result) return failed(name, result.refused);
    return [name, result.value] as const;
  });
  for (const [name, value] of checked) server.setConfiguration(name, value);
  return OK;
}

function save({ server }: CommandContext): Reply {
  if (server.persistence.isSaving) {
    throw new CommandError('ERR Background save already in progress');
  }
  return server.persistence.save() ? OK : failure('ERR');
}

function saveInBackground({ server }: CommandContext, words: readonly string[]): Reply {
  const isScheduled = words.length === 1 && at(words, 0).toUpperCase() === 'SCHEDULE';
  if (words.length > 0 && !isScheduled) throw new CommandError(SYNTAX_ERROR);
  if (server.persistence.isSaving) {
    throw new CommandError('ERR Background save already in progress');
  }
  server.persistence.saveInBackground();
  return simple('Background saving started');
}

function shutdown({ server }: CommandContext, words: readonly string[]): Reply {
  const options = new Set(words.map((word) => word.toUpperCase()));
  for (const option of options) {
    if (!/^(?:NOSAVE|SAVE|NOW|FORCE|ABORT)$/.test(option)) throw new CommandError(SYNTAX_ERROR);
  }
  if (options.has('ABORT')) throw new CommandError('ERR No shutdown in progress.');
  if (options.has('SAVE') && options.has('NOSAVE')) throw new CommandError(SYNTAX_ERROR);
  const mode = options.has('NOSAVE') ? 'nosave' : options.has('SAVE') ? 'save' : 'default';
  return server.shutdown(mode);
}

function slowLogGet({ server }: CommandContext, words: readonly string[]): Reply {
  const { entries } = server.slowLog;
  const OUT_OF_RANGE = 'ERR count should be greater than or equal to -1';
  const count = words.length > 0 ? integerAt(words, 0, OUT_OF_RANGE) : 10;
  if (count < -1) throw new CommandError(OUT_OF_RANGE);
  const shown = count === -1 ? entries : entries.slice(0, count);
  return array(
    shown.map((entry) =>
      array([
        integer(entry.id),
        integer(entry.atSeconds),
        integer(entry.durationUs),
        bulks(entry.words),
        bulk(entry.address),
        bulk(entry.clientName),
      ]),
    ),
  );
}

function time({ server }: CommandContext): Reply {
  const us = Math.floor(server.nowMs * 1_000);
  return bulks([String(Math.floor(us / 1_000_000)), String(us % 1_000_000)]);
}

function role({ server }: CommandContext): Reply {
  if (!server.isReplica) return array([bulk('master'), integer(0), array([])]);
  const [host = '', port = '6379'] = server.configuration.get('replicaof').split(' ');
  return array([bulk('slave'), bulk(host), integer(Number(port)), bulk('connected'), integer(0)]);
}

function replicaOf({ server, session }: CommandContext, words: readonly string[]): Reply {
  const [host, port] = [at(words, 0), at(words, 1)];
  const isNoOne = /^no$/i.test(host) && /^one$/i.test(port);
  if (!isNoOne) integerAt(words, 1, 'ERR Invalid master port');
  server.setReplicaOf(isNoOne ? '' : `${host} ${port}`, session);
  return OK;
}

/** Simplified: DEBUG knows SLEEP, and nothing else. */
function debugSleep({ server }: CommandContext, words: readonly string[]): Reply {
  server.occupy(doubleAt(words, 0) * 1_000);
  return OK;
}

export const ADMINISTRATION_COMMANDS: CommandTable = {
  info: command(-1, ['loading'], ({ server }, words) => ({
    type: 'verbatim',
    text: server.info(words.map((word) => word.toLowerCase())),
  })),
  time: command(1, ['loading'], time),
  lastsave: command(1, ['loading'], ({ server }) =>
    integer(Math.floor(server.persistence.lastSaveMs / 1_000)),
  ),
  role: command(1, ['loading'], role),
  replicaof: command(3, [], replicaOf),
  slaveof: command(3, [], replicaOf),
  'config|get': command(-3, ['loading'], configGet),
  'config|set': command(-4, ['loading'], configSet),
  'config|resetstat': command(2, ['loading'], ({ server }) => {
    server.statistics.reset();
    return OK;
  }),
  save: command(1, ['no_multi'], save),
  bgsave: command(-1, [], saveInBackground),
  shutdown: command(-1, ['loading', 'no_multi'], shutdown),
  'slowlog|get': command(-2, ['loading'], slowLogGet),
  'slowlog|len': command(2, ['loading'], ({ server }) => integer(server.slowLog.entries.length)),
  'slowlog|reset': command(2, ['loading'], ({ server }) => {
    server.slowLog.clear();
    return OK;
  }),
  'debug|sleep': command(3, ['loading'], debugSleep),
};

// All commands by their name.

import { awkCommands } from './awk/awk.ts';
import { bashCommands } from './bash.ts';
import type { CommandSpec, CommandTable } from './command.ts';
import { listingCommands } from './files/listing.ts';
import { fileCommands } from './files/manage.ts';
import { gitCommands } from './git/git.ts';
import { curlCommands } from './http/curl.ts';
import { jqCommands } from './jq/jq.ts';
import { abCommands } from './load/ab.ts';
import { wrkCommands } from './load/wrk.ts';
import { psqlCommands } from './psql/psql.ts';
import { redisCommands } from './redis/redis-cli.ts';
import { dockerCommands } from './services/docker.ts';
import { kernelLogCommands } from './services/kernel-log.ts';
import { nginxCommands } from './services/nginx.ts';
import { nodeCommands } from './services/node.ts';
import { pm2Commands } from './services/pm2.ts';
import { systemdCommands } from './services/systemd.ts';
import { networkCommands } from './system/network.ts';
import { processCommands } from './system/processes.ts';
import { surroundingCommands } from './system/surroundings.ts';
import { sedCommands } from './text/sed.ts';
import { textCommands } from './text/text-commands.ts';

const LISTS: readonly (readonly [string, CommandSpec])[] = [
  ...bashCommands,
  ...listingCommands,
  ...fileCommands,
  ...textCommands,
  ...sedCommands,
  ...awkCommands,
  ...jqCommands,
  ...surroundingCommands,
  ...processCommands,
  ...networkCommands,
  ...nodeCommands,
  ...curlCommands,
  ...abCommands,
  ...wrkCommands,
  ...psqlCommands,
  ...redisCommands,
  ...gitCommands,
  ...pm2Commands,
  ...dockerCommands,
  ...systemdCommands,
  ...kernelLogCommands,
  ...nginxCommands,
];

export const COMMANDS: CommandTable = new Map(LISTS);

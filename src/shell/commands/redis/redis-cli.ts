// redis-cli 7.0: commands for a Redis server somewhere on the network. What it prints is compared with recordings of the real
// one (fixtures/redis-cli-cases.txt).

import type { Invocation } from '../../invocation.ts';
import { Interrupted } from '../../language/control.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { latency, rollingStat, scanKeys } from './redis-modes.ts';
import { type RedisOptions, RedisUsage, redisOptions } from './redis-options.ts';
import { RedisSession } from './redis-session.ts';
import { byteText, splitWords } from './words.ts';

const VERSION = '7.0.15';
const PASSWORD_WARNING =
  "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n";

const HELP = `redis-cli ${VERSION}
To get help about Redis commands type:
      "help @<group>" to get a list of commands in <group>
      "help <command>" for help on <command>
      "help <tab>" to get a list of possible help topics
      "quit" to exit

To set redis-cli preferences:
      ":set hints" enable online hints
      ":set nohints" disable online hints
Set your preferences in ~/.redisclirc
`;

const USAGE = `redis-cli ${VERSION}

Usage: redis-cli [OPTIONS] [cmd [arg [arg ...]]]
  -h <hostname>      Server hostname (default: 127.0.0.1).
  -p <port>          Server port (default: 6379).
  -a <password>      Password to use when connecting to the server.
  -u <uri>           Server URI.
  -r <repeat>        Execute specified command N times.
  -i <interval>      When -r is used, waits <interval> seconds per command.
  -n <db>            Database number.
  -x                 Read last argument from STDIN.
  -e                 Return exit error code when command execution fails.
  --raw              Use raw formatting for replies.
  --no-raw           Force formatted output even when STDOUT is not a tty.
  --stat             Print rolling stats about server: mem, clients, ...
  --latency          Enter a special mode continuously sampling latency.
  --scan             List all keys using the SCAN command.
  --pattern <pat>    Keys pattern when using the --scan option.
  --help             Output this help and exit.
  --version          Output version and exit.
`;

/** The command of the command line, as often as was asked. */
function* runCommand(session: RedisSession, words: readonly string[]): Task<number> {
  const { repeat, intervalSeconds, exitsWithError } = session.options;
  let status = 0;
  for (let times = 0; times < repeat; times++) {
    if (times > 0 && intervalSeconds > 0) yield* session.run.sleep(intervalSeconds * 1e6);
    const result = yield* session.command(words);
    if (result === 'lost') return 1;
    if (result === 'error' && exitsWithError) status = 1;
  }
  return status;
}

/** Lines of a person; Ctrl-C leaves, as it does in redis-cli. */
function* interact(session: RedisSession): Task<number> {
  const { run } = session;
  const lines = run.lines(run.stdin);
  yield* session.connect();
  for (;;) {
    yield* run.print(session.prompt);
    const line = yield* lines.next();
    if (line === null) return 0;
    const words = splitWords(byteText(run.encode(line.text)));
    const [name = ''] = words ?? [];
    if (words === null) yield* run.print('Invalid argument(s)\n');
    else if (/^(?:quit|exit)$/i.test(name)) return 0;
    else if (/^(?:help|\?)$/i.test(name)) yield* run.print(HELP);
    else if (/^clear$/i.test(name)) yield* run.print('\u001b[H\u001b[2J');
    else if (/^connect$/i.test(name) && words.length === 3) yield* session.connect();
    else if (words.length > 0) yield* session.command(words);
  }
}

/** Lines of a pipe. */
function* readCommands(session: RedisSession): Task<number> {
  const { run } = session;
  const lines = run.lines(run.stdin);
  let status = 0;
  for (let line = yield* lines.next(); line; line = yield* lines.next()) {
    const words = splitWords(byteText(run.encode(line.text)));
    if (!words) yield* run.print('Invalid argument(s)\n');
    else if (words.length > 0 && (yield* session.command(words)) === 'lost') status = 1;
  }
  return status;
}

function* work(session: RedisSession, options: RedisOptions): Task<number> {
  const { run } = session;
  if (session.isInteractive) return yield* interact(session);
  if (!(yield* session.connect())) return 1;
  if (options.mode === 'scan') return yield* scanKeys(session);
  if (options.mode === 'latency') return yield* latency(session);
  if (options.mode === 'stat') return yield* rollingStat(session);
  if (options.words.length === 0) return yield* readCommands(session);
  const words = options.words.map((word) => byteText(run.encode(word)));
  if (options.readsLast) words.push(byteText(yield* run.readAll(run.stdin)));
  return yield* runCommand(session, words);
}

function* redisCli(run: Invocation): Task<number> {
  if (run.args.includes('--version') || run.args[0] === '-v') {
    yield* run.print(`redis-cli ${VERSION}\n`);
    return 0;
  }
  if (run.args[0] === '--help') {
    yield* run.print(USAGE);
    return 0;
  }
  let options: RedisOptions;
  try {
    options = redisOptions(run.args, run.environment);
  } catch (error) {
    if (!(error instanceof RedisUsage)) throw error;
    yield* run.printError(`${error.message}\n`);
    return 1;
  }
  if (options.warnsOfPassword) yield* run.printError(PASSWORD_WARNING);
  const isCommand = options.words.length > 0 || options.mode !== 'command';
  const isInteractive = !isCommand && run.stdin.isTerminal;
  const session = new RedisSession(run, options, isInteractive);
  try {
    return yield* work(session, options);
  } catch (error) {
    if (error instanceof Interrupted) return 130;
    throw error;
  } finally {
    session.connection?.close();
  }
}

export const redisCommands = [
  define('redis-cli', {
    summary: 'commands for a Redis server',
    usage: 'redis-cli [-h HOST] [-p PORT] [-a PASSWORD] [COMMAND [ARGUMENT]...]',
    program: redisCli,
    hasOwnHelp: true,
  }),
];

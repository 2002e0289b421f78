// redis-cli --scan, --latency and --stat.

import type { Task } from '../../task.ts';
import type { RedisSession } from './redis-session.ts';
import type { Reply } from './reply-reader.ts';

const textOf = (reply: Reply | undefined): string =>
  reply && 'text' in reply ? reply.text : reply?.kind === 'integer' ? reply.value : '';

/** All keys, or those of a pattern, without holding the server up. */
export function* scanKeys(session: RedisSession): Task<number> {
  const { run, options } = session;
  let cursor = '0';
  const pattern = options.pattern === null ? [] : ['MATCH', options.pattern];
  do {
    const reply = yield* session.connection?.ask(['SCAN', cursor, ...pattern]) ?? none();
    if (!reply || 'problem' in reply) {
      yield* run.printError(`Error: ${reply?.problem ?? 'not connected'}\n`);
      return 1;
    }
    if (reply.kind !== 'array') {
      yield* run.printError(`ERROR: ${textOf(reply)}\n`);
      return 1;
    }
    const [next, keys] = reply.items;
    for (const key of keys?.kind === 'array' ? keys.items : [])
      yield* run.print(`${textOf(key)}\n`);
    cursor = textOf(next);
  } while (cursor !== '0');
  return 0;
}

// biome-ignore lint/correctness/useYield: there is nothing to wait for
function* none(): Task<null> {
  return null;
}

const LATENCY_EVERY_US = 10_000;
/** The line is written anew, ten times a second at most. */
const SHOWN_EVERY = 10;

/** Sends PING a hundred times a second and shows how long answers take, in whole milliseconds. */
export function* latency(session: RedisSession): Task<number> {
  const { run } = session;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  let sum = 0;
  let isInterrupted = false;
  run.process.handlers.set('SIGINT', () => {
    isInterrupted = true;
  });
  for (let samples = 1; !isInterrupted; samples++) {
    const startedUs = run.kernel.nowUs;
    const reply = yield* session.connection?.ask(['PING']) ?? none();
    if (!reply || 'problem' in reply) {
      yield* run.printError(`\nI/O error\n`);
      return 1;
    }
    const ms = Math.floor((run.kernel.nowUs - startedUs) / 1_000);
    least = Math.min(least, ms);
    most = Math.max(most, ms);
    sum += ms;
    if (samples % SHOWN_EVERY === 0 || samples === 1) {
      const average = (sum / samples).toFixed(2);
      const line = `min: ${least}, max: ${most}, avg: ${average} (${samples} samples)`;
      yield* run.print(run.stdout.isTerminal ? `\u001b[0G\u001b[2K${line}` : `${line}\n`);
    }
    if (samples === 100) run.follow();
    yield* run.sleep(LATENCY_EVERY_US);
  }
  yield* run.print('\n');
  return 130;
}

const HEAD =
  '------- data ------ --------------------- load -------------------- - child -\n' +
  'keys       mem      clients blocked requests            connections          \n';

const field = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);

function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes}B`;
  if (bytes < 1_024 ** 2) return `${(bytes / 1_024).toFixed(2)}K`;
  if (bytes < 1_024 ** 3) return `${(bytes / 1_024 ** 2).toFixed(2)}M`;
  return `${(bytes / 1_024 ** 3).toFixed(2)}G`;
}

/** A line a second: keys, memory, clients, requests. */
export function* rollingStat(session: RedisSession): Task<number> {
  const { run, options } = session;
  const everyUs = (options.intervalSeconds || 1) * 1e6;
  let requestsBefore = 0;
  for (let lines = 0; ; lines++) {
    const reply = yield* session.connection?.ask(['INFO']) ?? none();
    if (!reply || 'problem' in reply) {
      yield* run.printError(`Error: ${reply?.problem ?? 'not connected'}\n`);
      return 1;
    }
    if (lines % 20 === 0) yield* run.print(HEAD);
    const info = textOf(reply);
    const keys = [...info.matchAll(/^db\d+:keys=(\d+)/gm)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
    const requests = field(info, 'total_commands_processed');
    const shown = `${requests} (+${lines === 0 ? 0 : requests - requestsBefore})`;
    requestsBefore = requests;
    const cells = [
      String(keys).padEnd(11),
      sizeText(field(info, 'used_memory')).padEnd(9),
      String(field(info, 'connected_clients')).padEnd(8),
      String(field(info, 'blocked_clients')).padEnd(8),
      shown.padEnd(20),
      String(field(info, 'total_connections_received')).padEnd(12),
    ];
    yield* run.print(`${cells.join('')}\n`);
    if (lines === 3) run.follow();
    yield* run.sleep(everyUs);
  }
}

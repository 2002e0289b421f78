// The text of INFO: sections of `name:value` lines, as Redis 7.0 writes them.
// Simplified: only what the simulator knows; no processor times, no replication offsets, no allocator statistics.

import type { Configuration } from './config/configuration.ts';
import type { Database } from './database.ts';
import type { Persistence } from './persistence.ts';
import type { Session } from './session.ts';
import type { Statistics } from './statistics.ts';
import { VERSION } from './version.ts';

export interface InfoFacts {
  readonly configuration: Configuration;
  readonly databases: readonly Database[];
  readonly sessions: ReadonlySet<Session>;
  readonly statistics: Statistics;
  readonly persistence: Persistence;
  readonly pid: number;
  readonly runId: string;
  readonly nowMs: number;
  readonly startedMs: number;
  readonly usedBytes: number;
  readonly startupBytes: number;
  readonly isLoading: boolean;
  readonly isReplica: boolean;
  readonly channels: number;
  readonly patterns: number;
}

type Line = readonly [name: string, value: string | number];

/** `895.26K`, as bytesToHuman writes it. */
export function humanBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes}B`;
  for (const [limit, unit] of [
    [1_024 ** 2, 'K'],
    [1_024 ** 3, 'M'],
    [1_024 ** 4, 'G'],
  ] as const) {
    if (bytes < limit) return `${((bytes * 1_024) / limit).toFixed(2)}${unit}`;
  }
  return `${(bytes / 1_024 ** 4).toFixed(2)}T`;
}

function serverLines({ configuration, pid, runId, nowMs, startedMs }: InfoFacts): Line[] {
  const seconds = Math.floor((nowMs - startedMs) / 1_000);
  return [
    ['redis_version', VERSION],
    ['redis_git_sha1', '00000000'],
    ['redis_git_dirty', 0],
    ['redis_mode', 'standalone'],
    ['os', 'Linux 6.1.0 x86_64'],
    ['arch_bits', 64],
    ['process_id', pid],
    ['run_id', runId],
    ['tcp_port', configuration.get('port')],
    ['server_time_usec', Math.floor(nowMs * 1_000)],
    ['uptime_in_seconds', seconds],
    ['uptime_in_days', Math.floor(seconds / 86_400)],
    ['hz', configuration.get('hz')],
    ['configured_hz', configuration.get('hz')],
    ['lru_clock', Math.floor(nowMs / 1_000) % 2 ** 24],
    ['executable', '/usr/bin/redis-server'],
    ['config_file', '/etc/redis/redis.conf'],
  ];
}

function clientLines({ configuration, sessions }: InfoFacts): Line[] {
  const blocked = [...sessions].filter(({ waiting }) => waiting).length;
  return [
    ['connected_clients', sessions.size],
    ['cluster_connections', 0],
    ['maxclients', configuration.get('maxclients')],
    ['blocked_clients', blocked],
    ['tracking_clients', 0],
  ];
}

function memoryLines(facts: InfoFacts): Line[] {
  const { usedBytes, startupBytes, statistics, configuration } = facts;
  const most = configuration.number('maxmemory');
  const dataset = Math.max(0, usedBytes - startupBytes);
  return [
    ['used_memory', usedBytes],
    ['used_memory_human', humanBytes(usedBytes)],
    ['used_memory_peak', statistics.peakBytes],
    ['used_memory_peak_human', humanBytes(statistics.peakBytes)],
    ['used_memory_startup', startupBytes],
    ['used_memory_dataset', dataset],
    ['maxmemory', most],
    ['maxmemory_human', humanBytes(most)],
    ['maxmemory_policy', configuration.policy],
    ['mem_allocator', 'jemalloc-5.3.0'],
  ];
}

function persistenceLines({ persistence, isLoading }: InfoFacts): Line[] {
  return [
    ['loading', isLoading ? 1 : 0],
    ['async_loading', 0],
    ['rdb_changes_since_last_save', persistence.changes],
    ['rdb_bgsave_in_progress', persistence.isSaving ? 1 : 0],
    ['rdb_last_save_time', Math.floor(persistence.lastSaveMs / 1_000)],
    ['rdb_last_bgsave_status', persistence.isLastSaveOk ? 'ok' : 'err'],
    ['rdb_saves', persistence.saves],
    ['aof_enabled', 0],
  ];
}

function statisticsLines({ statistics, channels, patterns }: InfoFacts): Line[] {
  return [
    ['total_connections_received', statistics.connections],
    ['total_commands_processed', statistics.commands],
    ['total_net_input_bytes', statistics.inputBytes],
    ['total_net_output_bytes', statistics.outputBytes],
    ['rejected_connections', statistics.rejectedConnections],
    ['expired_keys', statistics.expiredKeys],
    ['evicted_keys', statistics.evictedKeys],
    ['keyspace_hits', statistics.hits],
    ['keyspace_misses', statistics.misses],
    ['pubsub_channels', channels],
    ['pubsub_patterns', patterns],
    ['total_error_replies', statistics.errorReplies],
  ];
}

function replicationLines({ isReplica, configuration }: InfoFacts): Line[] {
  if (!isReplica) {
    return [
      ['role', 'master'],
      ['connected_slaves', 0],
    ];
  }
  const [host = '', port = ''] = configuration.get('replicaof').split(' ');
  return [
    ['role', 'slave'],
    ['master_host', host],
    ['master_port', port],
    ['master_link_status', 'up'],
    ['slave_read_only', configuration.isOn('replica-read-only') ? 1 : 0],
    ['connected_slaves', 0],
  ];
}

/** How long the keys with an expiry have left, on average. */
function averageTtlMs({ entries }: Database, nowMs: number): number {
  const left = [...entries.values()].flatMap(({ expiresAtMs }) =>
    expiresAtMs === null ? [] : [expiresAtMs - nowMs],
  );
  return left.length === 0 ? 0 : Math.floor(left.reduce((a, b) => a + b, 0) / left.length);
}

const keyspaceLines = ({ databases, nowMs }: InfoFacts): Line[] =>
  databases
    .filter(({ size }) => size > 0)
    .map((database) => [
      `db${database.index}`,
      `keys=${database.size},expires=${database.expiring},avg_ttl=${averageTtlMs(database, nowMs)}`,
    ]);

const errorLines = ({ statistics }: InfoFacts): Line[] =>
  [...statistics.errors].map(([code, count]) => [`errorstat_${code}`, `count=${count}`]);

const commandLines = ({ statistics }: InfoFacts): Line[] =>
  [...statistics.calls].map(([name, { calls, failed, rejected }]) => [
    `cmdstat_${name}`,
    `calls=${calls},usec=0,usec_per_call=0.00,rejected_calls=${rejected},failed_calls=${failed}`,
  ]);

const SECTIONS = [
  ['Server', serverLines],
  ['Clients', clientLines],
  ['Memory', memoryLines],
  ['Persistence', persistenceLines],
  ['Stats', statisticsLines],
  ['Replication', replicationLines],
  ['Commandstats', commandLines],
  ['Errorstats', errorLines],
  ['Keyspace', keyspaceLines],
] as const;

/** Sections that come only when they are asked for. */
const SPECIAL = new Set(['commandstats']);

/** The sections asked for, or the usual ones. */
export function infoText(facts: InfoFacts, asked: readonly string[]): string {
  const isAll = asked.some((name) => name === 'all' || name === 'everything');
  const isDefault = asked.length === 0 || asked.includes('default');
  return SECTIONS.filter(([title]) => {
    const name = title.toLowerCase();
    return isAll || asked.includes(name) || (isDefault && !SPECIAL.has(name));
  })
    .map(([title, lines]) => {
      const text = lines(facts).map(([name, value]) => `${name}:${value}\r\n`);
      return `# ${title}\r\n${text.join('')}`;
    })
    .join('\r\n');
}

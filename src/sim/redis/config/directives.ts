// The directives of redis.conf that the simulator models, with the defaults of Redis 7.0.15 (`CONFIG GET *` of a server
// started without a file), and the names of those it does not model.

export type DirectiveKind =
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'integer'; readonly from: number; readonly to: number }
  | { readonly kind: 'memory' }
  | { readonly kind: 'one-of'; readonly words: readonly string[] }
  | { readonly kind: 'text' }
  /** Several words, kept as they are. */
  | { readonly kind: 'words' };

export interface Directive {
  readonly value: string;
  readonly type: DirectiveKind;
  /** Can be set only in the file; the error calls it immutable, or protected where it names files. */
  readonly fixed?: 'immutable' | 'protected';
}

const yesNo = (value: 'yes' | 'no'): Directive => ({ value, type: { kind: 'yes-no' } });
const integer = (value: number, from: number, to: number): Directive => ({
  value: String(value),
  type: { kind: 'integer', from, to },
});
const memory = (value: number): Directive => ({ value: String(value), type: { kind: 'memory' } });
const text = (value: string): Directive => ({ value, type: { kind: 'text' } });
const words = (value: string): Directive => ({ value, type: { kind: 'words' } });
const oneOf = (value: string, choices: readonly string[]): Directive => ({
  value,
  type: { kind: 'one-of', words: choices },
});
const fixed = (directive: Directive): Directive => ({ ...directive, fixed: 'immutable' });

const INT_MAX = 2_147_483_647;

export const EVICTION_POLICIES = [
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
] as const;

/** What decides which key goes when memory is full. */
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];

export const DIRECTIVES: Readonly<Record<string, Directive>> = {
  appendonly: yesNo('no'),
  bind: words('* -::*'),
  databases: fixed(integer(16, 1, INT_MAX)),
  dbfilename: { ...text('dump.rdb'), fixed: 'protected' },
  dir: { ...text('/'), fixed: 'protected' },
  'hash-max-listpack-entries': integer(512, 0, INT_MAX),
  'hash-max-listpack-value': integer(64, 0, INT_MAX),
  hz: integer(10, 0, INT_MAX),
  logfile: fixed(text('')),
  loglevel: oneOf('notice', ['debug', 'verbose', 'notice', 'warning']),
  maxclients: integer(10_000, 1, INT_MAX),
  maxmemory: memory(0),
  'maxmemory-policy': oneOf('noeviction', EVICTION_POLICIES),
  'maxmemory-samples': integer(5, 1, INT_MAX),
  'notify-keyspace-events': text(''),
  port: integer(6379, 0, 65_535),
  'protected-mode': yesNo('yes'),
  'replica-read-only': yesNo('yes'),
  'replica-serve-stale-data': yesNo('yes'),
  replicaof: fixed(words('')),
  requirepass: text(''),
  save: words('3600 1 300 100 60 10000'),
  'set-max-intset-entries': integer(512, 0, INT_MAX),
  'slowlog-log-slower-than': integer(10_000, -1, Number.MAX_SAFE_INTEGER),
  'slowlog-max-len': integer(128, 0, Number.MAX_SAFE_INTEGER),
  'stop-writes-on-bgsave-error': yesNo('yes'),
  'tcp-backlog': fixed(integer(511, 0, INT_MAX)),
  'tcp-keepalive': integer(300, 0, INT_MAX),
  timeout: integer(0, 0, INT_MAX),
  'zset-max-listpack-entries': integer(128, 0, INT_MAX),
  'zset-max-listpack-value': integer(64, 0, INT_MAX),
};

/** Other names of modelled directives. */
export const ALIASES: Readonly<Record<string, string>> = {
  'hash-max-ziplist-entries': 'hash-max-listpack-entries',
  'hash-max-ziplist-value': 'hash-max-listpack-value',
  'zset-max-ziplist-entries': 'zset-max-listpack-entries',
  'zset-max-ziplist-value': 'zset-max-listpack-value',
  slaveof: 'replicaof',
  'slave-read-only': 'replica-read-only',
  'slave-serve-stale-data': 'replica-serve-stale-data',
};

/** Directives of Redis 7.0 that have no effect in the simulator, which says so in the log. */
export const NOT_MODELLED: ReadonlySet<string> = new Set(
  `acl-pubsub-default aclfile acllog-max-len active-defrag-cycle-max active-defrag-cycle-min
  active-defrag-ignore-bytes active-defrag-max-scan-fields active-defrag-threshold-lower
  active-defrag-threshold-upper active-expire-effort activedefrag activerehashing always-show-logo
  aof-load-truncated aof-rewrite-incremental-fsync aof-timestamp-enabled aof-use-rdb-preamble
  aof_rewrite_cpulist appenddirname appendfilename appendfsync auto-aof-rewrite-min-size
  auto-aof-rewrite-percentage bgsave_cpulist bind-source-addr bio_cpulist busy-reply-threshold
  client-output-buffer-limit client-query-buffer-limit cluster-announce-ip cluster-announce-port
  cluster-config-file cluster-enabled cluster-node-timeout crash-log-enabled crash-memcheck-enabled
  daemonize disable-thp dynamic-hz enable-debug-command enable-module-command
  enable-protected-configs hll-sparse-max-bytes ignore-warnings include io-threads
  io-threads-do-reads jemalloc-bg-thread latency-monitor-threshold latency-tracking
  latency-tracking-info-percentiles lazyfree-lazy-eviction lazyfree-lazy-expire
  lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush lfu-decay-time
  lfu-log-factor list-compress-depth list-max-listpack-size list-max-ziplist-size loadmodule
  lua-time-limit masterauth masteruser maxmemory-clients maxmemory-eviction-tenacity
  min-replicas-max-lag min-replicas-to-write no-appendfsync-on-rewrite oom-score-adj
  oom-score-adj-values pidfile proc-title-template propagation-error-behavior proto-max-bulk-len
  rdb-del-sync-files rdb-save-incremental-fsync rdbchecksum rdbcompression rename-command
  repl-backlog-size repl-backlog-ttl repl-disable-tcp-nodelay repl-diskless-load
  repl-diskless-sync repl-diskless-sync-delay repl-ping-replica-period repl-timeout
  replica-announce-ip replica-announce-port replica-announced replica-ignore-maxmemory
  replica-lazy-flush replica-priority sanitize-dump-payload server_cpulist set-proc-title
  shutdown-on-sigint shutdown-on-sigterm shutdown-timeout socket-mark-id stream-node-max-bytes
  stream-node-max-entries supervised syslog-enabled syslog-facility syslog-ident tls-auth-clients
  tls-ca-cert-dir tls-ca-cert-file tls-cert-file tls-cluster tls-key-file tls-port tls-protocols
  tls-replication tracking-table-max-keys unixsocket unixsocketperm user`.split(/\s+/),
);

// What `ps` shows of a backend: "postgres: user database host activity", as section 28.1 of PostgreSQL's manual
// ("Standard Unix Tools") has it. The host stands with its port, as log_line_prefix's %r does.
// Simplified: the activity of a running statement is its first word, where the server has the command's whole tag.

/** A backend at one moment. */
export interface TitledBackend {
  /** null until the client has said who it is. */
  readonly user: string | null;
  readonly database: string | null;
  /** Address and port: `10.0.0.12(45022)`. */
  readonly client: string;
  /** As in pg_stat_activity: `active`, `idle in transaction`. */
  readonly state: string;
  readonly query: string;
  /** Whether it waits for a lock. */
  readonly isWaiting: boolean;
}

/** The title of a backend's process. */
export function processTitle(backend: TitledBackend): string {
  const { user, database, client, state, query, isWaiting } = backend;
  if (user === null) return `postgres: ${client} startup`;
  const word = /^\s*(\w+)/.exec(query)?.[1]?.toUpperCase() ?? 'startup';
  const activity = state === 'active' ? word : state;
  return `postgres: ${user} ${database ?? ''} ${client} ${activity}${isWaiting ? ' waiting' : ''}`;
}

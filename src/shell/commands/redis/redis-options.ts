// The command line of redis-cli 7.0.

export interface RedisTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string | null;
  readonly password: string | null;
  readonly database: number;
}

export type RedisMode = 'command' | 'scan' | 'latency' | 'stat';

export interface RedisOptions {
  readonly target: RedisTarget;
  readonly mode: RedisMode;
  readonly isRaw: boolean | null;
  /** How often, and how long between. */
  readonly repeat: number;
  readonly intervalSeconds: number;
  /** The last argument is read from standard input. */
  readonly readsLast: boolean;
  readonly pattern: string | null;
  readonly exitsWithError: boolean;
  readonly warnsOfPassword: boolean;
  readonly words: readonly string[];
}

/** Refused, in redis-cli's words. */
export class RedisUsage extends Error {}

interface Draft {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  database: number;
  mode: RedisMode;
  isRaw: boolean | null;
  repeat: number;
  intervalSeconds: number;
  readsLast: boolean;
  pattern: string | null;
  exitsWithError: boolean;
  warnsOfPassword: boolean;
}

const FLAGS: Readonly<Record<string, (draft: Draft) => void>> = {
  '--scan': (draft) => {
    draft.mode = 'scan';
  },
  '--latency': (draft) => {
    draft.mode = 'latency';
  },
  '--stat': (draft) => {
    draft.mode = 'stat';
  },
  '--raw': (draft) => {
    draft.isRaw = true;
  },
  '--no-raw': (draft) => {
    draft.isRaw = false;
  },
  '--no-auth-warning': (draft) => {
    draft.warnsOfPassword = false;
  },
  '-e': (draft) => {
    draft.exitsWithError = true;
  },
  '-x': (draft) => {
    draft.readsLast = true;
  },
  '-2': () => {},
};

const VALUES: Readonly<Record<string, (draft: Draft, value: string) => void>> = {
  '-h': (draft, value) => {
    draft.host = value;
  },
  '-p': (draft, value) => {
    draft.port = Number(value);
    if (!/^\d+$/.test(value) || draft.port > 65_535) throw new RedisUsage('Invalid server port.');
  },
  '-a': (draft, value) => {
    draft.password = value;
  },
  '--pass': (draft, value) => {
    draft.password = value;
  },
  '--user': (draft, value) => {
    draft.user = value;
  },
  '-n': (draft, value) => {
    draft.database = Number(value);
  },
  '-r': (draft, value) => {
    draft.repeat = Number(value) < 0 ? Number.POSITIVE_INFINITY : Number(value);
  },
  '-i': (draft, value) => {
    draft.intervalSeconds = Number(value);
  },
  '--pattern': (draft, value) => {
    draft.pattern = value;
  },
  '-u': (draft, value) => takeUri(draft, value),
};

/** `redis://user:password@host:port/database` */
function takeUri(draft: Draft, text: string): void {
  const match = /^redis:\/\/(?:(?:([^:@/]*):)?([^@/]*)@)?([^:/]*)(?::(\d+))?(?:\/(\d*))?$/.exec(
    text,
  );
  if (!match) throw new RedisUsage('Invalid URI scheme');
  const [, user, password, host, port, database] = match;
  // A user without a name is a user all the same: the server knows none.
  if (user !== undefined) draft.user = decodeURIComponent(user);
  if (password) draft.password = decodeURIComponent(password);
  if (host) draft.host = decodeURIComponent(host);
  if (port) draft.port = Number(port);
  if (database) draft.database = Number(database);
}

/** Takes the arguments. Throws a `RedisUsage`. */
export function redisOptions(
  args: readonly string[],
  environment: ReadonlyMap<string, string>,
): RedisOptions {
  const draft: Draft = {
    host: '127.0.0.1',
    port: 6_379,
    user: null,
    password: null,
    database: 0,
    mode: 'command',
    isRaw: null,
    repeat: 1,
    intervalSeconds: 0,
    readsLast: false,
    pattern: null,
    exitsWithError: false,
    warnsOfPassword: true,
  };
  const rest = [...args];
  while (rest[0]?.startsWith('-')) {
    const name = rest.shift() ?? '';
    const flag = FLAGS[name];
    const value = VALUES[name];
    if (flag) flag(draft);
    else if (value && rest.length > 0) value(draft, rest.shift() ?? '');
    else {
      throw new RedisUsage(`Unrecognized option or bad number of args for: '${name}'`);
    }
  }
  const { host, port, user, database, mode, isRaw, repeat, intervalSeconds } = draft;
  const { readsLast, pattern, exitsWithError } = draft;
  const warnsOfPassword = draft.warnsOfPassword && draft.password !== null;
  const password = draft.password ?? environment.get('REDISCLI_AUTH') ?? null;
  return {
    target: { host, port, user, password, database },
    mode,
    isRaw,
    repeat,
    intervalSeconds,
    readsLast,
    pattern,
    exitsWithError,
    warnsOfPassword,
    words: rest,
  };
}

// Where psql connects: flags, a connection string or URI, the environment, defaults ("Connection Strings", 34.1.1 of the
// manual). Simplified: one host; no service file, no .pgpass.

export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  /** Through the socket in the file system. Simplified: it is a connection over the loopback. */
  readonly isLocal: boolean;
  readonly user: string;
  readonly database: string;
  readonly password: string | null;
  /** How long connecting may take; for ever where null. */
  readonly timeoutMs: number | null;
  readonly sslMode: string;
  readonly applicationName: string;
  /** `-c name=value` for the server. */
  readonly options: string;
}

/** A connection string that is none; the words are libpq's. */
export class TargetError extends Error {}

/** Parameters of libpq with the variable each has. */
const VARIABLES = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  user: 'PGUSER',
  dbname: 'PGDATABASE',
  password: 'PGPASSWORD',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  sslmode: 'PGSSLMODE',
  application_name: 'PGAPPNAME',
  options: 'PGOPTIONS',
} as const;

type Parameter = keyof typeof VARIABLES;

/** Parameters that are taken and have no effect here. */
const WITHOUT_EFFECT = new Set([
  'sslrootcert',
  'sslcert',
  'sslkey',
  'channel_binding',
  'gssencmode',
  'keepalives',
  'target_session_attrs',
  'client_encoding',
  'fallback_application_name',
]);

export type Given = Partial<Record<Parameter, string>>;

const isParameter = (name: string): name is Parameter => Object.hasOwn(VARIABLES, name);

function setParameter(given: Given, name: string, value: string): void {
  if (isParameter(name)) given[name] = value;
  else if (!WITHOUT_EFFECT.has(name)) throw new TargetError(`invalid connection option "${name}"`);
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TargetError(`invalid percent-encoded token: "${text}"`);
  }
};

/** `postgres://user:password@host:port/database?parameter=value` */
function parseUri(text: string): Given {
  const match =
    /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/?]*)(?::(\d*))?(?:\/([^?]*))?(?:\?(.*))?$/.exec(
      text,
    );
  if (!match) throw new TargetError(`invalid URI: "${text}"`);
  const given: Given = {};
  const [, user, password, host, port, database, query] = match;
  for (const [name, value] of [
    ['user', user],
    ['password', password],
    ['host', host],
    ['port', port],
    ['dbname', database],
  ] as const) {
    if (value) given[name] = decoded(value);
  }
  for (const pair of query ? query.split('&') : []) {
    const equals = pair.indexOf('=');
    if (equals < 0) {
      throw new TargetError(`missing key/value separator "=" in URI query parameter: "${pair}"`);
    }
    const name = decoded(pair.slice(0, equals));
    if (!isParameter(name) && !WITHOUT_EFFECT.has(name)) {
      throw new TargetError(`invalid URI query parameter: "${name}"`);
    }
    setParameter(given, name, decoded(pair.slice(equals + 1)));
  }
  return given;
}

/** `host=db user='a b'` */
function parseKeywords(text: string): Given {
  const given: Given = {};
  const pattern = /\s*([\w]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\]|\\.)*))\s*/y;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) {
      throw new TargetError(
        `missing "=" after "${text.slice(at).trim().split(/\s/)[0]}" in connection info string`,
      );
    }
    const [, name = '', quoted, bare = ''] = match;
    setParameter(given, name, (quoted ?? bare).replace(/\\(.)/g, '$1'));
  }
  return given;
}

/** What a name of a database says: it may be a whole connection string. */
export function parseDatabase(text: string): Given {
  if (/^postgres(?:ql)?:\/\//.test(text)) return parseUri(text);
  return text.includes('=') ? parseKeywords(text) : { dbname: text };
}

/** Completes what was given from the environment and the defaults. Throws a `TargetError`. */
export function connectTarget(
  given: Given,
  environment: ReadonlyMap<string, string>,
): ConnectTarget {
  const value = (name: Parameter): string | undefined =>
    given[name] || environment.get(VARIABLES[name]) || undefined;
  const host = value('hostaddr') ?? value('host');
  const isLocal = host === undefined || host.startsWith('/');
  const user = value('user') ?? environment.get('USER') ?? 'root';
  const portText = value('port') ?? '5432';
  const port = Number(portText);
  if (!/^\d+$/.test(portText)) {
    throw new TargetError(`invalid integer value "${portText}" for connection option "port"`);
  }
  if (port < 1 || port > 65_535) throw new TargetError(`invalid port number: "${portText}"`);
  const timeout = Number(value('connect_timeout') ?? 0);
  return {
    host: isLocal ? '127.0.0.1' : (host ?? ''),
    port,
    isLocal,
    user,
    database: value('dbname') ?? user,
    password: value('password') ?? null,
    // libpq waits for two seconds at least.
    timeoutMs: timeout > 0 ? Math.max(2, timeout) * 1_000 : null,
    sslMode: value('sslmode') ?? 'prefer',
    applicationName: value('application_name') ?? 'psql',
    options: value('options') ?? '',
  };
}

// Settings of the server and of a session (chapter 20 of the manual): defaults, postgresql.conf, SET.
// Simplified: settings without an effect here are kept and shown, and change nothing.

import { SqlError } from '../sql-error.ts';

type Unit = 'ms' | 's' | 'min' | 'kB' | '8kB' | null;
type Context = 'user' | 'server' | 'internal';

interface Setting {
  readonly value: string;
  readonly type: 'bool' | 'integer' | 'real' | 'string' | 'enum';
  readonly unit: Unit;
  readonly context: Context;
  readonly options?: readonly string[];
  readonly range?: readonly [number, number];
}

const MOST = 2_147_483_647;
const integer = (
  value: number,
  unit: Unit = null,
  context: Context = 'user',
  range: readonly [number, number] = [0, MOST],
): Setting => ({
  value: String(value),
  type: 'integer',
  unit,
  context,
  range,
});
const bool = (value: boolean, context: Context = 'user'): Setting => ({
  value: value ? 'on' : 'off',
  type: 'bool',
  unit: null,
  context,
});
const string = (value: string, context: Context = 'user'): Setting => ({
  value,
  type: 'string',
  unit: null,
  context,
});
const choice = (value: string, options: readonly string[]): Setting => ({
  value,
  type: 'enum',
  unit: null,
  context: 'user',
  options,
});

const LEVELS = ['serializable', 'repeatable read', 'read committed', 'read uncommitted'];

const SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ['application_name', string('')],
  ['client_encoding', string('UTF8')],
  [
    'client_min_messages',
    choice('notice', [
      'debug5',
      'debug4',
      'debug3',
      'debug2',
      'debug1',
      'log',
      'notice',
      'warning',
      'error',
    ]),
  ],
  ['cluster_name', string('', 'server')],
  ['datestyle', string('ISO, MDY')],
  ['deadlock_timeout', integer(1_000, 'ms', 'user', [1, MOST])],
  ['default_transaction_isolation', choice('read committed', LEVELS)],
  ['default_transaction_read_only', bool(false)],
  ['extra_float_digits', integer(1, null, 'user', [-15, 3])],
  ['idle_in_transaction_session_timeout', integer(0, 'ms')],
  ['idle_session_timeout', integer(0, 'ms')],
  ['in_hot_standby', bool(false, 'internal')],
  ['integer_datetimes', bool(true, 'internal')],
  [
    'intervalstyle',
    choice('postgres', ['postgres', 'postgres_verbose', 'sql_standard', 'iso_8601']),
  ],
  ['is_superuser', bool(false, 'internal')],
  ['listen_addresses', string('*', 'server')],
  ['lock_timeout', integer(0, 'ms')],
  ['log_connections', bool(false)],
  ['log_disconnections', bool(false)],
  ['log_line_prefix', string('%m [%p] %q%u@%d ', 'server')],
  ['log_lock_waits', bool(false)],
  ['log_min_duration_statement', integer(-1, 'ms', 'user', [-1, MOST])],
  ['log_statement', choice('none', ['none', 'ddl', 'mod', 'all'])],
  ['max_connections', integer(100, null, 'server', [1, 262_143])],
  ['password_encryption', choice('scram-sha-256', ['md5', 'scram-sha-256'])],
  ['port', integer(5_432, null, 'server', [1, 65_535])],
  ['search_path', string('"$user", public')],
  ['server_encoding', string('UTF8', 'internal')],
  ['server_version', string('15.20', 'internal')],
  ['server_version_num', string('150020', 'internal')],
  ['session_authorization', string('', 'internal')],
  ['shared_buffers', integer(16_384, '8kB', 'server')],
  ['standard_conforming_strings', bool(true)],
  ['statement_timeout', integer(0, 'ms')],
  ['superuser_reserved_connections', integer(3, null, 'server')],
  ['tcp_keepalives_idle', integer(7_200, 's')],
  ['timezone', string('UTC')],
  ['transaction_isolation', choice('read committed', LEVELS)],
  ['transaction_read_only', bool(false)],
  ['work_mem', integer(4_096, 'kB')],
]);

/** Of each family of units the sizes, smallest first. */
const FAMILIES: readonly (readonly (readonly [string, number])[])[] = [
  [
    ['us', 0.001],
    ['ms', 1],
    ['s', 1_000],
    ['min', 60_000],
    ['h', 3_600_000],
    ['d', 86_400_000],
  ],
  [
    ['B', 1 / 1_024],
    ['kB', 1],
    ['8kB', 8],
    ['MB', 1_024],
    ['GB', 1_048_576],
  ],
];

const familyOf = (unit: string): (typeof FAMILIES)[number] | undefined =>
  FAMILIES.find((family) => family.some(([name]) => name === unit));

const sizeOf = (unit: string): number => familyOf(unit)?.find(([name]) => name === unit)?.[1] ?? 1;

const invalid = (name: string, value: string, hint?: string): SqlError =>
  new SqlError('22023', `invalid value for parameter "${name}": "${value}"`, {
    ...(hint && { hint }),
  });

function parseInteger(name: string, text: string, { unit, range }: Setting): string {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text);
  if (!match) throw invalid(name, text);
  const [, number = '', written = ''] = match;
  const own = unit ?? '';
  if (written !== '' && (unit === null || familyOf(written) !== familyOf(own))) {
    const family = unit && familyOf(unit) === FAMILIES[0];
    const hint = family
      ? 'Valid units for this parameter are "us", "ms", "s", "min", "h", and "d".'
      : undefined;
    throw invalid(name, text, hint);
  }
  const value = Math.round(
    (Number(number) * (written === '' ? sizeOf(own) : sizeOf(written))) / sizeOf(own),
  );
  const [low, high] = range ?? [0, MOST];
  if (value < low || value > high) {
    const shown = unit && unit !== '8kB' ? `${value} ${unit}` : String(value);
    const bounds = `(${low} .. ${high})`;
    throw new SqlError(
      '22023',
      `${shown} is outside the valid range for parameter "${name}" ${bounds}`,
    );
  }
  return String(value);
}

/** A value in the form it is kept in. Throws 22023 where it is none. */
function parseValue(name: string, text: string, setting: Setting): string {
  switch (setting.type) {
    case 'integer':
    case 'real':
      return parseInteger(name, text, setting);
    case 'bool': {
      const word = text.trim().toLowerCase();
      if (/^(?:on|true|t|yes|y|1)$/.test(word)) return 'on';
      if (/^(?:off|false|f|no|n|0)$/.test(word)) return 'off';
      throw new SqlError('22023', `parameter "${name}" requires a Boolean value`);
    }
    case 'enum': {
      const word = text.trim().toLowerCase();
      if (setting.options?.includes(word)) return word;
      throw invalid(name, text, `Available values: ${setting.options?.join(', ')}.`);
    }
    default:
      return text;
  }
}

/** With the largest unit that leaves a whole number: `50ms`, `1s`, `128MB`. */
function showValue(value: string, { unit, type }: Setting): string {
  const number = Number(value);
  if (type !== 'integer' || !unit || number <= 0) return value;
  const family = familyOf(unit) ?? [];
  const size = number * sizeOf(unit);
  const fitting = family.filter(([name, one]) => name !== '8kB' && size % one === 0 && one >= 1);
  const [name = unit, one = 1] = fitting.at(-1) ?? [];
  return `${size / one}${name}`;
}

export class Settings {
  readonly #parent: Settings | null;
  #values: Map<string, string>;
  #local = new Map<string, string>();
  #saved: Map<string, string> | null = null;

  constructor(parent: Settings | null = null) {
    this.#parent = parent;
    this.#values = new Map();
  }

  /** As it is kept: times in milliseconds; null where there is no such setting. */
  get(name: string): string | null {
    const key = name.toLowerCase();
    return (
      this.#local.get(key) ??
      this.#values.get(key) ??
      this.#parent?.get(key) ??
      SETTINGS.get(key)?.value ??
      null
    );
  }

  number(name: string): number {
    return Number(this.get(name) ?? 0);
  }

  isOn(name: string): boolean {
    return this.get(name) === 'on';
  }

  isKnown(name: string): boolean {
    return SETTINGS.has(name.toLowerCase());
  }

  /** What a client could have set and differs from PostgreSQL's defaults, in the form it is kept in. */
  changed(): Map<string, string> {
    const changed = new Map<string, string>();
    for (const [name, { value, context }] of SETTINGS) {
      const now = this.get(name) ?? value;
      if (context === 'user' && now !== value) changed.set(name, now);
    }
    return changed;
  }

  /** As SHOW writes it. */
  show(name: string): string | null {
    const value = this.get(name);
    const setting = SETTINGS.get(name.toLowerCase());
    return value !== null && setting ? showValue(value, setting) : value;
  }

  /** What a value becomes. Throws for unknown names and for what may not be changed here. */
  check(name: string, value: string, from: 'file' | 'session'): string {
    const key = name.toLowerCase();
    const setting = SETTINGS.get(key);
    if (!setting) {
      if (key.includes('.')) return value;
      throw new SqlError('42704', `unrecognized configuration parameter "${name}"`);
    }
    if (from === 'session' && setting.context === 'server') {
      throw new SqlError(
        '55P02',
        `parameter "${key}" cannot be changed without restarting the server`,
      );
    }
    if (setting.context === 'internal') {
      throw new SqlError('55P02', `parameter "${key}" cannot be changed`);
    }
    return parseValue(key, value, setting);
  }

  set(
    name: string,
    value: string,
    options: { local?: boolean; from?: 'file' | 'session' } = {},
  ): void {
    const key = name.toLowerCase();
    const checked = this.check(key, value, options.from ?? 'session');
    if (options.local) this.#local.set(key, checked);
    else {
      this.#local.delete(key);
      this.#values.set(key, checked);
    }
  }

  /** Sets what clients cannot. */
  force(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value);
  }

  reset(name: string): void {
    const key = name.toLowerCase();
    if (key === 'all') {
      this.#values.clear();
      return;
    }
    if (!SETTINGS.has(key) && !key.includes('.')) {
      throw new SqlError('42704', `unrecognized configuration parameter "${name}"`);
    }
    this.#values.delete(key);
    this.#local.delete(key);
  }

  /** Takes over what another one holds: a reload, seen by everybody who inherits from this one. */
  replaceWith(other: Settings): void {
    this.#values = other.#values;
  }

  beginTransaction(): void {
    this.#saved = new Map(this.#values);
  }

  endTransaction(isCommitted: boolean): void {
    this.#local.clear();
    if (!isCommitted && this.#saved) this.#values = this.#saved;
    this.#saved = null;
  }
}

/** Lines of postgresql.conf that cannot be taken, with why. */
export interface ConfigProblem {
  readonly line: number;
  readonly message: string;
}

/** Reads postgresql.conf. */
export function readConfig(text: string, settings: Settings): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/^((?:[^#']|'(?:[^']|'')*')*)#.*$/, '$1').trim();
    if (line === '') continue;
    const match = /^([A-Za-z_][\w.]*)\s*(?:=\s*|\s+)(?:'((?:[^']|'')*)'|(\S+))$/.exec(line);
    if (!match) {
      problems.push({
        line: index + 1,
        message: `syntax error in file "postgresql.conf" line ${index + 1}, near token "${line.split(/\s+/).at(-1)}"`,
      });
      continue;
    }
    const [, name = '', quoted, bare = ''] = match;
    try {
      settings.set(name, quoted?.replaceAll("''", "'") ?? bare, { from: 'file' });
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      problems.push({ line: index + 1, message: error.message });
    }
  }
  return problems;
}

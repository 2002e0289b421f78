// Functions about the server and the session, about arrays, and those that give many rows.

import { notModelled, SqlError } from '../sql-error.ts';
import {
  arrayOf,
  BOOL,
  FLOAT8,
  formatType,
  INT4,
  INT8,
  INTERVAL,
  NAME,
  NUMERIC,
  OID,
  REGTYPE,
  TEXT,
  TIMESTAMP,
  TIMESTAMPTZ,
  typeByOid,
  UUID,
  VOID,
} from '../values/data-type.ts';
import { addInterval } from '../values/datetime.ts';
import type { Decimal } from '../values/decimal.ts';
import { type Interval, intervalUs } from '../values/interval.ts';
import { compareNullable, type Value } from '../values/value.ts';
import type { Run } from './run.ts';
import { ANY, ANYARRAY, ANYELEMENT, defineFunction } from './signature.ts';

const volatile = { volatile: true };

function defineSession(): void {
  defineFunction('version', [], TEXT, (_args, run) => run.session.version);
  for (const name of ['current_user', 'session_user', 'current_role', 'user']) {
    defineFunction(name, [], NAME, (_args, run) => run.session.user);
  }
  for (const name of ['current_database', 'current_catalog']) {
    defineFunction(name, [], NAME, (_args, run) => run.session.database);
  }
  defineFunction('current_schema', [], NAME, () => 'public');
  defineFunction('pg_backend_pid', [], INT4, (_args, run) => run.session.pid);
  defineFunction('inet_client_port', [], INT4, (_args, run) => run.session.clientPort);
  defineFunction('pg_is_in_recovery', [], BOOL, () => false);
  defineFunction(
    'txid_current',
    [],
    INT8,
    (_args, run) => BigInt(run.session.transactionId()),
    volatile,
  );
  defineFunction(
    'pg_typeof',
    [ANY],
    REGTYPE,
    (_args, _run, types) => types[0]?.sqlName ?? 'unknown',
    {
      strict: false,
    },
  );
  defineFunction(
    'current_setting',
    [TEXT, BOOL],
    TEXT,
    ([name, missing], run) => {
      const value = run.session.setting(name as string);
      if (value !== null || missing === true) return value;
      throw new SqlError('42704', `unrecognized configuration parameter "${name as string}"`);
    },
    { optional: 1 },
  );
  defineFunction(
    'set_config',
    [TEXT, TEXT, BOOL],
    TEXT,
    ([name, value, local], run) =>
      run.session.changeSetting(name as string, value as string, local === true),
    volatile,
  );
}

function defineAdministration(): void {
  defineFunction(
    'pg_sleep',
    [FLOAT8],
    VOID,
    ([seconds], run) => {
      run.sleep(Math.max(0, Math.round((seconds as number) * 1e6)));
      return '';
    },
    volatile,
  );
  defineFunction(
    'pg_sleep_for',
    [INTERVAL],
    VOID,
    ([span], run) => {
      run.sleep(intervalUs(span as Interval));
      return '';
    },
    volatile,
  );
  for (const [name, kind] of [
    ['pg_terminate_backend', 'terminate'],
    ['pg_cancel_backend', 'cancel'],
  ] as const) {
    defineFunction(name, [INT4], BOOL, ([pid], run) => signal(run, pid as number, kind), volatile);
  }
  defineFunction(
    'pg_blocking_pids',
    [INT4],
    arrayOf(INT4),
    ([pid], run) => [...run.session.blockers(pid as number)],
    volatile,
  );
  defineFunction('gen_random_uuid', [], UUID, (_args, run) => randomUuid(run), volatile);
  for (const name of ['pg_relation_size', 'pg_table_size', 'pg_total_relation_size']) {
    for (const type of [TEXT, OID]) {
      defineFunction(name, [type], INT8, ([table], run) => {
        const found = run.session.relation(String(table));
        if (!found) throw new SqlError('42P01', `relation "${String(table)}" does not exist`);
        return BigInt(found.pages) * 8_192n;
      });
    }
  }
  defineFunction('pg_database_size', [TEXT], INT8, (_args, run) =>
    BigInt(run.session.databaseBytes()),
  );
  defineFunction('pg_size_pretty', [INT8], TEXT, ([bytes]) => prettySize(Number(bytes)));
  defineFunction(
    'to_regclass',
    [TEXT],
    TEXT,
    ([name], run) => run.session.relation(name as string)?.name ?? null,
  );
  for (const name of [
    'pg_advisory_lock',
    'pg_try_advisory_lock',
    'pg_advisory_xact_lock',
    'pg_advisory_unlock',
  ]) {
    defineFunction(
      name,
      [INT8],
      BOOL,
      () => {
        throw notModelled(`${name}()`);
      },
      volatile,
    );
  }
}

/** What psql and ORMs ask about objects of the catalogue. */
function defineCatalog(): void {
  defineFunction('pg_get_expr', [TEXT, OID, BOOL], TEXT, ([text]) => text ?? null, { optional: 1 });
  defineFunction('pg_get_indexdef', [OID], TEXT, ([oid], run) =>
    run.session.definition(oid as number, false),
  );
  defineFunction('pg_get_indexdef', [OID, INT4, BOOL], TEXT, ([oid, column, pretty], run) => {
    const whole = run.session.definition(oid as number, pretty === true);
    const columns = /USING btree \((.*?)\)(?: WHERE .*)?$/.exec(whole ?? '')?.[1];
    return column === 0 ? whole : (columns?.split(', ')[(column as number) - 1] ?? null);
  });
  defineFunction(
    'pg_get_constraintdef',
    [OID, BOOL],
    TEXT,
    ([oid, pretty], run) => run.session.definition(oid as number, pretty === true),
    { optional: 1 },
  );
  defineFunction('pg_get_userbyid', [OID], NAME, ([oid], run) =>
    run.session.roleName(oid as number),
  );
  defineFunction('pg_encoding_to_char', [INT4], NAME, ([code]) => (code === 6 ? 'UTF8' : ''));
  defineFunction(
    'format_type',
    [OID, INT4],
    TEXT,
    ([oid, modifier]) => {
      const type = typeByOid(oid as number);
      return type ? formatType(type, (modifier as number | null) ?? -1) : '???';
    },
    { strict: false },
  );
}

function signal(run: Run, pid: number, kind: 'terminate' | 'cancel'): boolean {
  const found = run.session.signal(pid, kind);
  if (!found) {
    run.session.notice('WARNING', '01000', `PID ${pid} is not a PostgreSQL backend process`);
  }
  return found;
}

function randomUuid(run: Run): string {
  const bytes = Array.from({ length: 16 }, () => Math.floor(run.random() * 256));
  bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function prettySize(bytes: number): string {
  let size = bytes;
  for (const unit of ['bytes', 'kB', 'MB', 'GB']) {
    if (Math.abs(size) < 10_240) return `${Math.round(size)} ${unit}`;
    size /= 1_024;
  }
  return `${Math.round(size)} TB`;
}

function defineSequences(): void {
  defineFunction(
    'nextval',
    [TEXT],
    INT8,
    ([name], run) => run.session.sequence('next', name as string),
    volatile,
  );
  defineFunction(
    'currval',
    [TEXT],
    INT8,
    ([name], run) => run.session.sequence('current', name as string),
    volatile,
  );
  defineFunction('lastval', [], INT8, (_args, run) => run.session.sequence('last', ''), volatile);
  defineFunction(
    'setval',
    [TEXT, INT8, BOOL],
    INT8,
    ([name, value, called], run) => {
      const next = (value as bigint) - (called === false ? 1n : 0n);
      run.session.sequence('set', name as string, next);
      return value ?? null;
    },
    { volatile: true, optional: 1 },
  );
  defineFunction(
    'pg_get_serial_sequence',
    [TEXT, TEXT],
    TEXT,
    ([table, column]) => `public.${table as string}_${column as string}_seq`,
  );
}

/** Numbers from one to another by a step, which must not be zero. */
function series<Item>(options: {
  from: Item;
  until: (item: Item) => boolean;
  next: (item: Item) => Item;
  run: Run;
}): Item[] {
  const items: Item[] = [];
  for (let item = options.from; options.until(item); item = options.next(item)) {
    items.push(item);
    options.run.charge(0.02);
    if (items.length > 2_000_000) throw notModelled('A series of more than two million rows');
  }
  return items;
}

const zeroStep = (): SqlError => new SqlError('22023', 'step size cannot equal zero');

function defineSets(): void {
  const set = { set: true, optional: 1 };
  defineFunction(
    'generate_series',
    [INT4, INT4, INT4],
    INT4,
    ([from, to, by], run) => {
      const step = (by ?? 1) as number;
      if (step === 0) throw zeroStep();
      const until = (item: number): boolean =>
        step > 0 ? item <= (to as number) : item >= (to as number);
      return series({ from: from as number, until, next: (item) => item + step, run });
    },
    set,
  );
  defineFunction(
    'generate_series',
    [INT8, INT8, INT8],
    INT8,
    ([from, to, by], run) => {
      const step = (by ?? 1n) as bigint;
      if (step === 0n) throw zeroStep();
      const until = (item: bigint): boolean =>
        step > 0n ? item <= (to as bigint) : item >= (to as bigint);
      return series({ from: from as bigint, until, next: (item) => item + step, run });
    },
    set,
  );
  defineFunction(
    'generate_series',
    [NUMERIC, NUMERIC, NUMERIC],
    NUMERIC,
    ([from, to, by], run) => {
      const step = by as Decimal;
      if (step.isZero) throw zeroStep();
      const sign = step.digits > 0n ? 1 : -1;
      const until = (item: Decimal): boolean => item.compare(to as Decimal) * sign <= 0;
      return series({ from: from as Decimal, until, next: (item) => item.plus(step), run });
    },
    { set: true },
  );
  for (const type of [TIMESTAMPTZ, TIMESTAMP]) {
    defineFunction(
      'generate_series',
      [type, type, INTERVAL],
      type,
      ([from, to, by], run) => {
        const span = by as Interval;
        const sign = Math.sign(intervalUs(span));
        if (sign === 0) throw zeroStep();
        const until = (item: number): boolean => (item - (to as number)) * sign <= 0;
        return series({
          from: from as number,
          until,
          next: (item) => addInterval(item, span),
          run,
        });
      },
      { set: true },
    );
  }
  defineFunction('unnest', [ANYARRAY], ANYELEMENT, ([list]) => list as readonly Value[], {
    set: true,
  });
}

function defineArrays(): void {
  const items = (value: Value | undefined): readonly Value[] => (value ?? []) as readonly Value[];
  defineFunction('array_length', [ANYARRAY, INT4], INT4, ([list, dimension]) =>
    dimension === 1 && items(list).length > 0 ? items(list).length : null,
  );
  defineFunction('cardinality', [ANYARRAY], INT4, ([list]) => items(list).length);
  defineFunction(
    'array_append',
    [ANYARRAY, ANYELEMENT],
    ANYARRAY,
    ([list, item]) => [...items(list), item ?? null],
    { strict: false },
  );
  defineFunction('array_remove', [ANYARRAY, ANYELEMENT], ANYARRAY, ([list, item]) =>
    items(list).filter((other) => compareNullable(other, item ?? null) !== 0),
  );
  defineFunction('array_position', [ANYARRAY, ANYELEMENT], INT4, ([list, item]) => {
    const found = items(list).findIndex((other) => compareNullable(other, item ?? null) === 0);
    return found < 0 ? null : found + 1;
  });
}

export function defineSystemFunctions(): void {
  defineSession();
  defineAdministration();
  defineCatalog();
  defineSequences();
  defineSets();
  defineArrays();
}

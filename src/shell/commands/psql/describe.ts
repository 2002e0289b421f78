// What \d and its kin show: put together from the catalogue, in the shape of describe.c of PostgreSQL 15.

import type { Task } from '../../task.ts';
import { describeRelation } from './describe-relation.ts';
import {
  type Ask,
  type Described,
  type Description,
  type Relation,
  textTable,
} from './described.ts';

const RELATIONS = `SELECT c.oid, n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), t.relname, c.relpages
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
ORDER BY 2, 3`;

function* relations(ask: Ask): Task<Relation[] | null> {
  const answer = yield* ask(RELATIONS);
  if (!answer) return null;
  return answer.rows.map(([oid, schema, name, kind, owner, table, pages]) => ({
    oid: oid ?? '',
    schema: schema ?? '',
    name: name ?? '',
    kind: kind ?? '',
    owner: owner ?? '',
    table: table ?? '',
    bytes: prettySize(Number(pages) * 8_192),
  }));
}

/** As pg_size_pretty() writes it. */
function prettySize(bytes: number): string {
  let size = bytes;
  for (const unit of ['bytes', 'kB', 'MB', 'GB']) {
    if (size < 10_240) return `${Math.round(size)} ${unit}`;
    size /= 1_024;
  }
  return `${Math.round(size)} TB`;
}

/** psql's patterns: `*` and `?`, a schema before a point, small letters unless quoted. */
export function matcher(pattern: string): (schema: string, name: string) => boolean {
  const parts = [...pattern.matchAll(/(?:"[^"]*"|[^."])+/g)].map(([part]) => {
    const source = part
      .split(/("[^"]*")/)
      .map((piece) => (piece.startsWith('"') ? escaped(piece.slice(1, -1)) : globSource(piece)))
      .join('');
    return new RegExp(`^(?:${source})$`);
  });
  const [first, second] = parts;
  return (schema, name) =>
    second
      ? (first?.test(schema) ?? false) && second.test(name)
      : (first?.test(name) ?? true) && schema !== 'pg_catalog';
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const globSource = (text: string): string =>
  escaped(text.toLowerCase()).replaceAll('\\*', '.*').replaceAll('\\?', '.');

const KIND_WORDS: Readonly<Record<string, string>> = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialized view',
  i: 'index',
  S: 'sequence',
};

/** The letters of \dt, \di and so on, with the kinds they show. */
const KINDS: Readonly<Record<string, string>> = { t: 'rp', v: 'v', m: 'm', i: 'i', s: 'S' };

const notFound = (pattern: string | undefined, what = 'relation'): { problem: string } => ({
  problem:
    pattern === undefined
      ? `Did not find any ${what}s.`
      : `Did not find any ${what} named "${pattern}".`,
});

/** \d without a name, \dt, \di, \dv, \ds. */
function* listRelations(ask: Ask, letters: string, pattern: string | undefined): Task<Description> {
  const all = yield* relations(ask);
  if (!all) return null;
  const isVerbose = letters.includes('+');
  const wanted = [...letters.replace('+', '')].map((letter) => KINDS[letter] ?? '').join('');
  const kinds = wanted === '' ? 'rpvmS' : wanted;
  const fits = pattern === undefined ? () => true : matcher(pattern);
  const found = all.filter(({ kind, schema, name }) => kinds.includes(kind) && fits(schema, name));
  if (found.length === 0) return notFound(pattern);
  const hasIndexes = kinds.includes('i');
  const names = ['Schema', 'Name', 'Type', 'Owner'];
  if (hasIndexes) names.push('Table');
  if (isVerbose) names.push('Persistence', 'Access method', 'Size', 'Description');
  const rows = found.map(({ schema, name, kind, owner, table, bytes }) => {
    const method = kind === 'i' ? 'btree' : kind === 'r' ? 'heap' : '';
    const more = isVerbose ? ['permanent', method, bytes, ''] : [];
    return [schema, name, KIND_WORDS[kind] ?? kind, owner, ...(hasIndexes ? [table] : []), ...more];
  });
  return { tables: [{ title: 'List of relations', result: textTable(names, rows) }] };
}

function* describeNamed(ask: Ask, pattern: string): Task<Description> {
  const all = yield* relations(ask);
  if (!all) return null;
  const fits = matcher(pattern);
  const found = all.filter(({ schema, name }) => fits(schema, name));
  if (found.length === 0) return notFound(pattern);
  const tables: Described[] = [];
  for (const relation of found) {
    const described = yield* describeRelation(ask, relation);
    if (!described) return null;
    tables.push(described);
  }
  return { tables };
}

/** \l */
export function* listDatabases(ask: Ask, pattern: string | undefined): Task<Description> {
  const answer = yield* ask(
    `SELECT d.datname, pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, d.datlocprovider, array_to_string(d.datacl, E'\\n')
FROM pg_catalog.pg_database d
ORDER BY 1`,
  );
  if (!answer) return null;
  const fits = pattern === undefined ? () => true : matcher(pattern);
  const rows = answer.rows
    .filter(([name]) => fits('', name ?? ''))
    .map(([name = '', owner = '', encoding = '', collate = '', ctype = '', provider, acl = '']) => [
      name,
      owner,
      encoding,
      collate,
      ctype,
      '',
      provider === 'i' ? 'icu' : 'libc',
      acl,
    ]);
  const names = ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'ICU Locale', 'Locale Provider'];
  const result = textTable([...names, 'Access privileges'], rows);
  return { tables: [{ title: 'List of databases', result }] };
}

/** \du */
function* listRoles(ask: Ask, pattern: string | undefined): Task<Description> {
  const answer = yield* ask(
    `SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, rolinherit, rolconnlimit
FROM pg_catalog.pg_roles
WHERE rolname NOT LIKE 'pg\\_%'
ORDER BY 1`,
  );
  if (!answer) return null;
  const fits = pattern === undefined ? () => true : matcher(pattern);
  const rows = answer.rows
    .filter(([name]) => fits('', name ?? ''))
    .map(
      ([
        name = '',
        isSuper,
        makesRoles,
        makesDatabases,
        login,
        replicates,
        bypasses,
        inherits,
        limit,
      ]) => {
        const words = [
          isSuper === 't' && 'Superuser',
          inherits === 'f' && 'No inheritance',
          makesRoles === 't' && 'Create role',
          makesDatabases === 't' && 'Create DB',
          login === 'f' && 'Cannot login',
          replicates === 't' && 'Replication',
          bypasses === 't' && 'Bypass RLS',
        ].filter((word) => word !== false);
        const connections = Number(limit);
        const count =
          connections < 0
            ? ''
            : connections === 0
              ? 'No connections'
              : `${connections} connection${connections === 1 ? '' : 's'}`;
        return [name, [words.join(', '), count].filter((part) => part !== '').join('\n'), '{}'];
      },
    );
  const result = textTable(['Role name', 'Attributes', 'Member of'], rows);
  return { tables: [{ title: 'List of roles', result, footers: [] }] };
}

/** \dn */
function* listSchemas(ask: Ask): Task<Description> {
  const answer = yield* ask(
    `SELECT nspname, pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY 1`,
  );
  if (!answer) return null;
  const result = textTable(['Name', 'Owner'], answer.rows);
  return { tables: [{ title: 'List of schemas', result }] };
}

/** What a command of the family \d shows; undefined where it is none that is known. */
export function* describe(
  ask: Ask,
  command: string,
  pattern: string | undefined,
): Task<Description | undefined> {
  if (/^\\d\+?$/.test(command)) {
    return pattern === undefined
      ? yield* listRelations(ask, command.slice(2), pattern)
      : yield* describeNamed(ask, pattern);
  }
  if (/^\\d[tvmis]+\+?$/.test(command)) return yield* listRelations(ask, command.slice(2), pattern);
  if (/^\\(?:l|list)\+?$/.test(command)) return yield* listDatabases(ask, pattern);
  if (/^\\d[ug]\+?$/.test(command)) return yield* listRoles(ask, pattern);
  if (/^\\dn\+?$/.test(command)) return yield* listSchemas(ask);
  return undefined;
}

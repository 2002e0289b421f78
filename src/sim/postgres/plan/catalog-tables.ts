// The catalogue itself: what there is in a database and who owns it, as psql's \d and its kin ask for it. Columns nobody
// asks for are left out. Simplified: privileges are not kept, and so not shown.

import type { Cluster, Database } from '../storage/database.ts';
import { constraintsOf, DATABASE_OWNER_OID } from '../storage/definitions.ts';
import type { Table } from '../storage/table.ts';
import {
  arrayOf,
  BOOL,
  type DataType,
  FLOAT4,
  INT2,
  INT4,
  INT8,
  NAME,
  OID,
  TEXT,
} from '../values/data-type.ts';
import type { Row } from '../values/value.ts';
import type { Execution } from './expr.ts';

export interface SystemTable {
  readonly columns: readonly (readonly [name: string, type: DataType, modifier?: number])[];
  readonly rows: (run: Execution) => Iterable<Row>;
}

export const tablesOf = ({ database }: Execution): Table[] => [...database.tables.values()];

/** The numbers initdb gives to the schemas of every database. */
const SCHEMA_OIDS = new Map([
  ['pg_catalog', 11],
  ['public', 2_200],
  ['information_schema', 13_386],
]);

const schemasOf = (database: Database): [string, number][] => {
  const names = ['pg_catalog', 'information_schema', ...database.schemas];
  return names.map((name, index) => [name, SCHEMA_OIDS.get(name) ?? 14_000 + index]);
};

const schemaOid = (database: Database, schema: string): number =>
  schemasOf(database).find(([name]) => name === schema)?.[1] ?? 0;

const ownerOid = (cluster: Cluster, name: string): number => cluster.roles.get(name)?.oid ?? 10;

const bare = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

/** Tables with their indexes, views, sequences: [oid, name, schema, owner, kind, rows, pages]. */
function relations({ database, cluster }: Execution): Row[] {
  const publicOid = schemaOid(database, 'public');
  const rows: Row[] = [];
  for (const table of database.tables.values()) {
    const owner = ownerOid(cluster, table.owner);
    const schema = schemaOid(database, table.schema);
    rows.push([table.oid, table.name, schema, owner, 'r', table.rows, table.pages]);
    for (const { spec, entries } of table.indexes) {
      rows.push([spec.oid, spec.name, schema, owner, 'i', entries, 1]);
    }
  }
  for (const [key, { oid, owner }] of database.views) {
    rows.push([oid, bare(key), publicOid, ownerOid(cluster, owner), 'v', 0, 0]);
  }
  for (const [key, { oid, owner }] of database.sequences) {
    rows.push([oid, bare(key), publicOid, ownerOid(cluster, owner), 'S', 1, 1]);
  }
  return rows;
}

const pgClass: SystemTable = {
  columns: [
    ['oid', OID],
    ['relname', NAME],
    ['relnamespace', OID],
    ['relowner', OID],
    ['relkind', TEXT],
    ['reltuples', FLOAT4],
    ['relpages', INT4],
  ],
  rows: relations,
};

const attribute: SystemTable = {
  columns: [
    ['attrelid', OID],
    ['attname', NAME],
    ['atttypid', OID],
    ['atttypmod', INT4],
    ['attnum', INT2],
    ['attnotnull', BOOL],
    ['atthasdef', BOOL],
    ['attidentity', TEXT],
    ['attisdropped', BOOL],
  ],
  *rows({ database }) {
    for (const { oid, columns, indexes } of database.tables.values()) {
      for (const [index, column] of columns.entries()) {
        const { name, type, modifier, notNull, defaultText, identity, isDropped } = column;
        const hasDefault = defaultText !== null && identity === null;
        const letter = identity === null ? '' : identity === 'always' ? 'a' : 'd';
        yield [oid, name, type.oid, modifier, index + 1, notNull, hasDefault, letter, isDropped];
      }
      for (const { spec } of indexes) {
        for (const [index, { column, text }] of spec.columns.entries()) {
          const of = columns[column];
          const type = of?.type ?? TEXT;
          const name = of ? text : (/^\w+/.exec(text)?.[0] ?? 'expr');
          yield [spec.oid, name, type.oid, of?.modifier ?? -1, index + 1, false, false, '', false];
        }
      }
    }
    for (const { oid, columns } of database.views.values()) {
      for (const [index, { name, type, modifier }] of columns.entries()) {
        yield [oid, name, type.oid, modifier, index + 1, false, false, '', false];
      }
    }
  },
};

const attributeDefault: SystemTable = {
  columns: [
    ['adrelid', OID],
    ['adnum', INT2],
    ['adbin', TEXT],
  ],
  rows: ({ database }) =>
    [...database.tables.values()].flatMap(({ oid, columns }) =>
      columns.flatMap(({ defaultText, identity }, index): Row[] =>
        defaultText === null || identity !== null ? [] : [[oid, index + 1, defaultText]],
      ),
    ),
};

const index: SystemTable = {
  columns: [
    ['indexrelid', OID],
    ['indrelid', OID],
    ['indisunique', BOOL],
    ['indisprimary', BOOL],
    ['indisvalid', BOOL],
  ],
  rows: ({ database }) =>
    [...database.tables.values()].flatMap(({ oid, indexes }) =>
      indexes.map(({ spec }): Row => [spec.oid, oid, spec.isUnique, spec.isPrimary, true]),
    ),
};

const constraint: SystemTable = {
  columns: [
    ['oid', OID],
    ['conname', NAME],
    ['contype', TEXT],
    ['conrelid', OID],
    ['confrelid', OID],
    ['conindid', OID],
  ],
  rows: ({ database }) =>
    [...database.tables.values()].flatMap((table) =>
      constraintsOf(table).map(
        ({ oid, name, kind, target, indexOid }): Row => [
          oid,
          name,
          kind,
          table.oid,
          target?.oid ?? 0,
          indexOid,
        ],
      ),
    ),
};

/** The most a sequence of a type counts to. */
const LARGEST = { integer: 2_147_483_647n, bigint: 9_223_372_036_854_775_807n, smallint: 32_767n };

const sequences: SystemTable = {
  columns: [
    ['schemaname', NAME],
    ['sequencename', NAME],
    ['sequenceowner', NAME],
    ['data_type', TEXT],
    ['start_value', INT8],
    ['min_value', INT8],
    ['max_value', INT8],
    ['increment_by', INT8],
    ['cycle', BOOL],
    ['cache_size', INT8],
    ['last_value', INT8],
  ],
  rows: ({ database }) =>
    [...database.sequences].map(([key, { owner, type, start, last }]): Row => {
      const largest = LARGEST[type];
      const taken = last < start ? null : last;
      return ['public', bare(key), owner, type, start, 1n, largest, 1n, false, 1n, taken];
    }),
};

const databases: SystemTable = {
  columns: [
    ['oid', OID],
    ['datname', NAME],
    ['datdba', OID],
    ['encoding', INT4],
    ['datlocprovider', TEXT],
    ['datcollate', TEXT],
    ['datctype', TEXT],
    ['daticulocale', TEXT],
    ['datallowconn', BOOL],
    ['datconnlimit', INT4],
    ['datacl', arrayOf(TEXT)],
  ],
  rows({ cluster }) {
    // Templates are everybody's to copy.
    const templateAcl = ['=c/postgres', 'postgres=CTc/postgres'];
    const row = (oid: number, name: string, owner: string, acl: readonly string[] | null): Row => {
      const locale = ['c', 'C.UTF-8', 'C.UTF-8', null];
      return [oid, name, ownerOid(cluster, owner), 6, ...locale, name !== 'template0', -1, acl];
    };
    const own = [...cluster.databases.values()].map(({ oid, name, owner }) =>
      row(oid, name, owner, name === 'template1' ? templateAcl : null),
    );
    return [...own, row(4, 'template0', 'postgres', templateAcl)];
  },
};

const roles: SystemTable = {
  columns: [
    ['oid', OID],
    ['rolname', NAME],
    ['rolsuper', BOOL],
    ['rolinherit', BOOL],
    ['rolcreaterole', BOOL],
    ['rolcreatedb', BOOL],
    ['rolcanlogin', BOOL],
    ['rolreplication', BOOL],
    ['rolbypassrls', BOOL],
    ['rolconnlimit', INT4],
  ],
  // Simplified: of a role's rights there is only the superuser's; the first superuser has them all.
  rows: ({ cluster }) =>
    [...cluster.roles.values()].map(
      ({ oid, name, isSuperuser, canLogin, connectionLimit }): Row => {
        const isFirst = oid === 10;
        return [
          oid,
          name,
          isSuperuser,
          true,
          isFirst,
          isFirst,
          canLogin,
          isFirst,
          isFirst,
          connectionLimit,
        ];
      },
    ),
};

export const CATALOG_TABLES: Readonly<Record<string, SystemTable>> = {
  pg_attrdef: attributeDefault,
  pg_attribute: attribute,
  pg_class: pgClass,
  pg_constraint: constraint,
  pg_database: databases,
  pg_index: index,
  pg_namespace: {
    columns: [
      ['oid', OID],
      ['nspname', NAME],
      ['nspowner', OID],
    ],
    rows: ({ database }) =>
      schemasOf(database).map(([name, oid]): Row => {
        return [oid, name, name === 'public' ? DATABASE_OWNER_OID : 10];
      }),
  },
  pg_roles: roles,
  pg_sequences: sequences,
};

// Tables and views of the system catalogue, as far as programs and operators ask them.

import type { Name } from '../sql/ast.ts';
import { indexDefinition } from '../storage/definitions.ts';
import {
  BOOL,
  formatType,
  INET,
  INT4,
  INT8,
  NAME,
  TEXT,
  TIMESTAMPTZ,
  VARCHAR,
  XID,
} from '../values/data-type.ts';
import type { Row } from '../values/value.ts';
import { CATALOG_TABLES, type SystemTable, tablesOf } from './catalog-tables.ts';

const activity: SystemTable = {
  columns: [
    ['datname', NAME],
    ['pid', INT4],
    ['usename', NAME],
    ['application_name', TEXT],
    ['client_addr', INET],
    ['client_port', INT4],
    ['backend_start', TIMESTAMPTZ],
    ['xact_start', TIMESTAMPTZ],
    ['query_start', TIMESTAMPTZ],
    ['state_change', TIMESTAMPTZ],
    ['wait_event_type', TEXT],
    ['wait_event', TEXT],
    ['state', TEXT],
    ['backend_xid', XID],
    ['query', TEXT],
    ['backend_type', TEXT],
  ],
  rows: ({ session }) =>
    session
      .activity()
      .map((row) => [
        row.datname,
        row.pid,
        row.usename,
        row.applicationName,
        row.clientAddress,
        row.clientPort,
        row.backendStartUs,
        row.xactStartUs,
        row.queryStartUs,
        row.stateChangeUs,
        row.waitEventType,
        row.waitEvent,
        row.state,
        row.backendXid === null ? null : String(row.backendXid),
        row.query,
        row.backendType,
      ]),
};

const informationColumns: SystemTable = {
  columns: [
    ['table_catalog', NAME],
    ['table_schema', NAME],
    ['table_name', NAME],
    ['column_name', NAME],
    ['ordinal_position', INT4],
    ['column_default', VARCHAR],
    ['is_nullable', VARCHAR, 7],
    ['data_type', VARCHAR],
    ['udt_name', NAME],
  ],
  *rows(run) {
    for (const table of tablesOf(run)) {
      for (const [index, column] of table.columns.entries()) {
        if (column.isDropped) continue;
        const dataType = column.type.element ? 'ARRAY' : formatType(column.type);
        yield [
          run.database.name,
          table.schema,
          table.name,
          column.name,
          index + 1,
          column.defaultText,
          column.notNull ? 'NO' : 'YES',
          dataType,
          column.type.name,
        ];
      }
    }
  },
};

const locks: SystemTable = {
  columns: [
    ['locktype', TEXT],
    ['relation', TEXT],
    ['pid', INT4],
    ['mode', TEXT],
    ['granted', BOOL],
  ],
  *rows({ database }) {
    for (const { oid, owner, mode } of database.locks.held()) {
      const table = [...database.tables.values()].find((one) => one.oid === oid);
      yield ['relation', table?.name ?? String(oid), owner.pid, mode, true];
      if (owner.waitsFor) yield [owner.waitsFor.event, null, owner.pid, 'ShareLock', false];
    }
  },
};

const TABLES: Readonly<Record<string, SystemTable>> = {
  ...CATALOG_TABLES,
  pg_stat_activity: activity,
  pg_locks: locks,
  'information_schema.columns': informationColumns,
  'information_schema.tables': {
    columns: [
      ['table_catalog', NAME],
      ['table_schema', NAME],
      ['table_name', NAME],
      ['table_type', VARCHAR],
    ],
    rows: (run) =>
      tablesOf(run).map((table) => [run.database.name, table.schema, table.name, 'BASE TABLE']),
  },
  pg_tables: {
    columns: [
      ['schemaname', NAME],
      ['tablename', NAME],
      ['tableowner', NAME],
    ],
    rows: (run) => tablesOf(run).map((table) => [table.schema, table.name, table.owner]),
  },
  pg_indexes: {
    columns: [
      ['schemaname', NAME],
      ['tablename', NAME],
      ['indexname', NAME],
      ['indexdef', TEXT],
    ],
    rows: (run) =>
      tablesOf(run).flatMap((table) =>
        table.indexes.map(
          (index): Row => [
            table.schema,
            table.name,
            index.spec.name,
            indexDefinition(table, index),
          ],
        ),
      ),
  },
  pg_stat_user_tables: {
    columns: [
      ['relname', NAME],
      ['n_live_tup', INT8],
    ],
    rows: (run) => tablesOf(run).map((table) => [table.name, BigInt(table.tuples.size)]),
  },
  pg_settings: {
    columns: [
      ['name', TEXT],
      ['setting', TEXT],
    ],
    rows: ({ session }) =>
      [
        'max_connections',
        'statement_timeout',
        'deadlock_timeout',
        'lock_timeout',
        'idle_in_transaction_session_timeout',
      ].map((name): Row => [name, session.setting(name)]),
  },
};

/** A relation of the catalogue; undefined where it is not modelled, or none. */
export function systemTable({ schema, name }: Name): SystemTable | undefined {
  if (schema === null || schema === 'pg_catalog') return TABLES[name];
  return TABLES[`${schema}.${name}`];
}

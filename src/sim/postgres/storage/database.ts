// What a server holds: roles and databases, and in each database its tables, views and sequences.

import type { Name, Query } from '../sql/ast.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import type { DataType } from '../values/data-type.ts';
import type { Index } from './index.ts';
import { TableLocks } from './locks.ts';
import type { Table } from './table.ts';
import { Transactions } from './transactions.ts';

export interface Role {
  readonly name: string;
  readonly oid: number;
  canLogin: boolean;
  isSuperuser: boolean;
  /** As written in CREATE ROLE; null where none was given. */
  password: string | null;
  connectionLimit: number;
  readonly settings: Map<string, string>;
}

export interface Sequence {
  readonly name: string;
  readonly oid: number;
  readonly owner: string;
  readonly type: 'smallint' | 'integer' | 'bigint';
  readonly start: bigint;
  last: bigint;
}

/** A column that a query gives. */
export interface ViewColumn {
  readonly name: string;
  readonly type: DataType;
  readonly modifier: number;
}

export interface View {
  readonly name: string;
  readonly oid: number;
  readonly owner: string;
  readonly columns: readonly ViewColumn[];
  readonly query: Query;
}

/** The numbers of objects: PostgreSQL's own end at 16383. */
class Oids {
  #next = 16_384;

  take(): number {
    return this.#next++;
  }
}

export class Database {
  readonly name: string;
  readonly oid: number;
  readonly owner: string;
  readonly tables = new Map<string, Table>();
  readonly views = new Map<string, View>();
  readonly sequences = new Map<string, Sequence>();
  readonly schemas = new Set(['public']);
  readonly settings = new Map<string, string>();
  readonly locks = new TableLocks();
  readonly transactions: Transactions;
  readonly oids: Oids;

  constructor(options: {
    name: string;
    owner: string;
    oids: Oids;
    transactions: Transactions;
  }) {
    this.name = options.name;
    this.owner = options.owner;
    this.oids = options.oids;
    this.oid = options.oids.take();
    this.transactions = options.transactions;
  }

  /** The name something is kept under: objects of `public` under their bare name. */
  key({ schema, name }: Name): string {
    if (schema === null || schema === 'public') return name;
    return `${schema}.${name}`;
  }

  /** A table; throws 42P01 where there is none. */
  table(name: Name): Table {
    const found = this.tables.get(this.key(name));
    if (found) return found;
    throw relationMissing(name);
  }

  /** As `table`, for statements whose errors name no place. */
  tableForDefinition(name: Name): Table {
    return this.table({ ...name, at: -1 });
  }

  hasRelation(key: string): boolean {
    return (
      this.tables.has(key) ||
      this.views.has(key) ||
      this.sequences.has(key) ||
      this.index(key) !== undefined
    );
  }

  index(name: string): { readonly index: Index; readonly table: Table } | undefined {
    for (const table of this.tables.values()) {
      const index = table.indexes.find(({ spec }) => spec.name === name);
      if (index) return { index, table };
    }
    return undefined;
  }

  get bytes(): number {
    const pages = [...this.tables.values()].reduce((sum, table) => sum + table.pages, 0);
    return 7_500_000 + pages * 8_192;
  }
}

export const relationMissing = ({ schema, name, at }: Name): SqlError => {
  if (schema === 'pg_catalog' || schema === 'information_schema' || name.startsWith('pg_')) {
    if (name.startsWith('pg_') || schema === 'information_schema') {
      return notModelled(`The system relation "${name}"`, at);
    }
  }
  const full = schema === null ? name : `${schema}.${name}`;
  return new SqlError('42P01', `relation "${full}" does not exist`, { ...(at >= 0 && { at }) });
};

/** The superuser initdb makes. */
const BOOTSTRAP_ROLE = 'postgres';
const BOOTSTRAP_OID = 10;

export class Cluster {
  readonly roles = new Map<string, Role>();
  readonly databases = new Map<string, Database>();
  readonly transactions = new Transactions();
  readonly #oids = new Oids();

  constructor() {
    this.addRole(BOOTSTRAP_ROLE, { canLogin: true, isSuperuser: true });
    this.addDatabase('postgres');
    this.addDatabase('template1');
  }

  addRole(name: string, options: Partial<Omit<Role, 'name' | 'oid' | 'settings'>>): Role {
    const role: Role = {
      name,
      oid: name === BOOTSTRAP_ROLE ? BOOTSTRAP_OID : this.#oids.take(),
      canLogin: false,
      isSuperuser: false,
      password: null,
      connectionLimit: -1,
      settings: new Map(),
      ...options,
    };
    this.roles.set(name, role);
    return role;
  }

  addDatabase(name: string, owner = BOOTSTRAP_ROLE): Database {
    const database = new Database({
      name,
      owner,
      oids: this.#oids,
      transactions: this.transactions,
    });
    this.databases.set(name, database);
    return database;
  }
}

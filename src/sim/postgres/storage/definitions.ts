// Indexes and constraints as the catalogue writes them: pg_get_indexdef(), pg_get_constraintdef().

import type { Cluster, Database } from './database.ts';
import type { Index } from './index.ts';
import type { ForeignKey, ReferenceAction, Table } from './table.ts';

/** `f` for a foreign key, as pg_constraint.contype has it. */
export type ConstraintKind = 'c' | 'f' | 'p' | 'u';

/** A row of pg_constraint. */
export interface ConstraintEntry {
  readonly oid: number;
  readonly name: string;
  readonly kind: ConstraintKind;
  readonly table: Table;
  /** The table a foreign key points at. */
  readonly target: Table | null;
  /** The index behind a key. */
  readonly indexOid: number;
  readonly definition: string;
}

/** The text without the brackets around all of it. */
function unwrapped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (const [at, character] of [...text].entries()) {
    if (character === '(') depth++;
    if (character === ')' && --depth === 0 && at < text.length - 1) return text;
  }
  return text.slice(1, -1);
}

/** With `isPretty`, without brackets that nothing needs, as psql asks for it. */
export function indexDefinition(table: Table, { spec }: Index, isPretty = false): string {
  const columns = spec.columns.map(({ text, descending }) => `${text}${descending ? ' DESC' : ''}`);
  const condition = spec.where && (isPretty ? unwrapped(spec.where.text) : spec.where.text);
  const where = condition === null ? '' : ` WHERE ${condition}`;
  const unique = spec.isUnique ? 'UNIQUE ' : '';
  const target =
    isPretty && table.schema === 'public' ? table.name : `${table.schema}.${table.name}`;
  return `CREATE ${unique}INDEX ${spec.name} ON ${target} USING btree (${columns.join(', ')})${where}`;
}

const actionText = (event: string, action: ReferenceAction): string =>
  action === 'no action' ? '' : ` ON ${event} ${action.toUpperCase()}`;

function foreignKeyDefinition(table: Table, key: ForeignKey): string {
  const names = (of: Table, places: readonly number[]): string =>
    places.map((place) => of.columns[place]?.name ?? '?').join(', ');
  const { target } = key;
  const actions = actionText('UPDATE', key.onUpdate) + actionText('DELETE', key.onDelete);
  const from = names(table, key.columns);
  return `FOREIGN KEY (${from}) REFERENCES ${target.name}(${names(target, key.targetColumns)})${actions}`;
}

/**
 * The constraints of a table, checks first. Simplified: their numbers are made of the table's, not taken from the
 * counter of all objects; a unique index made by CREATE UNIQUE INDEX counts as a constraint where its name says so.
 */
export function constraintsOf(table: Table): ConstraintEntry[] {
  const entries: Omit<ConstraintEntry, 'oid' | 'table'>[] = [];
  for (const { name, text } of table.checks) {
    entries.push({ name, kind: 'c', target: null, indexOid: 0, definition: `CHECK (${text})` });
  }
  for (const key of table.foreignKeys) {
    const definition = foreignKeyDefinition(table, key);
    entries.push({ name: key.name, kind: 'f', target: key.target, indexOid: 0, definition });
  }
  for (const { spec } of table.indexes) {
    if (!spec.isPrimary && !(spec.isUnique && spec.name.endsWith('_key'))) continue;
    const columns = spec.columns.map(({ text }) => text).join(', ');
    const words = spec.isPrimary ? 'PRIMARY KEY' : 'UNIQUE';
    entries.push({
      name: spec.name,
      kind: spec.isPrimary ? 'p' : 'u',
      target: null,
      indexOid: spec.oid,
      definition: `${words} (${columns})`,
    });
  }
  return entries.map((entry, index) => ({ ...entry, table, oid: table.oid * 100 + index }));
}

/** What pg_get_indexdef() and pg_get_constraintdef() answer for a number; null where nothing has it. */
export function definitionOf(database: Database, oid: number, isPretty: boolean): string | null {
  for (const table of database.tables.values()) {
    const index = table.indexes.find(({ spec }) => spec.oid === oid);
    if (index) return indexDefinition(table, index, isPretty);
    const constraint = constraintsOf(table).find((one) => one.oid === oid);
    if (constraint) return constraint.definition;
  }
  return null;
}

/** The role pg_database_owner, which owns the schema public since PostgreSQL 15. */
export const DATABASE_OWNER_OID = 6_171;

/** What pg_get_userbyid() answers. */
export function roleName(cluster: Cluster, oid: number): string {
  if (oid === DATABASE_OWNER_OID) return 'pg_database_owner';
  const found = [...cluster.roles.values()].find((role) => role.oid === oid);
  return found?.name ?? `unknown (OID=${oid})`;
}

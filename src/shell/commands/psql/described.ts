// What is read from the catalogue, and what is shown of it.

import type { Task } from '../../task.ts';
import type { TableOptions } from './print-table.ts';
import type { RowResult } from './result.ts';

/** A table to print. */
export interface Described extends TableOptions {
  readonly result: RowResult;
}

/** Asks the server; null where that failed, and has been reported. */
export type Ask = (query: string) => Task<RowResult | null>;

/** What a command found: tables, or why there are none. */
export type Description =
  | { readonly tables: readonly Described[] }
  | { readonly problem: string }
  | null;

export const textTable = (
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): RowResult => ({ columns: names.map((name) => ({ name, typeOid: 25 })), rows });

export interface Relation {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly owner: string;
  /** Of an index: the table it is of. */
  readonly table: string;
  readonly bytes: string;
}

// What names mean at a place in a query: the tables of FROM, and around them those of enclosing queries.

import type { Call, CommonTable, Expression } from '../sql/ast.ts';
import { SqlError } from '../sql-error.ts';
import type { Table } from '../storage/table.ts';
import type { DataType } from '../values/data-type.ts';
import type { Row, Value } from '../values/value.ts';
import type { Expr } from './expr.ts';
import type { QueryPlan } from './query-plan.ts';

export interface ScopeColumn {
  readonly name: string;
  readonly type: DataType;
  readonly modifier: number;
  readonly slot: number;
  /** The place in its table, where it has one. */
  readonly index: number;
  /** Merged into another one by USING: found by its full name only. */
  isHidden: boolean;
}

export interface ScopeItem {
  readonly alias: string;
  readonly columns: ScopeColumn[];
  readonly table: Table | null;
  /** Where the row version stands; -1 without a table. */
  readonly tupleSlot: number;
  /** A table function's only column may be called by the item's name. */
  readonly isFunction: boolean;
  /** Where its name stands. */
  readonly at?: number;
}

export interface GroupedAggregate {
  readonly key: string;
  readonly slot: number;
  readonly args: readonly Expr[];
  readonly filter: Expr | null;
  readonly isDistinct: boolean;
  readonly orderBy: readonly {
    readonly expr: Expr;
    readonly descending: boolean;
    readonly nullsFirst: boolean;
  }[];
  readonly compute: (rows: readonly Row[]) => Value;
  readonly type: DataType;
  readonly text: string;
}

/** Set while the output of a grouped query is read: what may stand there. */
export interface Grouping {
  readonly keys: readonly { readonly key: string; readonly slot: number; readonly expr: Expr }[];
  readonly aggregates: GroupedAggregate[];
  /** Tables grouped by their primary key: all their columns are known. */
  readonly whole: ReadonlySet<ScopeItem>;
  takeSlot(): number;
}

export interface WindowCall {
  readonly key: string;
  readonly call: Call;
  readonly slot: number;
  readonly args: readonly Expr[];
  readonly partitionBy: readonly Expr[];
  /** For aggregates: what the rows of the frame come to. */
  readonly compute: ((rows: readonly Row[]) => Value) | null;
  readonly orderBy: readonly {
    readonly expr: Expr;
    readonly descending: boolean;
    readonly nullsFirst: boolean;
  }[];
}

export interface Found {
  readonly column: ScopeColumn;
  readonly item: ScopeItem;
  readonly depth: number;
  readonly scope: Scope;
}

export class Scope {
  readonly parent: Scope | null;
  readonly items: ScopeItem[] = [];
  /** WITH queries that can be named here. */
  readonly common = new Map<string, { readonly plan: QueryPlan; readonly source: CommonTable }>();
  width = 0;
  grouping: Grouping | null = null;
  windows: WindowCall[] | null = null;
  /** Places of columns that are needed above the tables; null while that is not known. */
  needed: ReadonlySet<number> | null = null;
  /** Bytes that go with each row beside its columns: its address, new values. */
  extraWidth = 0;
  /** Outputs that are constants without a type stay so. */
  keepsUnknown = false;
  /** Names the clause for errors: `WHERE`, `JOIN conditions`. */
  clause = '';
  /** Set where a name was found in an enclosing query. */
  usesOuter = false;

  constructor(parent: Scope | null) {
    this.parent = parent;
  }

  takeSlot(): number {
    return this.width++;
  }

  commonTable(
    name: string,
  ): { readonly plan: QueryPlan; readonly source: CommonTable } | undefined {
    return this.common.get(name) ?? this.parent?.commonTable(name);
  }

  add(item: ScopeItem): void {
    if (this.items.some(({ alias }) => alias === item.alias)) {
      throw new SqlError('42712', `table name "${item.alias}" specified more than once`);
    }
    this.items.push(item);
  }

  /** What a column's name means here. Throws where it means nothing, or two things. */
  resolve(expression: Extract<Expression, { kind: 'column' }>): Found {
    const { path, at } = expression;
    const name = path.at(-1) ?? '';
    const alias = path.length > 1 ? (path.at(-2) ?? '') : null;
    let depth = 0;
    for (let scope: Scope | null = this; scope; scope = scope.parent) {
      const found = scope.#find(alias, name, at);
      if (found) {
        this.#markOuter(depth);
        return { ...found, depth, scope };
      }
      depth++;
    }
    throw this.#missing(alias, name, at);
  }

  #markOuter(depth: number): void {
    let scope: Scope | null = this;
    for (let level = 0; level < depth && scope; level++) {
      scope.usesOuter = true;
      scope = scope.parent;
    }
  }

  #find(
    alias: string | null,
    name: string,
    at: number,
  ): { readonly column: ScopeColumn; readonly item: ScopeItem } | null {
    const items = alias === null ? this.items : this.items.filter((item) => item.alias === alias);
    const found = items.flatMap((item) =>
      item.columns
        .filter((column) => column.name === name && !(alias === null && column.isHidden))
        .map((column) => ({ item, column })),
    );
    if (found.length > 1) {
      throw new SqlError('42702', `column reference "${name}" is ambiguous`, { at });
    }
    const [first] = found;
    if (first) return first;
    if (alias !== null && items.length > 0) throw this.#missing(alias, name, at);
    return null;
  }

  /** The table function whose single value a bare name stands for. */
  functionItem(name: string): ScopeItem | null {
    const found = this.items.find((item) => item.isFunction && item.alias === name);
    return found?.columns.length === 1 ? found : null;
  }

  #missing(alias: string | null, name: string, at: number): SqlError {
    const visible = this.#visibleItems();
    const known = alias === null || visible.some((item) => item.alias === alias);
    if (!known) {
      const byTable = visible.find((item) => item.table?.name === alias);
      if (byTable) {
        return new SqlError(
          '42P01',
          `invalid reference to FROM-clause entry for table "${alias}"`,
          {
            at,
            hint: `Perhaps you meant to reference the table alias "${byTable.alias}".`,
          },
        );
      }
      return new SqlError('42P01', `missing FROM-clause entry for table "${alias}"`, { at });
    }
    const full = alias === null ? `"${name}"` : `${alias}.${name}`;
    const hint = columnHint(visible, alias, name);
    return new SqlError('42703', `column ${full} does not exist`, { at, ...(hint && { hint }) });
  }

  #visibleItems(): ScopeItem[] {
    return this.parent ? [...this.items, ...this.parent.#visibleItems()] : this.items;
  }
}

function distance(first: string, second: string): number {
  let previous = Array.from({ length: second.length + 1 }, (_item, index) => index);
  for (let row = 1; row <= first.length; row++) {
    const next = [row];
    for (let column = 1; column <= second.length; column++) {
      const change = first[row - 1] === second[column - 1] ? 0 : 1;
      next.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + change,
        ),
      );
    }
    previous = next;
  }
  return previous[second.length] ?? 0;
}

/** The nearest column by Levenshtein distance, as parse_relation.c proposes one. */
function columnHint(
  items: readonly ScopeItem[],
  alias: string | null,
  name: string,
): string | null {
  const LONGEST = 3;
  let best: { text: string; distance: number }[] = [];
  let nearest = LONGEST + 1;
  for (const item of items) {
    const aliasDistance = alias === null ? 0 : distance(alias, item.alias);
    for (const column of item.columns) {
      const total = aliasDistance + distance(name, column.name);
      if (total > LONGEST || total > name.length / 2 + aliasDistance) continue;
      const text = `"${item.alias}.${column.name}"`;
      if (total < nearest) best = [];
      if (total <= nearest) best.push({ text, distance: total });
      nearest = Math.min(nearest, total);
    }
  }
  const [first, second] = best;
  if (!first || best.length > 2) return null;
  if (second)
    return `Perhaps you meant to reference the column ${first.text} or the column ${second.text}.`;
  return `Perhaps you meant to reference the column ${first.text}.`;
}

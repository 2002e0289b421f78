// What may stand in the output of a grouped query: what it is grouped by, and aggregates.

import type { Expression } from '../sql/ast.ts';
import { SqlError } from '../sql-error.ts';
import type { Value } from '../values/value.ts';
import type { Expr, Frame } from './expr.ts';
import type { Found, Scope } from './scope.ts';

/** A text that is the same for expressions that mean the same, wherever they stand. */
export function expressionKey(expression: unknown, scope: Scope): string {
  return JSON.stringify(expression, function (this: unknown, key: string, value: unknown) {
    if (key === 'at') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    const node = value as Expression;
    if (node.kind !== 'column' || node.path.at(-1) === '*') return value;
    try {
      const { column, depth } = scope.resolve(node);
      return { slot: column.slot, depth };
    } catch {
      return value;
    }
  });
}

/** The group's own value for an expression it is grouped by; null for another one. */
export function groupedKey(expression: Expression, scope: Scope): Expr | null {
  const { grouping } = scope;
  if (!grouping || grouping.keys.length === 0) return null;
  if (expression.kind === 'literal' || expression.kind === 'parameter') return null;
  const key = expressionKey(expression, scope);
  const found = grouping.keys.find((candidate) => candidate.key === key);
  if (!found) return null;
  const { slot, expr } = found;
  return {
    ...expr,
    evaluate: (frame: Frame): Value => frame.row[slot] ?? null,
    slots: new Set([slot]),
    at: expression.at,
  };
}

/** Throws where a column is neither grouped by nor determined by what is. */
export function groupedColumn(
  expression: Extract<Expression, { kind: 'column' }>,
  { item, column, scope }: Found,
): void {
  if (scope.grouping?.whole.has(item)) return;
  throw new SqlError(
    '42803',
    `column "${item.alias}.${column.name}" must appear in the GROUP BY clause or be used in an aggregate function`,
    { at: expression.at },
  );
}

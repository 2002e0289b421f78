// How many rows a condition lets through, as a fraction: the planner's guesses (selfuncs.c, simplified).

import { columnStatistics } from '../storage/statistics.ts';
import type { Table } from '../storage/table.ts';
import { Decimal } from '../values/decimal.ts';
import { compareValues, keyOf, type Value } from '../values/value.ts';
import type { Expr } from './expr.ts';

/** Costs of PostgreSQL's default configuration. */
export const COSTS = {
  seqPage: 1,
  randomPage: 4,
  tuple: 0.01,
  indexTuple: 0.005,
  operator: 0.0025,
} as const;

const DEFAULT_EQUALITY = 0.005;
const DEFAULT_RANGE = 1 / 3;

interface ColumnSide {
  readonly table: Table;
  readonly index: number;
  readonly other: Expr;
  readonly operator: string;
}

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** A column under the casts that change nothing but its name. */
export const bareColumn = (expr: Expr): Expr['column'] => expr.column;

/** The column a comparison is about, turned so that the column stands left. */
export function columnSide(expr: Expr): ColumnSide | null {
  const { comparison } = expr;
  if (!comparison) return null;
  const { operator, left, right } = comparison;
  const [a, b] = [bareColumn(left), bareColumn(right)];
  if (a?.table) return { table: a.table, index: a.index, other: right, operator };
  if (b?.table) {
    return { table: b.table, index: b.index, other: left, operator: FLIPPED[operator] ?? operator };
  }
  return null;
}

const toNumber = (value: Value): number | null => {
  if (value instanceof Decimal) return value.toNumber();
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
};

function equality({ table, index, other }: ColumnSide): number {
  const statistics = columnStatistics(table, index);
  if (table.tuples.size === 0) return DEFAULT_EQUALITY;
  if (other.constant && other.constant.value !== null) {
    const common = statistics.common.get(keyOf(other.constant.value));
    if (common !== undefined) return common.fraction;
    const rest = [...statistics.common.values()].reduce((sum, part) => sum + part.fraction, 0);
    const distinct = Math.max(1, statistics.distinct - statistics.common.size);
    return Math.max(0, 1 - rest - statistics.nullFraction) / distinct;
  }
  return (1 - statistics.nullFraction) / statistics.distinct;
}

const matches = (operator: string, order: number): boolean => {
  if (order === 0) return operator.endsWith('=');
  return operator.startsWith('<') ? order < 0 : order > 0;
};

function range({ table, index, other, operator }: ColumnSide): number {
  if (!other.constant) return DEFAULT_RANGE;
  const statistics = columnStatistics(table, index);
  let known = 0;
  let matching = 0;
  for (const { value, fraction } of statistics.common.values()) {
    known += fraction;
    if (
      other.constant.value !== null &&
      matches(operator, compareValues(value, other.constant.value))
    ) {
      matching += fraction;
    }
  }
  const rest = Math.max(0, 1 - known - statistics.nullFraction);
  if (rest < 1e-9) return Math.min(0.9999, Math.max(0.0001, matching));
  const [low, high, value] = [statistics.low, statistics.high, other.constant.value].map(toNumber);
  if (low === null || high === null || value === null) return DEFAULT_RANGE;
  if (low === undefined || high === undefined || value === undefined) return DEFAULT_RANGE;
  const below = high === low ? 0.5 : Math.min(1, Math.max(0, (value - low) / (high - low)));
  const part = operator.startsWith('<') ? below : 1 - below;
  return Math.min(0.9999, Math.max(0.0001, matching + part * rest));
}

export function selectivity(expr: Expr): number {
  const side = columnSide(expr);
  if (side?.operator === '=') return equality(side);
  if (side?.operator === '<>') return 1 - equality(side);
  if (side) return range(side);
  if (expr.comparison) return expr.comparison.operator === '=' ? DEFAULT_EQUALITY : DEFAULT_RANGE;
  if (expr.anyOf) {
    const { operand, list } = expr.anyOf;
    const column = bareColumn(operand);
    const value = list.slots.size === 0 && list.constant ? list.constant.value : null;
    const count = Array.isArray(value) ? value.length : 10;
    if (!column?.table) return 0.05;
    return Math.min(1, count / columnStatistics(column.table, column.index).distinct);
  }
  if (expr.nullTest) {
    const column = bareColumn(expr.nullTest.operand);
    if (!column?.table) return 0.005;
    const { nullFraction } = columnStatistics(column.table, column.index);
    return expr.nullTest.negated ? 1 - nullFraction : nullFraction;
  }
  const column = bareColumn(expr);
  if (column) return 0.5;
  return DEFAULT_RANGE;
}

/** Conditions that all have to hold, taken as independent. */
export const selectivityOfAll = (conditions: readonly Expr[]): number =>
  conditions.reduce((product, condition) => product * selectivity(condition), 1);

/** Estimates are whole rows, at least one. */
export const clampRows = (rows: number): number => Math.max(1, Math.round(rows));

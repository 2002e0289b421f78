// Reading one table: from end to end, or by an index, whichever is reckoned cheaper.

import type { Index, Range } from '../storage/index.ts';
import type { Table } from '../storage/table.ts';
import type { Tuple } from '../storage/transactions.ts';
import type { Row, Value } from '../values/value.ts';
import { asValue, type Expr, type Frame, type Qualify } from './expr.ts';
import { type Cost, countRemoved, type PlanNode } from './query-plan.ts';
import type { ScopeItem } from './scope.ts';
import { COSTS, clampRows, columnSide, selectivityOfAll } from './selectivity.ts';

/** Microseconds of processor time. Simplified: everything is in memory; the disk is never waited for. */
const SEQ_ROW_US = 0.08;
const FILTER_US = 0.03;
const PROBE_US = 3;
const FETCH_US = 0.4;

export interface ScanRequest {
  readonly item: ScopeItem;
  readonly table: Table;
  /** All have to hold; they may read the item and what is available. */
  readonly conditions: readonly Expr[];
  /** Places of rows that are known when the scan begins. */
  readonly available: ReadonlySet<number>;
  /** Bytes of the columns that are needed above it. */
  readonly width: number;
}

/** What an index can answer of a scan. */
export interface IndexMatch {
  readonly index: Index;
  readonly equal: readonly Expr[];
  /** The first column, where it may be any of a list. */
  readonly anyOf: Expr | null;
  readonly low: { readonly expr: Expr; readonly inclusive: boolean } | null;
  readonly high: { readonly expr: Expr; readonly inclusive: boolean } | null;
  readonly used: readonly Expr[];
  readonly rest: readonly Expr[];
}

export const nameOf = (item: ScopeItem, table: { readonly name: string }): string =>
  item.alias === table.name ? table.name : `${table.name} ${item.alias}`;

/** PostgreSQL derives equations with constants anew, and puts them last. */
const isFixed = ({ comparison }: Expr): boolean =>
  comparison?.operator === '=' &&
  [comparison.left, comparison.right].some(
    ({ slots, usesOuter }) => slots.size === 0 && !usesOuter,
  );

export const filterText = (conditions: readonly Expr[], qualified: Qualify): string =>
  conditionText(
    [...conditions.filter((one) => !isFixed(one)), ...conditions.filter(isFixed)],
    qualified,
  );

export const conditionText = (conditions: readonly Expr[], qualified: Qualify): string => {
  const texts = conditions.map((condition) => condition.text(qualified));
  const [first = ''] = texts;
  return texts.length > 1 ? `(${texts.join(' AND ')})` : first.startsWith('(') ? first : `${first}`;
};

/** The row with this item's columns taken from a row version. */
export function fillRow(base: Row, item: ScopeItem, tuple: Tuple): Value[] {
  const row = [...base];
  for (const { slot, index } of item.columns) row[slot] = tuple.values[index] ?? null;
  if (item.tupleSlot >= 0) row[item.tupleSlot] = asValue(tuple);
  return row;
}

const passes = (conditions: readonly Expr[], frame: Frame): boolean =>
  conditions.every((condition) => condition.evaluate(frame) === true);

const readsOnly = (expr: Expr, available: ReadonlySet<number>): boolean =>
  !expr.isVolatile && [...expr.slots].every((slot) => available.has(slot));

/** The other side of a comparison of this index column, where it is known before the scan. */
function otherSide(
  condition: Expr,
  request: ScanRequest,
  column: Index['spec']['columns'][number],
): { readonly operator: string; readonly other: Expr } | null {
  const { table, item, available } = request;
  const side = columnSide(condition);
  if (side && column.column >= 0) {
    const slot = item.columns.find(({ index }) => index === column.column)?.slot;
    const { left, right } = condition.comparison ?? {};
    const isOwn = left?.column?.slot === slot || right?.column?.slot === slot;
    if (side.table !== table || side.index !== column.column || !isOwn) {
      return swapped(condition, request, column);
    }
    return readsOnly(side.other, available) ? side : null;
  }
  const { comparison } = condition;
  if (!comparison || column.column >= 0) return null;
  const isSame = comparison.left.text(false) === column.text;
  return isSame && readsOnly(comparison.right, available)
    ? { operator: comparison.operator, other: comparison.right }
    : null;
}

/** For `a.x = b.y`, seen from the other table. */
function swapped(
  condition: Expr,
  { item, table, available }: ScanRequest,
  column: Index['spec']['columns'][number],
): { readonly operator: string; readonly other: Expr } | null {
  const { comparison } = condition;
  const right = comparison?.right.column;
  if (!comparison || !right || right.table !== table || right.index !== column.column) return null;
  if (!item.columns.some(({ slot }) => slot === right.slot)) return null;
  const flipped = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' }[comparison.operator];
  if (!readsOnly(comparison.left, available)) return null;
  return { operator: flipped ?? comparison.operator, other: comparison.left };
}

export function matchIndex(request: ScanRequest, index: Index): IndexMatch | null {
  const { conditions } = request;
  if (index.spec.where && !implied(request, index.spec.where.text)) return null;
  const equal: Expr[] = [];
  const used: Expr[] = [];
  let low: IndexMatch['low'] = null;
  let high: IndexMatch['high'] = null;
  let anyOf: Expr | null = null;
  for (const [place, column] of index.spec.columns.entries()) {
    const sides = conditions.flatMap((condition) => {
      const side = otherSide(condition, request, column);
      return side ? [{ condition, ...side }] : [];
    });
    const equality = sides.find(({ operator }) => operator === '=');
    if (equality) {
      equal.push(equality.other);
      used.push(equality.condition);
      continue;
    }
    const list = (place === 0 ? conditions : []).find((condition) =>
      isAnyOf(condition, request, column),
    );
    if (list?.anyOf) {
      anyOf = list.anyOf.list;
      used.push(list);
    }
    for (const { condition, operator, other } of list ? [] : sides) {
      const bound = { expr: other, inclusive: operator.endsWith('=') };
      if (operator.startsWith('>') && !low) low = bound;
      else if (operator.startsWith('<') && operator !== '<>' && !high) high = bound;
      else continue;
      used.push(condition);
    }
    break;
  }
  if (used.length === 0) return null;
  const rest = conditions.filter((condition) => !used.includes(condition));
  return { index, equal, anyOf, low, high, used, rest };
}

function isAnyOf(
  condition: Expr,
  { item, table, available }: ScanRequest,
  column: Index['spec']['columns'][number],
): boolean {
  const found = condition.anyOf?.operand.column;
  if (!found || !condition.anyOf) return false;
  const isOwn = item.columns.some(({ slot }) => slot === found.slot);
  return (
    isOwn &&
    found.table === table &&
    found.index === column.column &&
    readsOnly(condition.anyOf.list, available)
  );
}

/** Whether a partial index's condition is one of the query's own. */
const implied = ({ conditions }: ScanRequest, text: string): boolean =>
  conditions.some((condition) => condition.text(false) === text);

/** Pages read for so many rows spread over the table (Mackert and Lohman). */
const pagesFetched = (rows: number, pages: number): number =>
  Math.min(pages, Math.ceil((2 * pages * rows) / (2 * pages + rows)));

/** A scan writes its own columns without their table. */
const ownSlots = (item: ScopeItem): Qualify => new Set(item.columns.map(({ slot }) => slot));

interface Reckoned {
  readonly node: PlanNode;
  readonly total: number;
}

function seqScan(request: ScanRequest): Reckoned {
  const { table, item, conditions } = request;
  const qualified = ownSlots(item);
  const rows = clampRows(table.rows * selectivityOfAll(conditions));
  const total =
    table.pages * COSTS.seqPage + table.rows * (COSTS.tuple + COSTS.operator * conditions.length);
  const cost: Cost = { startup: 0, total, rows, width: request.width };
  const node: PlanNode = {
    label: `Seq Scan on ${nameOf(item, table)}`,
    cost,
    details: conditions.length > 0 ? [`Filter: ${filterText(conditions, qualified)}`] : [],
    children: [],
    hasFilter: conditions.length > 0,
    *iterate(frame) {
      const { run } = frame;
      const rowUs = (SEQ_ROW_US + FILTER_US * conditions.length) * table.weight;
      for (const tuple of table.tuples) {
        if (!run.transactions.isVisible(tuple, run.snapshot)) continue;
        run.charge(rowUs);
        const row = fillRow(frame.row, item, tuple);
        if (passes(conditions, { ...frame, row })) yield row;
        else countRemoved(node, frame, table.weight);
      }
    },
  };
  return { node, total };
}

/** The ranges of an index to read for a frame. */
function rangesOf(match: IndexMatch, frame: Frame): readonly Range[] {
  const value = (expr: Expr): Value => expr.evaluate(frame);
  const equal = match.equal.map(value);
  if (match.anyOf) {
    const list = (value(match.anyOf) ?? []) as readonly Value[];
    return [...new Set(list.filter((item) => item !== null))].map((item) => ({ equal: [item] }));
  }
  const bound = (side: IndexMatch['low']): Range['low'] =>
    side ? { value: value(side.expr), inclusive: side.inclusive } : undefined;
  const [low, high] = [bound(match.low), bound(match.high)];
  if (low?.value === null || high?.value === null) return [];
  return [{ equal, ...(low && { low }), ...(high && { high }) }];
}

function* indexRows(
  options: { match: IndexMatch; request: ScanRequest; backward: boolean; node: () => object },
  frame: Frame,
): Iterable<Row> {
  const { match, request, backward, node } = options;
  const { run } = frame;
  for (const range of rangesOf(match, frame)) {
    run.charge(PROBE_US);
    for (const tuple of match.index.range(range, backward)) {
      if (!run.transactions.isVisible(tuple, run.snapshot)) continue;
      run.charge(FETCH_US + FILTER_US * match.rest.length);
      const row = fillRow(frame.row, request.item, tuple);
      if (passes(match.rest, { ...frame, row })) yield row;
      else countRemoved(node(), frame);
    }
  }
}

interface IndexCost {
  readonly startup: number;
  readonly index: number;
  readonly matched: number;
}

function indexCost(match: IndexMatch, table: Table): IndexCost {
  const { index, used } = match;
  const selected = selectivityOfAll(used);
  const isOne = index.spec.isUnique && match.equal.length === index.spec.columns.length;
  const matched = isOne ? 1 : clampRows(table.rows * selected);
  const entries = Math.max(1, index.entries * table.weight);
  const descent = COSTS.operator * (Math.ceil(Math.log2(entries)) + 50 * (index.height + 1));
  const pages = Math.max(1, Math.ceil(index.pages(table.weight) * Math.min(1, matched / entries)));
  const cost =
    pages * COSTS.randomPage + matched * (COSTS.indexTuple + COSTS.operator * used.length);
  return { startup: descent, index: descent + cost, matched };
}

function indexScan(request: ScanRequest, match: IndexMatch, backward: boolean): Reckoned {
  const { table, item } = request;
  const qualified = ownSlots(item);
  const { startup, index, matched } = indexCost(match, table);
  const ordered = match.index.spec.isPrimary;
  const fetched = ordered
    ? Math.max(1, Math.ceil((table.pages * matched) / Math.max(1, table.rows)))
    : pagesFetched(matched, Math.max(1, table.pages));
  const heap = ordered
    ? COSTS.randomPage + (fetched - 1) * COSTS.seqPage
    : fetched * COSTS.randomPage;
  const total = index + heap + matched * (COSTS.tuple + COSTS.operator * match.rest.length);
  const rows = clampRows(matched * selectivityOfAll(match.rest));
  const details: string[] = [];
  if (match.used.length > 0) details.push(`Index Cond: ${conditionText(match.used, qualified)}`);
  if (match.rest.length > 0) details.push(`Filter: ${filterText(match.rest, qualified)}`);
  const direction = backward ? ' Backward' : '';
  const node: PlanNode = {
    label: `Index Scan${direction} using ${match.index.spec.name} on ${nameOf(item, table)}`,
    cost: { startup, total, rows, width: request.width },
    details,
    children: [],
    hasFilter: match.rest.length > 0,
    iterate: (frame) => indexRows({ match, request, backward, node: () => node }, frame),
  };
  return { node, total };
}

function bitmapScan(request: ScanRequest, match: IndexMatch): Reckoned {
  const { table, item } = request;
  const qualified = ownSlots(item);
  const { index, matched } = indexCost(match, table);
  const pages = pagesFetched(matched, Math.max(1, table.pages));
  const nearness = pages >= 2 ? Math.sqrt(pages / Math.max(1, table.pages)) : 0;
  const perPage = COSTS.randomPage - (COSTS.randomPage - COSTS.seqPage) * nearness;
  const ownStartup = index + 0.1 * COSTS.operator * matched;
  const total =
    ownStartup +
    pages * perPage +
    matched * (COSTS.tuple + COSTS.operator * (match.used.length + match.rest.length));
  const rows = clampRows(matched * selectivityOfAll(match.rest));
  const condition = conditionText(match.used, qualified);
  const bitmap: PlanNode = {
    label: `Bitmap Index Scan on ${match.index.spec.name}`,
    cost: { startup: 0, total: index, rows: matched, width: 0 },
    details: [`Index Cond: ${condition}`],
    children: [],
    iterate: () => [],
  };
  const details = [`Recheck Cond: ${condition}`];
  if (match.rest.length > 0) details.push(`Filter: ${filterText(match.rest, qualified)}`);
  const node: PlanNode = {
    label: `Bitmap Heap Scan on ${nameOf(item, table)}`,
    cost: { startup: ownStartup, total, rows, width: request.width },
    details,
    children: [bitmap],
    hasFilter: match.rest.length > 0,
    analyzed: (found) => [`Heap Blocks: exact=${Math.min(pages, Math.max(1, found))}`],
    *iterate(frame) {
      const count = frame.run.counts;
      if (count) count.set(bitmap, { rows: 0, loops: 1, removed: 0, us: 0, startUs: 0 });
      const found = indexRows({ match, request, backward: false, node: () => node }, frame);
      for (const row of found) {
        const inside = count?.get(bitmap);
        if (inside) inside.rows++;
        yield row;
      }
    },
  };
  return { node, total };
}

/** The cheapest way to read a table under these conditions. */
export function planScan(request: ScanRequest): PlanNode {
  let best = seqScan(request);
  for (const index of request.table.indexes) {
    const match = matchIndex(request, index);
    if (!match) continue;
    for (const candidate of [indexScan(request, match, false), bitmapScan(request, match)]) {
      if (candidate.total < best.total) best = candidate;
    }
  }
  return best.node;
}

/** Reads a table in the order of an index, without sorting; null where no index has it. */
export function planOrderedScan(
  request: ScanRequest,
  order: readonly { readonly column: number; readonly descending: boolean }[],
): PlanNode | null {
  for (const index of request.table.indexes) {
    if (index.spec.where) continue;
    const match: IndexMatch = matchIndex(request, index) ?? {
      index,
      equal: [],
      anyOf: null,
      low: null,
      high: null,
      used: [],
      rest: request.conditions,
    };
    if (match.anyOf) continue;
    const columns = index.spec.columns.slice(match.equal.length);
    const fits = (flip: boolean): boolean =>
      order.length <= columns.length &&
      order.every(
        ({ column, descending }, place) =>
          columns[place]?.column === column && (columns[place]?.descending !== descending) === flip,
      );
    if (fits(false)) return indexScan(request, match, false).node;
    if (fits(true)) return indexScan(request, match, true).node;
  }
  return null;
}

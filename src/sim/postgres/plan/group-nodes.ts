// Nodes that look at many rows at once: groups, windows, sorting, limits, distinct rows.

import type { Row, Value } from '../values/value.ts';
import { compareNullable, rowKey } from '../values/value.ts';
import { compareBy, type SortKey } from './compile-call.ts';
import type { Expr, Frame } from './expr.ts';
import { countRemoved, type PlanNode, rowsOf } from './query-plan.ts';
import { conditionText } from './scan.ts';
import type { GroupedAggregate, WindowCall } from './scope.ts';
import { COSTS, clampRows } from './selectivity.ts';

const GROUP_US = 0.12;
const COMPARE_US = 0.06;

export interface GroupRequest {
  readonly keys: readonly { readonly slot: number; readonly expr: Expr }[];
  readonly aggregates: readonly GroupedAggregate[];
  readonly having: Expr | null;
  /** No GROUP BY: one group, even of no rows. */
  readonly isPlain: boolean;
  readonly qualified: boolean;
}

export function sortRows(rows: Row[], keys: readonly SortKey[], frame: Frame): Row[] {
  if (keys.length === 0) return rows;
  frame.run.charge(rows.length * Math.log2(rows.length + 1) * COMPARE_US);
  const keyed = rows.map((row) => ({
    row,
    values: keys.map(({ expr }) => expr.evaluate({ ...frame, row })),
  }));
  keyed.sort((a, b) => {
    for (const [index, key] of keys.entries()) {
      const order = compareBy(key, a.values[index] ?? null, b.values[index] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function aggregate(found: GroupedAggregate, rows: readonly Row[], frame: Frame): Value {
  const { args, filter, isDistinct, orderBy, compute } = found;
  let used = filter ? rows.filter((row) => filter.evaluate({ ...frame, row }) === true) : [...rows];
  used = sortRows(used, orderBy, frame);
  let values = used.map((row) => args.map((arg) => arg.evaluate({ ...frame, row })));
  if (isDistinct) {
    const seen = new Map(values.map((value) => [rowKey(value), value]));
    values = [...seen.values()];
    if (orderBy.length === 0) values.sort((a, b) => compareNullable(a[0] ?? null, b[0] ?? null));
  }
  return compute(values);
}

export function groupNode(child: PlanNode, request: GroupRequest): PlanNode {
  const { keys, aggregates, having, isPlain, qualified } = request;
  const rows = isPlain
    ? 1
    : clampRows(Math.min(child.cost.rows, Math.max(1, child.cost.rows / 10)));
  const work = child.cost.rows * COSTS.operator * Math.max(1, keys.length + aggregates.length);
  const total = child.cost.total + work + rows * COSTS.tuple;
  const details: string[] = [];
  if (keys.length > 0)
    details.push(`Group Key: ${keys.map(({ expr }) => expr.text(qualified)).join(', ')}`);
  if (having) details.push(`Filter: ${conditionText([having], qualified)}`);
  const node: PlanNode = {
    label: isPlain ? 'Aggregate' : 'HashAggregate',
    cost: {
      startup: child.cost.total + work,
      total,
      rows,
      width: 8 * Math.max(1, aggregates.length),
    },
    details,
    children: [child],
    hasFilter: having !== null,
    *iterate(frame) {
      const groups = new Map<string, { keys: Value[]; rows: Row[] }>();
      if (isPlain) groups.set('', { keys: [], rows: [] });
      for (const row of rowsOf(child, frame)) {
        frame.run.charge(GROUP_US);
        const values = keys.map(({ expr }) => expr.evaluate({ ...frame, row }));
        const key = isPlain ? '' : rowKey(values);
        const group = groups.get(key);
        if (group) group.rows.push(row);
        else groups.set(key, { keys: values, rows: [row] });
      }
      for (const group of groups.values()) {
        const row: Value[] = [...(group.rows[0] ?? frame.row)];
        for (const [index, { slot }] of keys.entries()) row[slot] = group.keys[index] ?? null;
        for (const found of aggregates) row[found.slot] = aggregate(found, group.rows, frame);
        if (having && having.evaluate({ ...frame, row }) !== true) countRemoved(node, frame);
        else yield row;
      }
    },
  };
  return node;
}

export function windowNode(child: PlanNode, window: WindowCall): PlanNode {
  const { cost } = child;
  const total = cost.total + cost.rows * 2 * COSTS.operator;
  return {
    label: 'WindowAgg',
    cost: { ...cost, total, width: cost.width + 8 },
    details: [],
    children: [child],
    iterate: (frame) => windowRows(child, window, frame),
  };
}

function* windowRows(child: PlanNode, window: WindowCall, frame: Frame): Iterable<Row> {
  const partitions = new Map<string, Row[]>();
  for (const row of rowsOf(child, frame)) {
    const key = rowKey(window.partitionBy.map((part) => part.evaluate({ ...frame, row })));
    const partition = partitions.get(key);
    if (partition) partition.push(row);
    else partitions.set(key, [row]);
  }
  const ordered = [...partitions.values()].map((rows) => sortRows(rows, window.orderBy, frame));
  for (const rows of ordered) {
    const peers = peerGroups(rows, window, frame);
    for (const [index, row] of rows.entries()) {
      const result = [...row];
      result[window.slot] = windowValue(window, { rows, peers, index, frame });
      yield result;
    }
  }
}

interface WindowPlace {
  readonly rows: readonly Row[];
  /** For each row the number of its group of equals. */
  readonly peers: readonly number[];
  readonly index: number;
  readonly frame: Frame;
}

function peerGroups(rows: readonly Row[], window: WindowCall, frame: Frame): number[] {
  let group = 0;
  let before: readonly Value[] | null = null;
  return rows.map((row) => {
    const values = window.orderBy.map(({ expr }) => expr.evaluate({ ...frame, row }));
    const isSame = before?.every((value, at) => compareNullable(value, values[at] ?? null) === 0);
    if (before && !isSame) group++;
    before = values;
    return group;
  });
}

function windowValue(window: WindowCall, { rows, peers, index, frame }: WindowPlace): Value {
  const { call, args, orderBy } = window;
  const group = peers[index] ?? 0;
  const evaluate = (arg: number, at: number): Value => {
    const row = rows[at];
    return row ? (args[arg]?.evaluate({ ...frame, row }) ?? null) : null;
  };
  switch (call.name) {
    case 'row_number':
      return BigInt(index + 1);
    case 'rank':
      return BigInt(peers.indexOf(group) + 1);
    case 'dense_rank':
      return BigInt(group + 1);
    case 'percent_rank':
      return rows.length > 1 ? peers.indexOf(group) / (rows.length - 1) : 0;
    case 'lag':
    case 'lead': {
      const offset = args[1] ? Number(evaluate(1, index)) : 1;
      const at = call.name === 'lag' ? index - offset : index + offset;
      return at in rows ? evaluate(0, at) : args[2] ? evaluate(2, index) : null;
    }
    case 'first_value':
      return evaluate(0, 0);
    case 'last_value':
      return evaluate(0, orderBy.length > 0 ? peers.lastIndexOf(group) : rows.length - 1);
    default: {
      const end = orderBy.length > 0 ? peers.lastIndexOf(group) + 1 : rows.length;
      const values = rows
        .slice(0, end)
        .map((row) => args.map((arg) => arg.evaluate({ ...frame, row })));
      return window.compute ? window.compute(values) : null;
    }
  }
}

export function sortNode(child: PlanNode, keys: readonly SortKey[], qualified: boolean): PlanNode {
  const { cost } = child;
  const compare = 2 * COSTS.operator * cost.rows * Math.log2(Math.max(2, cost.rows));
  const texts = keys.map(({ expr, descending, nullsFirst }) => {
    const nulls = nullsFirst === descending ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
    return `${expr.text(qualified)}${descending ? ' DESC' : ''}${nulls}`;
  });
  const startup = cost.total + compare;
  return {
    label: 'Sort',
    cost: { ...cost, startup, total: startup + cost.rows * COSTS.operator },
    details: [`Sort Key: ${texts.join(', ')}`],
    children: [child],
    analyzed: (rows) => [
      `Sort Method: quicksort  Memory: ${Math.max(25, Math.ceil((rows * (cost.width + 40)) / 1024))}kB`,
    ],
    *iterate(frame) {
      yield* sortRows([...rowsOf(child, frame)], keys, frame);
    },
  };
}

// What stands in FROM: tables, queries, functions, and outer joins as wholes; each can be planned by itself.

import { type Row, rowKey } from '../values/value.ts';
import type { Expr, Frame, Qualify } from './expr.ts';
import { countRemoved, type PlanNode, rowsOf } from './query-plan.ts';
import { conditionText, filterText } from './scan.ts';
import { COSTS, clampRows, selectivityOfAll } from './selectivity.ts';

export interface Relation {
  /** Places of the row it fills. */
  readonly slots: ReadonlySet<number>;
  /** Places that have to be filled before: LATERAL. */
  readonly requires: ReadonlySet<number>;
  plan(conditions: readonly Expr[], available: ReadonlySet<number>): PlanNode;
}

const PAIR_US = 0.03;
const HASH_US = 0.15;

export const subset = (
  part: ReadonlySet<number>,
  ...wholes: readonly ReadonlySet<number>[]
): boolean => [...part].every((slot) => wholes.some((whole) => whole.has(slot)));

export const union = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...a, ...b]);

const passes = (conditions: readonly Expr[], frame: Frame): boolean =>
  conditions.every((condition) => condition.evaluate(frame) === true);

/** A node with a filter on top of rows that are there already. */
export function filtered(
  node: PlanNode,
  conditions: readonly Expr[],
  qualified: Qualify,
): PlanNode {
  if (conditions.length === 0) return node;
  const rows = clampRows(node.cost.rows * selectivityOfAll(conditions));
  const total = node.cost.total + node.cost.rows * COSTS.operator * conditions.length;
  const result: PlanNode = {
    ...node,
    cost: { ...node.cost, rows, total },
    details: [...node.details, `Filter: ${filterText(conditions, qualified)}`],
    hasFilter: true,
    *iterate(frame) {
      for (const row of node.iterate(frame)) {
        if (passes(conditions, { ...frame, row })) yield row;
        else countRemoved(result, frame);
      }
    },
  };
  return result;
}

export type JoinType = 'inner' | 'left' | 'full';

export interface JoinRequest {
  readonly type: JoinType;
  readonly left: PlanNode;
  readonly leftSlots: ReadonlySet<number>;
  readonly right: Relation;
  /** What makes two rows a pair. */
  readonly conditions: readonly Expr[];
  /** Filled before the left side begins. */
  readonly available: ReadonlySet<number>;
  readonly qualified: Qualify;
}

interface HashKey {
  readonly left: Expr;
  readonly right: Expr;
}

/** The two sides of an equation between what is left and what is right. */
function hashKey(condition: Expr, leftSlots: ReadonlySet<number>, right: Relation): HashKey | null {
  const { comparison } = condition;
  if (comparison?.operator !== '=') return null;
  const { left: a, right: b } = comparison;
  if (a.slots.size === 0 || b.slots.size === 0) return null;
  if (subset(a.slots, leftSlots) && subset(b.slots, right.slots)) return { left: a, right: b };
  if (subset(b.slots, leftSlots) && subset(a.slots, right.slots)) return { left: b, right: a };
  return null;
}

/** Joins by the way that is reckoned cheaper: a loop for each left row, or a hash of the right side. */
export function planJoin(request: JoinRequest): PlanNode {
  const loop = nestedLoop(request);
  const hash = hashJoin(request);
  if (request.type === 'full') return hash ?? loop;
  return hash && hash.cost.total <= loop.cost.total ? hash : loop;
}

/** `Nested Loop Left Join`, `Hash Join`: a word goes before Join. */
const joinLabel = (method: string, type: JoinType): string => {
  if (type === 'inner') return method === 'Hash' ? 'Hash Join' : method;
  return `${method} ${type === 'left' ? 'Left' : 'Full'} Join`;
};

function nestedLoop(request: JoinRequest): PlanNode {
  const { type, left, leftSlots, right, conditions, available, qualified } = request;
  const inner = right.plan(type === 'full' ? [] : conditions, union(available, leftSlots));
  const joined = left.cost.rows * inner.cost.rows;
  const rows = type === 'left' ? Math.max(left.cost.rows, joined) : joined;
  const startup = left.cost.startup + inner.cost.startup;
  const total =
    left.cost.total + left.cost.rows * (inner.cost.total + inner.cost.rows * COSTS.tuple);
  const width = left.cost.width + inner.cost.width;
  const node: PlanNode = {
    label: joinLabel('Nested Loop', type),
    cost: { startup, total, rows: clampRows(rows), width },
    details:
      type === 'full' && conditions.length > 0
        ? [`Join Filter: ${conditionText(conditions, qualified)}`]
        : [],
    children: [left, inner],
    *iterate(frame) {
      for (const leftRow of rowsOf(left, frame)) {
        let matched = false;
        for (const row of rowsOf(inner, { ...frame, row: leftRow })) {
          frame.run.charge(PAIR_US);
          matched = true;
          yield row;
        }
        if (!matched && type !== 'inner') yield leftRow;
      }
    },
  };
  return node;
}

function hashJoin(request: JoinRequest): PlanNode | null {
  const { type, left, leftSlots, right, conditions, available, qualified } = request;
  if (right.requires.size > 0) return null;
  const keys = conditions.flatMap((condition) => hashKey(condition, leftSlots, right) ?? []);
  if (keys.length === 0 && type !== 'full') return null;
  const equations = conditions.filter((condition) => hashKey(condition, leftSlots, right));
  const alone = conditions.filter(
    (condition) =>
      type !== 'full' && subset(condition.slots, right.slots, available) && !condition.usesOuter,
  );
  const rest = conditions.filter((one) => !equations.includes(one) && !alone.includes(one));
  const inner = right.plan(alone, available);
  const joined = left.cost.rows * inner.cost.rows * selectivityOfAll([...equations, ...rest]);
  const rows = type === 'inner' ? joined : Math.max(left.cost.rows, joined);
  const total =
    left.cost.total +
    inner.cost.total +
    (left.cost.rows + inner.cost.rows) * COSTS.operator * Math.max(1, keys.length) +
    inner.cost.rows * COSTS.tuple +
    joined * COSTS.tuple;
  const startup = inner.cost.total + inner.cost.rows * COSTS.operator;
  const width = left.cost.width + inner.cost.width;
  const hash: PlanNode = {
    label: 'Hash',
    cost: {
      startup: inner.cost.total,
      total: inner.cost.total,
      rows: inner.cost.rows,
      width: inner.cost.width,
    },
    details: [],
    children: [inner],
    iterate: (frame) => rowsOf(inner, frame),
  };
  const details: string[] = [];
  if (keys.length > 0) {
    const texts = keys.map((key) => `(${key.left.text(qualified)} = ${key.right.text(qualified)})`);
    details.push(`Hash Cond: ${texts.length > 1 ? `(${texts.join(' AND ')})` : texts[0]}`);
  }
  if (rest.length > 0) details.push(`Join Filter: ${conditionText(rest, qualified)}`);
  return {
    label: joinLabel('Hash', type),
    cost: { startup, total, rows: clampRows(rows), width },
    details,
    children: [left, hash],
    iterate: (frame) => hashRows({ type, left, hash, right, keys, rest }, frame),
  };
}

interface HashRun {
  readonly type: JoinType;
  readonly left: PlanNode;
  readonly hash: PlanNode;
  readonly right: Relation;
  readonly keys: readonly HashKey[];
  readonly rest: readonly Expr[];
}

function* hashRows({ type, left, hash, right, keys, rest }: HashRun, frame: Frame): Iterable<Row> {
  const buckets = new Map<string, { row: Row; matched: boolean }[]>();
  const unkeyed: { row: Row; matched: boolean }[] = [];
  for (const row of rowsOf(hash, frame)) {
    frame.run.charge(HASH_US);
    const values = keys.map((key) => key.right.evaluate({ ...frame, row }));
    const entry = { row, matched: false };
    if (values.includes(null)) {
      unkeyed.push(entry);
      continue;
    }
    const text = rowKey(values);
    const bucket = buckets.get(text);
    if (bucket) bucket.push(entry);
    else buckets.set(text, [entry]);
  }
  for (const leftRow of rowsOf(left, frame)) {
    frame.run.charge(HASH_US);
    const values = keys.map((key) => key.left.evaluate({ ...frame, row: leftRow }));
    const bucket = values.includes(null) ? [] : (buckets.get(rowKey(values)) ?? []);
    let matched = false;
    for (const entry of bucket) {
      const row = [...leftRow];
      for (const slot of right.slots) row[slot] = entry.row[slot] ?? null;
      if (!passes(rest, { ...frame, row })) continue;
      matched = true;
      entry.matched = true;
      yield row;
    }
    if (!matched && type !== 'inner') yield leftRow;
  }
  if (type !== 'full') return;
  for (const entry of [...[...buckets.values()].flat(), ...unkeyed]) {
    if (!entry.matched) yield entry.row;
  }
}

/** Joins relations in the order that is reckoned cheapest, greedily from each possible start. */
export function joinRelations(
  relations: readonly Relation[],
  conditions: readonly Expr[],
  options: { readonly available: ReadonlySet<number>; readonly qualified: Qualify },
): PlanNode {
  let best: PlanNode | null = null;
  for (const start of relations) {
    const plan = joinFrom(start, relations, conditions, options);
    if (plan && (!best || plan.cost.total < best.cost.total)) best = plan;
  }
  if (!best) throw new Error('The tables of the query cannot be joined in any order');
  return best;
}

function joinFrom(
  start: Relation,
  relations: readonly Relation[],
  conditions: readonly Expr[],
  {
    available,
    qualified,
  }: { readonly available: ReadonlySet<number>; readonly qualified: Qualify },
): PlanNode | null {
  if (!subset(start.requires, available)) return null;
  let remaining = relations.filter((relation) => relation !== start);
  let open = conditions;
  const take = (slots: ReadonlySet<number>): Expr[] => {
    const taken = open.filter((condition) => subset(condition.slots, slots, available));
    open = open.filter((condition) => !taken.includes(condition));
    return taken;
  };
  let slots = start.slots;
  let plan = start.plan(take(slots), available);
  while (remaining.length > 0) {
    let choice: { relation: Relation; plan: PlanNode } | null = null;
    for (const relation of remaining) {
      if (!subset(relation.requires, slots, available)) continue;
      const both = union(slots, relation.slots);
      const usable = open.filter((condition) => subset(condition.slots, both, available));
      const request = { type: 'inner' as const, left: plan, leftSlots: slots, right: relation };
      const joined = planJoin({ ...request, conditions: usable, available, qualified });
      const isBetter = !choice || joined.cost.total < choice.plan.cost.total;
      if (isBetter) choice = { relation, plan: joined };
    }
    if (!choice) return null;
    const { relation } = choice;
    slots = union(slots, relation.slots);
    take(slots);
    plan = choice.plan;
    remaining = remaining.filter((other) => other !== relation);
  }
  return open.length > 0 ? filtered(plan, open, qualified) : plan;
}

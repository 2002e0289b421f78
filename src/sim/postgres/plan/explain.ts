// EXPLAIN's text: the tree of nodes with their costs, and with ANALYZE what they really took.

import type { NodeCount } from './expr.ts';
import type { PlanNode } from './query-plan.ts';

export interface ExplainOptions {
  readonly counts: ReadonlyMap<object, NodeCount> | null;
  readonly costs: boolean;
  readonly timing: boolean;
  readonly subplans: readonly { readonly title: string; readonly node: PlanNode }[];
}

const costText = ({ cost }: PlanNode): string => {
  const [startup, total] = [cost.startup, cost.total].map((value) => value.toFixed(2));
  return `  (cost=${startup}..${total} rows=${cost.rows} width=${Math.round(cost.width)})`;
};

const ms = (us: number): string => (us / 1_000).toFixed(3);

function actualText(node: PlanNode, options: ExplainOptions): string {
  if (!options.counts) return '';
  const count = options.counts.get(node);
  if (!count || count.loops === 0) return ' (never executed)';
  const rows = Math.round(count.rows / count.loops);
  const first = Math.max(0, count.startUs) / count.loops;
  const time = options.timing ? `time=${ms(first)}..${ms(count.us / count.loops)} ` : '';
  return ` (actual ${time}rows=${rows} loops=${count.loops})`;
}

function nodeLines(node: PlanNode, depth: number, options: ExplainOptions): string[] {
  const arrow = depth === 0 ? '' : `${' '.repeat(depth * 6 - 4)}->  `;
  const indent = ' '.repeat(depth === 0 ? 2 : depth * 6 + 2);
  const cost = options.costs ? costText(node) : '';
  const lines = [`${arrow}${node.label}${cost}${actualText(node, options)}`];
  for (const detail of node.details) lines.push(indent + detail);
  const count = options.counts?.get(node);
  if (count && node.hasFilter && count.removed > 0) {
    const removed = Math.round(count.removed / Math.max(1, count.loops));
    lines.push(`${indent}Rows Removed by Filter: ${removed}`);
  }
  if (count && node.analyzed) lines.push(...node.analyzed(count.rows).map((line) => indent + line));
  if (depth === 0) {
    for (const { title, node: sub } of options.subplans) {
      lines.push(`${indent}${title}`);
      const inner = nodeLines(sub, 1, { ...options, subplans: [] });
      lines.push(...inner.map((line) => `  ${line}`));
    }
  }
  for (const child of node.children) lines.push(...nodeLines(child, depth + 1, options));
  return lines;
}

export const explainLines = (node: PlanNode, options: ExplainOptions): string[] =>
  nodeLines(node, 0, options);

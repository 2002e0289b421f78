import { dayOf } from './dates.ts';
import { francs } from './money.ts';
import type { Customer, Order } from './store.ts';

export interface Line {
  order: number;
  total: string;
  paid: string;
}

export interface Statement {
  customer: string;
  count: number;
  lines: Line[];
  total: string;
}

const sumOf = (orders: Order[]): number => orders.reduce((sum, { total }) => sum + total, 0);

export function statementOf({ name, orders }: Customer): Statement {
  return {
    customer: name,
    count: orders.length,
    lines: orders.map(({ order, total, paidAt }) => ({
      order,
      total: francs(total),
      paid: dayOf(paidAt),
    })),
    total: francs(sumOf(orders)),
  };
}

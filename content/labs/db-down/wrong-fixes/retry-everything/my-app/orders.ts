import { queryWithRetry } from './database.ts';

export interface Order {
  id: number;
  item: string;
  total: number;
}

export async function listOrders(): Promise<Order[]> {
  const { rows } = await queryWithRetry<Order>('SELECT id, item, total FROM orders ORDER BY id');
  return rows;
}

export async function findOrder(id: number): Promise<Order | undefined> {
  const { rows } = await queryWithRetry<Order>('SELECT id, item, total FROM orders WHERE id = $1', [id]);
  return rows[0];
}

export async function saveOrder(item: string, total: number): Promise<Order | undefined> {
  const { rows } = await queryWithRetry<Order>(
    'INSERT INTO orders (item, total) VALUES ($1, $2) RETURNING id, item, total',
    [item, total],
  );
  return rows[0];
}

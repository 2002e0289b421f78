import { pool } from './database.ts';

export interface PlacedOrder {
  id: number;
  total: number;
  placed_at: Date;
}

/** A customer's last orders, the newest first. */
export const HISTORY = `
  SELECT id, total, placed_at FROM orders
  WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20`;

export async function orderHistory(customer: number): Promise<PlacedOrder[]> {
  const { rows } = await pool.query<PlacedOrder>(HISTORY, [customer]);
  return rows;
}

export async function placeOrder(customer: number, total: number): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    'INSERT INTO orders (customer_id, total) VALUES ($1, $2) RETURNING id',
    [customer, total],
  );
  return rows[0].id;
}

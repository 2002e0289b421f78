import { pool } from './database.ts';

/** The order cannot be taken as it is: the caller's to mend. */
export class OrderError extends Error {}

export interface Order {
  id: number;
  total: number;
}

export async function placeOrder(sku: string, quantity: number): Promise<Order> {
  const products = await pool.query<{ price: number }>(
    'SELECT price FROM products WHERE sku = $1',
    [sku],
  );
  const product = products.rows[0];
  if (!product) throw new OrderError(`There is no product ${sku}`);

  const total = product.price * quantity;
  const orders = await pool.query<{ id: number }>(
    'INSERT INTO orders (total) VALUES ($1) RETURNING id',
    [total],
  );
  const { id } = orders.rows[0];
  await pool.query('INSERT INTO order_lines (order_id, sku, quantity) VALUES ($1, $2, $3)', [
    id,
    sku,
    quantity,
  ]);
  return { id, total };
}

export async function countOrders(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM orders');
  return rows[0].count;
}

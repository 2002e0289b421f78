import { pool } from './database.ts';

/** The order cannot be taken as it is: the caller's to mend. */
export class OrderError extends Error {}

export interface Order {
  id: number;
  total: number;
}

export async function placeOrder(sku: string, quantity: number): Promise<Order> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const products = await client.query<{ price: number }>(
      'SELECT price FROM products WHERE sku = $1',
      [sku],
    );
    const product = products.rows[0];
    if (!product) throw new OrderError(`There is no product ${sku}`);

    const total = product.price * quantity;
    const orders = await client.query<{ id: number }>(
      'INSERT INTO orders (total) VALUES ($1) RETURNING id',
      [total],
    );
    const { id } = orders.rows[0];
    await client.query('INSERT INTO order_lines (order_id, sku, quantity) VALUES ($1, $2, $3)', [
      id,
      sku,
      quantity,
    ]);
    await client.query('COMMIT');
    return { id, total };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

export async function countOrders(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM orders');
  return rows[0].count;
}

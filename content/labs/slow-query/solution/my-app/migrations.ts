import { pool } from './database.ts';

/** What changes the database, in order. Each runs once, when an app starts that has not seen it before. */
const MIGRATIONS: readonly (readonly [name: string, sql: string])[] = [
  ['001-currency', "ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'CHF'"],
  [
    '002-order-history',
    'CREATE INDEX CONCURRENTLY orders_of_customer ON orders (customer_id, placed_at DESC)',
  ],
];

export async function migrate(): Promise<void> {
  await pool.query('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY)');
  for (const [name, sql] of MIGRATIONS) {
    const done = await pool.query('SELECT name FROM migrations WHERE name = $1', [name]);
    if (done.rows.length > 0) continue;
    await pool.query(sql);
    await pool.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
    console.log(`migration ${name} done`);
  }
}

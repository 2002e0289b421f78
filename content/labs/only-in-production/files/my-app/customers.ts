import { Pool } from 'pg';

export interface Customer {
  id: number;
  name: string;
  email: string;
  since: string;
}

const pool = new Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 2000 });
pool.on('error', (error) => console.error('idle connection lost:', error.message));

/** The customer of a session; null when there is no such session. */
export async function customerOf(session: string): Promise<Customer | null> {
  const { rows } = await pool.query<Customer>(
    `SELECT c.id, c.name, c.email, c.since FROM sessions s JOIN customers c ON c.id = s.customer
     WHERE s.id = $1`,
    [session],
  );
  return rows[0] ?? null;
}

/** Stores a new customer and opens a session. */
export async function register(name: string, email: string): Promise<string> {
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO customers (name, email, since) VALUES ($1, $2, '2026') RETURNING id",
    [name, email],
  );
  const session = `s-${rows[0].id}`;
  await pool.query('INSERT INTO sessions (id, customer) VALUES ($1, $2)', [session, rows[0].id]);
  return session;
}

import { Pool } from 'pg';

export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 5,
  connectionTimeoutMillis: 800,
});

pool.on('error', (error) => console.error('idle connection lost:', error.message));

/** Whether the database answers. */
export async function databaseAnswers(): Promise<boolean> {
  try {
    await pool.query('SELECT 1');
    return true;
  } catch {
    return false;
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { Pool, type QueryResult, type QueryResultRow } from 'pg';

export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  connectionTimeoutMillis: 1000,
});

pool.on('error', (error) => console.error('idle connection lost:', error.message));

/** Pauses before the second attempt, the third, and so on. */
const PAUSES_MS = [50, 100, 200, 400];

/** PostgreSQL shuts down, has crashed, or starts up; the network refused or broke the connection. */
const LOST_CODES = new Set(['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT']);
/** What pg says without a code. */
const LOST_WORDS = /Connection terminated|timeout exceeded when trying to connect/;

/** Whether the database could not be reached, rather than that it refused what was asked. */
export function isDatabaseLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return LOST_CODES.has(code) || LOST_WORDS.test(error.message);
}

/** Half of the pause for certain, half by chance: so that not all who wait come back in the same moment. */
const withJitter = (ms: number): number => ms / 2 + Math.random() * (ms / 2);

/** A query, asked again while the database is away for a moment. */
export async function queryWithRetry<Row extends QueryResultRow>(
  text: string,
  values: unknown[] = [],
): Promise<QueryResult<Row>> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await pool.query<Row>(text, values);
    } catch (error) {
      if (!isDatabaseLost(error)) throw error;
      await pause(withJitter(pauseMs));
    }
  }
  return pool.query<Row>(text, values);
}

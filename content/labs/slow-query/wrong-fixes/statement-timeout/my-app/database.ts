import { Pool } from 'pg';

export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  connectionTimeoutMillis: 20_000,
  statement_timeout: 2000,
});

pool.on('error', (error) => console.error('idle connection lost:', error.message));

import { readFile } from 'node:fs/promises';
import { Pool } from 'pg';

const { DB_HOST, DB_NAME, DB_USER, DB_PASSWORD_FILE = '' } = process.env;
console.log(`database: ${DB_NAME} on ${DB_HOST} as ${DB_USER}, password from ${DB_PASSWORD_FILE}`);

export const pool = new Pool({
  host: DB_HOST,
  database: DB_NAME,
  user: DB_USER,
  // Asked for each new connection: what the agent wrote last is what counts.
  password: async () => (await readFile(DB_PASSWORD_FILE, 'utf8')).trim(),
  max: 5,
  connectionTimeoutMillis: 2000,
});

pool.on('error', (error) => console.error('idle connection lost:', error.message));

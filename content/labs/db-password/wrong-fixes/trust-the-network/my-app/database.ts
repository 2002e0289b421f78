import { Pool } from 'pg';

const url = process.env.DATABASE_URL;

export const pool = new Pool({ connectionString: url, max: 5, connectionTimeoutMillis: 2000 });

pool.on('error', (error) => console.error('idle connection lost:', error.message));

// node --env-file=app.env explain.ts [customer]: how PostgreSQL carries out the query behind a customer's order history.
import { pool } from './database.ts';
import { HISTORY } from './history.ts';

const customer = Number(process.argv[2] ?? 42);
const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
  `EXPLAIN ${HISTORY.replace('$1', String(customer))}`,
);
for (const row of rows) console.log(row['QUERY PLAN']);
await pool.end();

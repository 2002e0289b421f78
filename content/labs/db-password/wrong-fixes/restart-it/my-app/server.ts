import express, { type NextFunction, type Request, type Response } from 'express';
import { pool } from './database.ts';

const app = express();

app.get('/api/orders', async (req, res) => {
  const { rows } = await pool.query('SELECT id, item, total FROM orders ORDER BY id');
  res.json({ count: rows.length, orders: rows });
});

app.use((error: Error & { code?: string }, req: Request, res: Response, next: NextFunction) => {
  console.error(`${req.method} ${req.originalUrl} failed: ${error.message}`);
  // The password has changed: the next process reads the new one.
  if (error.code === '28P01') process.exit(1);
  res.status(500).json({ error: 'Internal Server Error' });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

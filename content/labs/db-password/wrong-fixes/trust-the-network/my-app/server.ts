import express, { type NextFunction, type Request, type Response } from 'express';
import { pool } from './database.ts';

const app = express();

app.get('/api/orders', async (req, res) => {
  const { rows } = await pool.query('SELECT id, item, total FROM orders ORDER BY id');
  res.json({ count: rows.length, orders: rows });
});

app.use((error: Error, req: Request, res: Response, next: NextFunction) => {
  console.error(`${req.method} ${req.originalUrl} failed: ${error.message}`);
  res.status(500).json({ error: 'Internal Server Error' });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

import { writeFileSync } from 'node:fs';
import express, { type NextFunction, type Request, type Response } from 'express';
import { pool } from './database.ts';
import { health } from './health.ts';
import { currentPrices, loadPrices } from './prices.ts';

const port = Number(process.env.PORT);
writeFileSync(`./my-app-${port}.pid`, String(process.pid));

const app = express();
app.use(health);

app.get('/api/prices', (req, res) => {
  res.json(currentPrices());
});

app.get('/api/orders', async (req, res) => {
  const { rows } = await pool.query('SELECT id, item, total FROM orders ORDER BY id');
  res.json({ count: rows.length, orders: rows });
});

app.use((error: Error, req: Request, res: Response, next: NextFunction) => {
  console.error(`${req.method} ${req.originalUrl}: ${error.message}`);
  res.status(503).set('Retry-After', '5').json({ error: 'Orders cannot be read at the moment' });
});

await loadPrices();
app.listen(port, () => console.log(`my-app listens on port ${port}`));

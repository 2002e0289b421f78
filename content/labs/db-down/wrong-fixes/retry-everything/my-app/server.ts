import express, { type NextFunction, type Request, type Response } from 'express';
import { isDatabaseLost, pool } from './database.ts';
import { findOrder, listOrders, saveOrder } from './orders.ts';

const SHIPPING_RATES = { currency: 'CHF', letter: 2, parcel: 9 };

const app = express();
app.use(express.json());

app.get('/health', async (req, res) => {
  try {
    await pool.query('SELECT 1');
    res.json({ status: 'ok', database: 'up' });
  } catch {
    res.status(503).json({ status: 'degraded', database: 'down' });
  }
});

app.get('/api/shipping-rates', (req, res) => {
  res.json(SHIPPING_RATES);
});

app.get('/api/orders', async (req, res) => {
  const orders = await listOrders();
  res.json({ count: orders.length, orders });
});

app.get('/api/orders/:id', async (req, res) => {
  const order = await findOrder(Number(req.params.id));
  if (!order) {
    res.status(404).json({ error: `There is no order ${req.params.id}` });
    return;
  }
  res.json(order);
});

app.post('/api/orders', async (req, res) => {
  const { item, total } = req.body ?? {};
  if (typeof item !== 'string' || !Number.isInteger(total)) {
    res.status(400).json({ error: 'An order needs an item and a total' });
    return;
  }
  res.status(201).json(await saveOrder(item, total));
});

app.use((error: Error, req: Request, res: Response, next: NextFunction) => {
  if (res.headersSent || !isDatabaseLost(error)) {
    next(error);
    return;
  }
  console.error(`database away: ${req.method} ${req.originalUrl}: ${error.message}`);
  res.status(503).set('Retry-After', '5').type('application/problem+json').json({
    title: 'Orders cannot be read or written at the moment',
    status: 503,
  });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

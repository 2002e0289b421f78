import express from 'express';
import { findOrder, listOrders, saveOrder } from './orders.ts';

const SHIPPING_RATES = { currency: 'CHF', letter: 2, parcel: 9 };

const app = express();
app.use(express.json());

app.get('/health', (req, res) => {
  res.json({ status: 'ok' });
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

app.listen(3000, () => console.log('my-app listens on port 3000'));

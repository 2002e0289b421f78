import { readFileSync } from 'node:fs';
import express from 'express';
import { findOrder, listOrders } from './orders.ts';

const settings = JSON.parse(readFileSync('./settings.json', 'utf8'));

const app = express();
app.use(express.json());

app.get('/api/orders', (req, res) => {
  res.json({ currency: settings.currency, count: listOrders().length, orders: listOrders() });
});

app.get('/api/orders/:id', (req, res) => {
  const order = findOrder(Number(req.params.id));
  if (!order) {
    res.status(404).json({ error: `There is no order ${req.params.id}` });
    return;
  }
  res.json(order);
});

app.listen(settings.port, () => console.log(`my-app listens on port ${settings.port}`));

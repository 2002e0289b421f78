import express from 'express';
import { orderHistory, placeOrder } from './history.ts';
import { migrate } from './migrations.ts';

const app = express();
app.use(express.json());

app.get('/health', (req, res) => {
  res.json({ status: 'ok' });
});

app.get('/api/customers/:id/orders', async (req, res) => {
  const orders = await orderHistory(Number(req.params.id));
  res.json({ count: orders.length, orders });
});

app.post('/api/customers/:id/orders', async (req, res) => {
  const { total } = req.body ?? {};
  if (!Number.isInteger(total)) {
    res.status(400).json({ error: 'An order needs a total' });
    return;
  }
  res.status(201).json({ id: await placeOrder(Number(req.params.id), total), total });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));
await migrate();

import express from 'express';
import { createOrder, type Item } from './orders.ts';
import { dailyReport } from './reports.ts';

const app = express();
app.use(express.json());

app.post('/api/orders', (req, res) => {
  const { items, shippingAddress } = req.body;
  const total = items.reduce((sum: number, item: Item) => sum + item.price, 0);
  const order = createOrder(items, shippingAddress, total);
  res.status(201).json(order);
});

app.get('/api/reports/today', async (req, res) => {
  res.type('text').send(await dailyReport());
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

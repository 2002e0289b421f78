import express from 'express';
import { priceOrder, productsOf } from './orders.ts';

const app = express();
app.use(express.json());

app.post('/api/orders', (req, res) => {
  const { lines, country, coupon } = req.body ?? {};
  const order = productsOf(lines);
  if (typeof order === 'string') {
    res.status(400).json({ error: order });
    return;
  }
  const priced = priceOrder(order, country, coupon);
  if (!priced) {
    res.status(422).json({ error: `We do not ship to ${country}` });
    return;
  }
  res.status(201).json(priced);
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

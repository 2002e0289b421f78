import express, { type NextFunction, type Request, type Response } from 'express';
import { countOrders, OrderError, placeOrder } from './orders.ts';

/** PostgreSQL's code for a CHECK that did not hold. */
const CHECK_VIOLATION = '23514';

const app = express();
app.use(express.json());

app.get('/health', (req, res) => {
  res.json({ status: 'ok' });
});

app.post('/api/orders', async (req, res) => {
  const { sku, quantity } = req.body ?? {};
  res.status(201).json(await placeOrder(String(sku), Number(quantity)));
});

app.get('/api/orders/count', async (req, res) => {
  res.json({ count: await countOrders() });
});

app.use((error: Error & { code?: string }, req: Request, res: Response, next: NextFunction) => {
  if (error instanceof OrderError || error.code === CHECK_VIOLATION) {
    res.status(422).json({ error: error.message });
    return;
  }
  next(error);
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

import { STATUS_CODES } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { checkout, productsOf } from './checkout.ts';

const app = express();
app.use(express.json());

app.post('/api/checkout', async (req, res) => {
  const { items, country } = req.body ?? {};
  const products = productsOf(items);
  if (!products || typeof country !== 'string') {
    res.status(400).type('application/problem+json').json({
      title: 'A checkout needs items of the catalogue and a country',
      status: 400,
    });
    return;
  }
  res.status(201).json(await checkout(products, country));
});

interface HttpError extends Error {
  /** Set by Express itself, for example 400 for a body that is no JSON. */
  status?: number;
  /** What the caller may read; without it the name of the status. */
  title?: string;
  /** When the caller may come back. */
  retryAfterSeconds?: number;
}

app.use((error: HttpError, req: Request, res: Response, next: NextFunction) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = error.status ?? 500;
  console.error(`${req.method} ${req.originalUrl} ${status}`, error);
  if (error.retryAfterSeconds) res.set('Retry-After', String(error.retryAfterSeconds));
  res.status(status).type('application/problem+json').json({
    title: error.title ?? STATUS_CODES[status],
    status,
  });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

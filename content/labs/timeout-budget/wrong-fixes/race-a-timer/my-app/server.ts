import { STATUS_CODES } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import express, { type NextFunction, type Request, type Response } from 'express';
import { stockOf } from './stock.ts';

const app = express();

app.get('/api/stock/:sku', async (req, res) => {
  const { sku } = req.params;
  const count = await Promise.race([stockOf(sku), pause(15_000, null)]);
  if (count === null) {
    res.status(504).type('application/problem+json').json({ title: 'The stock is not known', status: 504 });
    return;
  }
  res.json({ sku, count });
});

interface HttpError extends Error {
  status?: number;
}

app.use((error: HttpError, req: Request, res: Response, next: NextFunction) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = error.status ?? 500;
  console.error(`${req.method} ${req.originalUrl} ${status}`, error);
  res.status(status).type('application/problem+json').json({ title: STATUS_CODES[status], status });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

import { STATUS_CODES } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { stockOf } from './stock.ts';

const app = express();

app.get('/api/stock/:sku', async (req, res) => {
  const { sku } = req.params;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('8 seconds are over')), 8_000);
  res.on('close', () => {
    clearTimeout(timer);
    controller.abort(new Error('the client has left'));
  });
  try {
    res.json({ sku, count: await stockOf(sku, controller.signal) });
  } catch (error) {
    console.error(`stock of ${sku}:`, error);
    res.status(503).json({ title: 'The stock is not known at the moment', status: 503 });
  }
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

import { STATUS_CODES } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { deadlineOf } from './deadline.ts';
import { stockOf } from './stock.ts';

const app = express();

app.get('/api/stock/:sku', async (req, res) => {
  const { sku } = req.params;
  res.json({ sku, count: await stockOf(sku, deadlineOf(res)) });
});

interface HttpError extends Error {
  status?: number;
}

app.use((error: HttpError, req: Request, res: Response, next: NextFunction) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  if (error.name === 'AbortError') {
    console.log(`${req.method} ${req.originalUrl}: the client has left, and so do we`);
    res.destroy();
    return;
  }
  const status = error.name === 'TimeoutError' ? 504 : (error.status ?? 500);
  console.error(`${req.method} ${req.originalUrl} ${status}`, error);
  res.status(status).type('application/problem+json').json({ title: STATUS_CODES[status], status });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

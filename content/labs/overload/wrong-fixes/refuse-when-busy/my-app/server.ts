import { STATUS_CODES } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { printLabel, queue } from './labels.ts';

const app = express();
app.use(express.json());

app.get('/health', (req, res) => {
  res.json({ status: 'ok', running: queue.running, waiting: queue.waiting });
});

app.post('/api/labels', async (req, res) => {
  const { order } = req.body ?? {};
  if (!Number.isInteger(order)) {
    res.status(400).json({ error: 'A label needs the number of an order' });
    return;
  }
  if (queue.running > 0) {
    res.status(503).set('Retry-After', '2').json({ title: 'Busy', status: 503 });
    return;
  }
  res.status(201).json({ order, label: await printLabel(order) });
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
  console.error(`${req.method} ${req.originalUrl} ${status} ${error.message}`);
  res.status(status).type('application/problem+json').json({ title: STATUS_CODES[status], status });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

import { writeFileSync } from 'node:fs';
import express from 'express';
import { charge } from './payments.ts';

const port = Number(process.env.PORT);
const app = express();
app.use(express.json());

const teas = [
  { sku: 'sencha', name: 'Sencha', price: 800 },
  { sku: 'assam', name: 'Assam', price: 600 },
];
let lastNumber = 4700;

app.get('/api/teas', (req, res) => {
  res.json({ currency: 'CHF', teas });
});

app.post('/api/checkout', async (req, res) => {
  const tea = teas.find(({ sku }) => sku === req.body?.sku);
  if (!tea) {
    res.status(400).json({ error: 'There is no such tea' });
    return;
  }
  lastNumber += 1;
  const number = `${port}-${lastNumber}`;
  await charge(number, tea.price);
  res.status(201).json({ number, tea: tea.name, paid: tea.price });
});

const server = app.listen(port, () => {
  writeFileSync(`/srv/app/shop-${port}.pid`, String(process.pid));
  console.log(`shop listens on port ${port}`);
});

/** Lets nobody new in, finishes what is open, and leaves; after eight seconds it leaves anyway. */
function drain(): void {
  console.log(`shop on port ${port} finishes its open requests`);
  server.close(() => process.exit(0));
  setTimeout(() => process.exit(1), 8_000).unref();
}

process.on('SIGTERM', drain);
process.on('SIGINT', drain);

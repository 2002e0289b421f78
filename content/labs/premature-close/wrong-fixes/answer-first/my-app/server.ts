import express from 'express';
import { charge } from './payments.ts';
import { openReceipts, readReceipt, writeReceipt } from './receipts.ts';

const app = express();
app.use(express.json());

const port = Number(process.env.PORT);
let lastNumber = 4700;

app.post('/api/checkout', async (req, res) => {
  const { item, amount, reference } = req.body ?? {};
  if (typeof item !== 'string' || !Number.isInteger(amount)) {
    res.status(400).json({ error: 'item and amount are needed' });
    return;
  }
  lastNumber += 1;
  const number = `${port}-${lastNumber}`;
  await charge(number, amount);
  const order = { number, item, amount, reference: reference ?? null };
  res.status(201).json({ ...order, receipt: reference ?? number });
  await writeReceipt(order);
});

app.get('/api/receipts/:name', async (req, res) => {
  const text = await readReceipt(req.params.name);
  if (text === null) res.status(404).json({ error: 'There is no such receipt' });
  else res.type('text').send(text);
});

openReceipts();
app.listen(port, () => console.log(`shop listens on port ${port}`));

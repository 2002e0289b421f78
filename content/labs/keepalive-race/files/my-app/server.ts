import express from 'express';
import { bookSale } from './stock.ts';

const port = Number(process.env.PORT);
const app = express();
app.use(express.json());

app.get('/api/teas', (req, res) => {
  res.json({ currency: 'CHF', teas: [{ sku: 'sencha', price: 800 }] });
});

/** A till in one of the two shops sold something. */
app.post('/api/sales', async (req, res) => {
  const { sku, count } = req.body ?? {};
  if (typeof sku !== 'string' || !Number.isInteger(count)) {
    res.status(400).json({ error: 'sku and count are needed' });
    return;
  }
  await bookSale(sku, count);
  res.status(201).json({ sku, count });
});

app.listen(port, () => console.log(`shop listens on port ${port}`));

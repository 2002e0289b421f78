import express from 'express';
import { salesReport } from './reports.ts';

const port = Number(process.env.PORT);
const app = express();

const teas = [
  { sku: 'sencha', name: 'Sencha', price: 800 },
  { sku: 'assam', name: 'Assam', price: 600 },
];

app.get('/api/teas', (req, res) => {
  res.json({ currency: 'CHF', count: teas.length, teas });
});

app.get('/api/teas/:sku', (req, res) => {
  const tea = teas.find(({ sku }) => sku === req.params.sku);
  if (tea) res.json(tea);
  else res.status(404).json({ error: 'There is no such tea' });
});

app.get('/api/reports/sales', async (req, res) => {
  res.json(await salesReport());
});

app.listen(port, () => console.log(`shop listens on port ${port}`));

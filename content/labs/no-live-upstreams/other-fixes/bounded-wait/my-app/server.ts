import express from 'express';
import { ReportLate, salesReport } from './reports.ts';

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
  try {
    res.json(await salesReport());
  } catch (error) {
    if (!(error instanceof ReportLate)) throw error;
    res.status(503).set('Retry-After', '60').json({ error: 'The warehouse does not answer' });
  }
});

app.listen(port, () => console.log(`shop listens on port ${port}`));

import express from 'express';
import { statementOf } from './statement.ts';
import { readCustomers } from './store.ts';

const customers = readCustomers(process.env.DATA_FILE ?? 'data/sample.json');

const app = express();

app.get('/health', (req, res) => {
  res.json({ status: 'ok', customers: customers.length });
});

app.get('/api/customers', (req, res) => {
  res.json({ customers: customers.map(({ id, name }) => ({ id, name })) });
});

app.get('/api/customers/:id/statement', (req, res) => {
  if (!/^\d+$/.test(req.params.id)) {
    res.status(400).json({ error: 'The id of a customer is a number' });
    return;
  }
  const customer = customers.find(({ id }) => id === Number(req.params.id));
  if (!customer) {
    res.status(404).json({ error: `There is no customer ${req.params.id}` });
    return;
  }
  res.json(statementOf(customer));
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

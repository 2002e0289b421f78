import express from 'express';
import { accountPage } from './account-page.ts';
import { customerOf, register } from './customers.ts';
import { pointsOf } from './points.ts';

const app = express();
app.use(express.json());

// The login service in front of us has checked that the cookie is genuine.
const sessionIn = (cookie = ''): string => /\bsession=([\w-]+)/.exec(cookie)?.[1] ?? '';

app.get('/account', async (req, res) => {
  const customer = await customerOf(sessionIn(req.get('Cookie')));
  if (!customer) {
    res.status(401).type('text').send('Please log in');
    return;
  }
  try {
    const points = await pointsOf(customer.id);
    res.type('html').send(accountPage(customer, points));
  } catch (error) {
    console.error(`account page of customer ${customer.id}:`, error);
    res.type('html').send('<!doctype html><title>Your account</title>');
  }
});

app.post('/api/customers', async (req, res) => {
  const { name, email } = req.body ?? {};
  if (typeof name !== 'string' || name.trim() === '' || typeof email !== 'string') {
    res.status(400).json({ error: 'name and email are needed' });
    return;
  }
  const session = await register(name.trim(), email);
  res.status(201).set('Set-Cookie', `session=${session}; HttpOnly`).json({ name: name.trim() });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

import express, { type NextFunction, type Request, type Response } from 'express';
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
  res.locals.customer = customer.id;
  const points = await pointsOf(customer.id);
  res.type('html').send(accountPage(customer, points));
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

// Express knows an error handler by its four parameters.
app.use((error: Error, req: Request, res: Response, _next: NextFunction) => {
  // The number is enough to find the record. Name and address do not belong in a log.
  const { customer = null } = res.locals;
  const { message, stack } = error;
  console.error(JSON.stringify({ method: req.method, url: req.path, customer, message, stack }));
  res.status(500).type('text').send('Something went wrong on our side');
});

app.listen(3000, () => console.log('my-app listens on port 3000'));

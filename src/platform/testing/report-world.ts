// A shop's reports: nginx, an Express app, and a Postgres whose SQL is the point, so that PGlite runs it.

import type { HostFile, HostSpec, WorldSource } from '#sim';

const DATABASE = '/var/lib/postgresql/15/main';

const INIT = `CREATE ROLE app LOGIN PASSWORD 'secret';
CREATE DATABASE shop OWNER app;
\\connect shop
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, meta jsonb NOT NULL DEFAULT '{}');
CREATE TABLE orders (
  id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  customer int NOT NULL REFERENCES customers,
  total numeric(10, 2) NOT NULL CHECK (total > 0),
  placed timestamptz NOT NULL DEFAULT now()
);
INSERT INTO customers
  SELECT i, 'customer ' || i, jsonb_build_object('city', (ARRAY['Oslo', 'Lima', 'Pune'])[i % 3 + 1])
  FROM generate_series(1, 300) i;
INSERT INTO orders (customer, total) SELECT i % 300 + 1, (i % 90) + 0.5 FROM generate_series(1, 6000) i;
ANALYZE;
GRANT ALL ON ALL TABLES IN SCHEMA public TO app;
ALTER TABLE orders OWNER TO app;
`;

const SERVER = `const express = require('express');
const { Pool } = require('pg');

const pool = new Pool({ host: 'db', user: 'app', password: 'secret', database: 'shop', max: 4 });
const app = express();
app.use(express.json());

const BEST = \`
  WITH sums AS (
    SELECT meta->>'city' AS city, c.name, sum(o.total) AS spent, count(*) AS orders
    FROM orders o JOIN customers c ON c.id = o.customer
    GROUP BY 1, 2
  ), ranked AS (
    SELECT *, rank() OVER (PARTITION BY city ORDER BY spent DESC, name) AS place FROM sums
  )
  SELECT city, json_agg(json_build_object('name', name, 'spent', spent) ORDER BY place) AS best
  FROM ranked WHERE place <= 2 GROUP BY city ORDER BY city\`;

app.get('/best', async (req, res) => {
  const { rows } = await pool.query(BEST);
  res.json(rows);
});

app.get('/plan', async (req, res) => {
  const { rows } = await pool.query('EXPLAIN (ANALYZE) SELECT * FROM orders WHERE customer = 7');
  res.type('text').send(rows.map((row) => row['QUERY PLAN']).join('\\n'));
});

app.post('/index', async (req, res) => {
  await pool.query('CREATE INDEX orders_customer ON orders (customer)');
  res.status(201).end();
});

app.post(['/orders', '/api/orders'], async (req, res) => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { customer = 1, total = 0 } = req.body;
    const sql = 'INSERT INTO orders (customer, total) VALUES ($1, $2) RETURNING id, placed';
    const { rows } = await client.query(sql, [customer, total]);
    await client.query('COMMIT');
    res.status(201).json(rows[0]);
  } catch (error) {
    await client.query('ROLLBACK');
    const { code, constraint, message } = error;
    res.status(500).json({ code, constraint, message });
  } finally {
    client.release();
  }
});

app.listen(3000);
`;

export const reportHosts: readonly HostSpec[] = [
  { kind: 'client', name: 'client', label: 'You' },
  { kind: 'nginx', name: 'nginx', label: 'nginx', ip: '10.0.0.10', version: '1.22.1' },
  {
    kind: 'node',
    name: 'my-app',
    label: 'my-app',
    ip: '10.0.0.12',
    directory: '/srv/app',
    main: 'server.js',
    environment: {},
    packages: ['express', 'pg'],
  },
  {
    kind: 'postgres',
    name: 'db',
    label: 'Postgres',
    ip: '10.0.0.13',
    directory: DATABASE,
    engine: 'pglite',
  },
];

export const reportFiles: readonly HostFile[] = [
  { host: 'db', path: `${DATABASE}/init.sql`, text: INIT },
  { host: 'my-app', path: '/srv/app/server.js', text: SERVER },
  {
    host: 'nginx',
    path: '/etc/nginx/nginx.conf',
    text: 'events {}\nhttp { server { listen 80; location / { proxy_pass http://my-app:3000; } } }\n',
  },
];

/** The world, from a seed. */
export const reportWorld = (seed = 42): WorldSource => ({
  system: {
    seed,
    startedAt: '2026-11-27T09:00:00Z',
    entry: { host: 'nginx', port: 80, publicName: 'shop.test' },
    hosts: reportHosts,
  },
  files: reportFiles,
});

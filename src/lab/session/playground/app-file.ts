// The app of a playground as a file: a small shop on Express that uses the parts which are there.

import type { PlaygroundParts } from './parts.ts';
import { APP_PORT } from './playground-system.ts';

const lines = (...text: readonly string[]): string => text.join('\n');

function imports({ postgres, redis }: PlaygroundParts): string[] {
  return [
    "import express from 'express';",
    ...(redis ? ["import { Redis } from 'ioredis';"] : []),
    ...(postgres ? ["import pg from 'pg';"] : []),
  ];
}

function stores({ postgres, redis }: PlaygroundParts): string[] {
  const pool = lines(
    'const pool = new pg.Pool({',
    "  host: 'postgres',",
    "  user: 'shop',",
    "  database: 'shop',",
    '  max: 10,',
    '  connectionTimeoutMillis: 5000,',
    '});',
    "pool.on('error', (error) => console.error('pool:', error.message));",
    '',
  );
  const cache = lines(
    "const cache = new Redis({ host: 'redis', maxRetriesPerRequest: 1, commandTimeout: 1000 });",
    "cache.on('error', (error) => console.error('cache:', error.message));",
    '',
  );
  const memory = lines(
    'const orders = [',
    "  { id: 1, item: 'cup', price: 14 },",
    "  { id: 2, item: 'pot', price: 32 },",
    '];',
    '',
  );
  return [...(postgres ? [pool] : [memory]), ...(redis ? [cache] : [])];
}

function reads({ postgres, redis }: PlaygroundParts): string {
  const find = postgres
    ? "  const { rows } = await pool.query('SELECT id, item, price FROM orders ORDER BY id');"
    : '  const rows = orders;';
  if (!redis)
    return lines(
      "app.get('/api/orders', async (_request, response) => {",
      find,
      '  response.json(rows);',
      '});',
      '',
    );
  return lines(
    "app.get('/api/orders', async (_request, response) => {",
    "  const known = await cache.get('orders');",
    '  if (known) {',
    '    response.json(JSON.parse(known));',
    '    return;',
    '  }',
    find,
    "  await cache.set('orders', JSON.stringify(rows), 'EX', 5);",
    '  response.json(rows);',
    '});',
    '',
  );
}

function writes({ postgres, redis, api }: PlaygroundParts): string {
  const pay = lines(
    "  const paid = await fetch('http://payments/charges', {",
    "    method: 'POST',",
    "    headers: { 'Content-Type': 'application/json' },",
    '    body: JSON.stringify({ amount: price }),',
    '    signal: AbortSignal.timeout(10_000),',
    '  });',
    "  if (!paid.ok) throw new Error('payments answered ' + paid.status);",
  );
  const keep = postgres
    ? lines(
        '  const { rows } = await pool.query(',
        "    'INSERT INTO orders (item, price) VALUES ($1, $2) RETURNING id, item, price',",
        '    [item, price],',
        '  );',
        '  const [order] = rows;',
      )
    : lines('  const order = { id: orders.length + 1, item, price };', '  orders.push(order);');
  return lines(
    "app.post('/api/orders', async (request, response) => {",
    '  const { item, price } = request.body;',
    ...(api ? [pay] : []),
    keep,
    ...(redis ? ["  await cache.del('orders');"] : []),
    '  response.status(201).json(order);',
    '});',
    '',
  );
}

/** server.ts. */
export function appText(parts: PlaygroundParts): string {
  return lines(
    ...imports(parts),
    '',
    ...stores(parts),
    'const app = express();',
    'app.use(express.json());',
    '',
    "app.get('/health', (_request, response) => {",
    "  response.send('ok');",
    '});',
    '',
    reads(parts),
    writes(parts),
    "app.get('/api/slow', (request, response) => {",
    '  const ms = Number(request.query.ms ?? 2000);',
    "  setTimeout(() => response.send('waited ' + ms + ' ms'), ms);",
    '});',
    '',
    "app.get('/api/busy', (request, response) => {",
    '  const until = Date.now() + Number(request.query.ms ?? 500);',
    '  while (Date.now() < until);',
    "  response.send('the event loop was busy');",
    '});',
    '',
    `app.listen(${APP_PORT}, () => console.log('listening on port ${APP_PORT}'));`,
    '',
  );
}

/** package.json. */
export function manifestText({ postgres, redis }: PlaygroundParts): string {
  const dependencies = {
    express: '5.3.0',
    ...(redis && { ioredis: '5.11.1' }),
    ...(postgres && { pg: '8.23.1' }),
  };
  const manifest = {
    name: 'my-app',
    private: true,
    type: 'module',
    scripts: { start: 'node server.ts' },
    dependencies,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

// SQL that only a whole PostgreSQL runs, the way a reader's app does it: client, nginx, Express, the driver, PGlite.

import { describe, expect, it } from 'vitest';
import { databasesOf, openDatabases } from '../../../platform/node-databases.ts';
import { createNodeServices } from '../../../platform/node-services.ts';
import { reportWorld } from '../../../platform/testing/report-world.ts';
import { World } from '../../scenario/world.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function send(
  requests: readonly (readonly [method: string, target: string, body?: string])[],
  seed?: number,
): Promise<{ answers: readonly Answer[]; digest: string }> {
  const source = reportWorld(seed);
  const takeDatabase = await openDatabases(databasesOf(source));
  const world = new World(source, { ...createNodeServices(), takeDatabase });
  await world.boot();
  for (const [method, target, body = ''] of requests) {
    const fields = body === '' ? [] : [['Content-Type', 'application/json'] as const];
    await world.execute({
      type: 'request',
      request: { method, target, fields, body, timeoutMs: 0 },
    });
  }
  const answers = world.trace.since().flatMap((event) => {
    if (event.kind !== 'client-response') return [];
    return [{ status: event.status, body: event.body }];
  });
  return { answers, digest: world.trace.digest() };
}

const SLOW = { timeout: 120_000 };

/** What the query is to find, reckoned without SQL from the same rows. */
function best(): unknown {
  const spent = new Map<number, number>();
  for (let order = 1; order <= 6_000; order++) {
    const customer = (order % 300) + 1;
    spent.set(customer, (spent.get(customer) ?? 0) + (order % 90) + 0.5);
  }
  const all = [...spent].map(([id, sum]) => ({ id, name: `customer ${id}`, spent: sum }));
  all.sort((one, other) => other.spent - one.spent || (one.name < other.name ? -1 : 1));
  return [
    { city: 'Lima', rest: 1 },
    { city: 'Oslo', rest: 0 },
    { city: 'Pune', rest: 2 },
  ].map(({ city, rest }) => ({
    city,
    best: all
      .filter(({ id }) => id % 3 === rest)
      .slice(0, 2)
      .map(({ name, spent: sum }) => ({ name, spent: sum })),
  }));
}

describe('an app on PGlite', () => {
  it('joins, groups, ranks and makes JSON', SLOW, async () => {
    const { answers } = await send([['GET', '/best']]);
    expect(answers[0]?.status).toBe(200);
    expect(JSON.parse(answers[0]?.body ?? '')).toEqual(best());
  });

  it('hears of constraints with their codes, and keeps nothing of what failed', SLOW, async () => {
    const { answers } = await send([
      ['POST', '/orders', '{"customer": 1, "total": -1}'],
      ['POST', '/orders', '{"customer": 999, "total": 5}'],
      ['POST', '/orders', '{"customer": 1, "total": "many"}'],
      ['POST', '/orders', '{"customer": 1, "total": 5}'],
    ]);
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 201]);
    expect(answers.slice(0, 3).map(({ body }) => JSON.parse(body))).toMatchObject([
      { code: '23514', constraint: 'orders_total_check' },
      { code: '23503', constraint: 'orders_customer_fkey' },
      { code: '22P02' },
    ]);
    expect(answers[3]?.body).toMatch(/"placed":"2026-11-27T09:00:0/);
  });

  it('explains a plan that an index changes', SLOW, async () => {
    const { answers } = await send([
      ['GET', '/plan'],
      ['POST', '/index'],
      ['GET', '/plan'],
    ]);
    const plan = (at: number): string => answers[at]?.body ?? '';
    const runMs = (text: string): number => Number(/Execution Time: ([\d.]+)/.exec(text)?.[1]);
    expect(plan(0)).toMatch(/^Seq Scan on orders/);
    expect(plan(2)).toMatch(/Scan using orders_customer|Bitmap Index Scan on orders_customer/);
    expect(runMs(plan(2))).toBeLessThan(runMs(plan(0)));
  });

  it('leaves the same trace for the same seed', SLOW, async () => {
    const requests = [
      ['GET', '/best'],
      ['POST', '/orders', '{"total": 3}'],
      ['GET', '/plan'],
    ] as const;
    const { digest } = await send(requests);
    expect((await send(requests)).digest).toBe(digest);
    expect((await send(requests, 7)).digest).not.toBe(digest);
  });
});

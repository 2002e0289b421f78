import { describe, expect, it } from 'vitest';
import { Shop } from '../../platform/testing/shop-world.ts';

const APP = `import * as Sentry from 'local-sentry';
import express from 'express';
Sentry.init({ release: 'shop@1.0.0', environment: 'production' });
const app = express();
app.get('/fail', () => { throw new Error('no rate'); });
Sentry.setupExpressErrorHandler(app);
app.listen(3000);
`;

describe('an error tracker', () => {
  it('leaves each event in its file and in the trace', { timeout: 30_000 }, async () => {
    const shop = await Shop.open({ app: APP, packages: ['express', 'local-sentry'] });
    for (let i = 0; i < 2; i++) expect((await shop.get('/fail')).status).toBe(500);
    const events = shop.events('tracked-error');
    expect(events).toHaveLength(2);
    expect(JSON.parse(events[1]?.event ?? '')).toMatchObject({
      release: 'shop@1.0.0',
      environment: 'production',
      level: 'error',
      exception: { values: [{ type: 'Error', value: 'no rate' }] },
      request: { method: 'GET' },
    });
    const text = shop.world.machine('app')?.files.readText('/srv/app/.local-sentry/events.jsonl');
    expect(text?.trim().split('\n')).toEqual(events.map(({ event }) => event));
  });
});

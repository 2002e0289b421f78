// PGlite in a page: nothing of it before a click, the click with its progress, a failure that can be tried again, the
// first answer, and the same trace as in Node. After that it needs no network any more.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type RequestSpec, World } from '#sim';
import { databasesOf, openDatabases } from '../platform/node-databases.ts';
import { createNodeServices } from '../platform/node-services.ts';
import { reportFiles, reportHosts, reportWorld } from '../platform/testing/report-world.ts';
import { root } from '../tools/child.ts';
import { bundlePageScript } from '../tools/page-script.ts';
import { OrderSandbox } from './order-sandbox.ts';

const FILES = /\/sandbox\/pglite[^/]*$/;

interface OpenedLab {
  readonly data: { readonly system: object };
}

/** The lab of the page with other hosts and files: the shop's reports, on PGlite. */
function reportLab(lab: OpenedLab): unknown {
  const files = reportFiles.map(({ host, path, text }) => ({
    name: `${host}/${path.split('/').at(-1)}`,
    host,
    path,
    text,
  }));
  const { data } = lab;
  return {
    data: {
      ...data,
      system: { ...data.system, hosts: reportHosts },
      files,
      open: 'my-app/server.js',
      packages: ['express', 'pg'],
    },
    prepared: [],
  };
}

/** Opens the guide's sandbox with that lab in the place of its own. */
async function openReports(page: Page): Promise<OrderSandbox> {
  await page.route(/\/sandbox\/lab-null-items\.\w+\.json$/, async (route) => {
    const lab = JSON.parse(
      readFileSync(join(root, 'dist', new URL(route.request().url()).pathname), 'utf8'),
    ) as OpenedLab;
    await route.fulfill({ json: reportLab(lab) });
  });
  const sandbox = new OrderSandbox(page);
  await sandbox.open();
  return sandbox;
}

test('a click loads Postgres, with its size and its progress', async ({ page, context }) => {
  test.slow();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (FILES.test(request.url())) asked.push(request.url());
  });
  const sandbox = await openReports(page);
  const { frame } = sandbox;
  await sandbox.send.click();
  const load = frame.getByRole('button', { name: /^Load Postgres, \d\.\d MB$/ });
  await expect(load).toBeVisible({ timeout: 60_000 });
  await expect(sandbox.state).toHaveText('Waiting');
  expect(asked).toEqual([]);

  await page.route(FILES, (route) => route.abort());
  await load.press('Enter');
  const again = frame.getByRole('button', { name: /^Try again, \d\.\d MB$/ });
  await expect(again).toBeVisible();
  await expect(frame.getByRole('alert')).toContainText('Postgres could not be loaded');
  await page.unroute(FILES);

  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/sandbox\/pglite-disk\./, async (route) => {
    await held;
    await route.continue();
  });
  const startedMs = Date.now();
  await again.click();
  const progress = frame.getByRole('progressbar', { name: /^Loading Postgres, \d\.\d MB/ });
  await expect(progress).toHaveAttribute('value', /^[4-5]\d$/);
  release();
  await expect(sandbox.state).toHaveText('Live', { timeout: 90_000 });
  await expect(sandbox.answer).toContainText('23514');
  test
    .info()
    .annotations.push({ type: 'click to answer', description: `${Date.now() - startedMs} ms` });
  await expect(progress).toBeHidden();

  // A new worker, a new world, and no network.
  await context.setOffline(true);
  await sandbox.reset.click();
  await expect(sandbox.message).toContainText('Everything is as it was at first.', {
    timeout: 60_000,
  });
  await sandbox.sendLive(500);
  await expect(sandbox.answer).toContainText('orders_total_check');
});

test('PGlite leaves the same trace in this browser as in Node', async ({ page }) => {
  test.slow();
  const script = await bundlePageScript('src/e2e/digest-script.ts', 'digests');
  await page.route('**/digests.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto('/');
  await page.addScriptTag({ url: '/digests.js' });
  const source = reportWorld();
  const request: RequestSpec = {
    method: 'GET',
    target: '/plan',
    fields: [],
    body: '',
    timeoutMs: 0,
  };
  const here = await page.evaluate(
    ([world, sent]) =>
      (globalThis as unknown as { digests: typeof import('./digest-script.ts') }).digests.digestOf(
        world,
        sent,
        ['express', 'pg'],
      ),
    [source, request] as const,
  );
  const takeDatabase = await openDatabases(databasesOf(source));
  const world = new World(source, { ...createNodeServices(), takeDatabase });
  await world.boot();
  await world.execute({ type: 'request', request });
  expect(here).toBe(world.trace.digest());
});

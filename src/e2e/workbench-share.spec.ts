// What leaves the workbench and comes back: links, zips, frames; two tabs; and the way back in time.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unzipSync } from 'fflate';
import { expect, labText, test } from './bench.ts';

const wrongPort = 'wrong-port';
const nginx = 'nginx/nginx.conf';

test('a link holds edits and what was done, shows them before it runs, and opens elsewhere', async ({
  page,
  bench,
  browser,
  baseURL,
}) => {
  await bench.open(wrongPort);
  await bench.send.click();
  await expect(bench.status).toHaveText('502');
  await bench.root.getByRole('button', { name: 'Edit', exact: true }).click();
  await bench.replaceFile(labText(wrongPort, nginx, 'solution'));
  await page.keyboard.press('Control+Enter');
  await expect(bench.status).toHaveText('200');
  await bench.root.getByRole('button', { name: 'Share' }).click();
  const link = page.getByRole('textbox', { name: 'Link', exact: true });
  await expect(link).toHaveValue(/#lab=[\w-]{200,}$/);
  const address = await link.inputValue();

  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const reader = await other.newPage();
  await reader.goto(address);
  const dialog = reader.getByRole('dialog', { name: 'Somebody shared this lab with you' });
  await expect(dialog).toContainText('server my-app:3001;');
  await expect(dialog.getByRole('listitem')).toHaveText([
    'Send GET /api/orders',
    'Save nginx.conf; reload nginx',
    'Send GET /api/orders',
  ]);
  // Nothing of it has run yet.
  await expect(reader.locator('.answer-status')).toHaveText('502');
  await dialog.getByRole('button', { name: 'Open it' }).click();
  await expect(reader.locator('.answer-status')).toHaveText('200');
  // Proven anew; the one that wants to see the failure is left to whoever opened the link.
  await expect(reader.locator('.sandbox-checks [data-state="reached"]')).toHaveCount(3);
  await other.close();
});

test('a damaged link is refused with a reason, and the lab is there all the same', async ({
  page,
  bench,
}) => {
  await page.goto(`/labs/${wrongPort}/#lab=not-a-lab`);
  const dialog = page.getByRole('dialog', { name: 'Somebody shared this lab with you' });
  await expect(dialog).toContainText('The link is damaged');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await bench.send.click();
  await expect(bench.check('Trigger the 502')).toHaveAttribute('data-state', 'reached');
});

test('going back in time shows the world of then, and forward again the world of now', async ({
  page,
  bench,
}) => {
  await bench.open(wrongPort);
  await bench.send.click();
  await expect(bench.check('Trigger the 502')).toHaveAttribute('data-state', 'reached');
  await bench.root.getByRole('button', { name: 'Edit', exact: true }).click();
  await bench.replaceFile(labText(wrongPort, nginx, 'solution'));
  await page.keyboard.press('Control+Enter');
  await expect(bench.status).toHaveText('200');
  await bench.root.getByRole('tab', { name: 'Time' }).click();
  const steps = bench.root.locator('.bench-time li button');
  await expect(steps).toHaveText([
    'The world begins',
    'Send GET /api/orders',
    'Save nginx.conf; reload nginx',
    'Send GET /api/orders',
  ]);
  await steps.nth(1).click();
  await expect(bench.status).toHaveText('502');
  await expect(bench.message).toContainText('The world is as it was then');
  await expect(steps.nth(1)).toHaveAttribute('aria-current', 'step');
  await steps.nth(3).click();
  await expect(bench.status).toHaveText('200');
});

test('a program that never comes back is stopped, and the lab goes on', async ({ page, bench }) => {
  await bench.open(wrongPort);
  await bench.root.getByRole('button', { name: '/srv/app/server.ts' }).click();
  await bench.root.getByRole('button', { name: 'Edit', exact: true }).click();
  await bench.replaceFile('while (true) {}\n');
  await page.keyboard.press('Control+s');
  await expect(bench.message).toContainText('does not come back from a loop');
  await bench.root.getByRole('button', { name: 'Reset lab' }).click();
  await bench.send.click();
  await expect(bench.check('Trigger the 502')).toHaveAttribute('data-state', 'reached');
});

test('time can be stopped, and goes on event by event', async ({ bench }) => {
  await bench.open(wrongPort);
  await bench.root.getByRole('button', { name: 'Pause' }).click();
  await bench.send.click();
  const step = bench.root.getByRole('button', { name: 'Step' });
  await expect(step).toBeVisible();
  await expect(bench.check('Trigger the 502')).toHaveAttribute('data-state', 'open');
  await step.click();
  await expect(bench.root.locator('.bench-paces')).toContainText(/next of \d+: [a-z]/);
  await bench.root.getByRole('button', { name: 'Instant' }).click();
  await expect(bench.check('Trigger the 502')).toHaveAttribute('data-state', 'reached');
});

test('the lines of a request light up in every log', async ({ bench }) => {
  await bench.open('null-items');
  await bench.send.click();
  await expect(bench.logs).toContainText("reading 'reduce'");
  await bench.logs.getByRole('button', { name: 'Request 1' }).first().click();
  const lit = bench.logs.locator('[data-lit]');
  await expect(lit.filter({ hasText: 'TypeError' })).toHaveCount(1);
  await expect(lit.filter({ hasText: 'nginx access.log' })).toHaveCount(1);
  await expect(bench.logs.locator('li:not([data-lit])').first()).toContainText('pm2');
  await bench.root.getByRole('combobox', { name: 'Source' }).selectOption({ label: 'nginx' });
  await expect(bench.logs.locator('li')).toHaveCount(1);
});

test('what another tab changes is taken over, and said', async ({ bench, context, page }) => {
  await bench.open(wrongPort);
  const other = await context.newPage();
  await other.goto(`/labs/${wrongPort}/`);
  await expect(other.locator('[data-bench][data-awake]')).toBeVisible();
  await bench.root.getByRole('button', { name: 'Edit', exact: true }).click();
  await bench.replaceFile(labText(wrongPort, nginx, 'solution'));
  await expect(other.locator('.bench-message')).toContainText(
    `Taken over from another tab: ${nginx}`,
  );
  await expect(other.locator('.sandbox-static')).toContainText('server my-app:3001;');
  await expect(page.locator('.sandbox-tabs').first()).toContainText('nginx.conf');
});

test('the zip holds the files as they are, and what runs them for real', async ({
  page,
  bench,
}) => {
  await bench.open(wrongPort);
  await bench.command('export as a zip');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the zip' }).click();
  const zip = unzipSync(readFileSync(await (await saving).path()));
  const text = (name: string): string => new TextDecoder().decode(zip[`${wrongPort}/${name}`]);
  expect(text(nginx)).toBe(labText(wrongPort, nginx));
  expect(text('docker-compose.yml')).toContain('nginx:1.22.1');
  expect(text('README.md')).toContain('The shop shows 502 Bad Gateway');
});

test.describe('embedded', () => {
  test.use({ expectedFaults: /left the site: http:\/\/localhost:/ });

  test("a lab lives in a frame of somebody else's page, as large and as dark as asked", async ({
    page,
    baseURL,
  }) => {
    const html = `<!doctype html><title>Runbook</title><iframe title="Lab" width="1000" height="200" src="${baseURL}/embed/${wrongPort}/?theme=dark"></iframe>
<script>addEventListener('message', (e) => { if (e.data?.type === '5xx-lab-height') document.querySelector('iframe').height = e.data.height; });</script>`;
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(html);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    // Another host name: another origin.
    await page.goto(`http://localhost:${port}/`);
    const frame = page.frameLocator('iframe');
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect.poll(() => page.locator('iframe').getAttribute('height')).not.toBe('200');
    await frame.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(frame.locator('.sandbox-checks [data-state="reached"]')).toHaveCount(1);
    await expect(frame.getByRole('link', { name: 'Open full lab' })).toBeVisible();
    server.close();
  });
});

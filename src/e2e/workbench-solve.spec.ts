// The labs are solved from their briefs: by keyboard alone, and by pointer.

import { expect, labText, test } from './bench.ts';

const nullItems = 'null-items';
const wrongPort = 'wrong-port';
const server = 'my-app/server.ts';
const nginx = 'nginx/nginx.conf';

test('null-items is solved by keyboard alone', async ({ page, bench }) => {
  await bench.open(nullItems);
  await page.keyboard.press('Control+Enter');
  await expect(bench.check('Trigger the 500')).toHaveAttribute('data-state', 'reached');
  await expect(bench.status).toHaveText('500');
  await expect(bench.logs).toContainText("Cannot read properties of null (reading 'reduce')");

  await bench.command('open my-app/server');
  await expect(bench.root.locator('.sandbox-static')).toBeFocused();
  await page.keyboard.press('Enter');
  await bench.replaceFile(labText(nullItems, server, 'solution'));
  await page.keyboard.press('Control+s');
  await expect(bench.message).toContainText('my-app restarted, pid');
  await bench.expectAllChecks();
  await expect(bench.check('Refuse an order without items')).toContainText('The caller is told');
  await page.keyboard.press('Control+Enter');
  await expect(bench.status).toHaveText('400');
});

test('null-items is solved by pointer, and a fix that hides the fault is told why not', async ({
  bench,
}) => {
  await bench.open(nullItems);
  await bench.send.click();
  await expect(bench.check('Trigger the 500')).toHaveAttribute('data-state', 'reached');
  await bench.root.getByRole('button', { name: '/srv/app/server.ts:10:23' }).first().click();
  await bench.root.getByRole('button', { name: 'Edit', exact: true }).click();
  await bench.replaceFile(labText(nullItems, server, 'wrong-fixes/catch-and-200'));
  await bench.root.getByRole('button', { name: 'Save and restart my-app' }).click();
  const refused = bench.check('Refuse an order without items');
  await expect(refused).toHaveAttribute('data-state', 'failed');
  await expect(refused).toContainText('The status is 200, not 400.');

  await bench.editor.click();
  await bench.replaceFile(labText(nullItems, server, 'solution'));
  await bench.send.click();
  await bench.expectAllChecks();
  await expect(bench.status).toHaveText('400');
});

test('wrong-port is solved by keyboard alone', async ({ page, bench }) => {
  await bench.open(wrongPort);
  await page.keyboard.press('Control+Enter');
  await expect(bench.status).toHaveText('502');
  await expect(bench.root.locator('.answer-writer')).toContainText('nginx');
  await bench.command('open nginx/nginx.conf');
  await expect(bench.root.locator('.sandbox-static')).toBeFocused();
  await page.keyboard.press('Enter');
  await bench.replaceFile(labText(wrongPort, nginx, 'solution'));
  await page.keyboard.press('Control+s');
  await expect(bench.message).toContainText('nginx reloaded its configuration.');
  await bench.expectAllChecks();
  await page.keyboard.press('Control+Enter');
  await expect(bench.status).toHaveText('200');
});

test('wrong-port is solved on the other side, by pointer, saved by a pause', async ({ bench }) => {
  await bench.open(wrongPort);
  await bench.send.click();
  await expect(bench.status).toHaveText('502');
  await bench.root.getByRole('button', { name: '/srv/app/settings.json' }).click();
  await bench.root.getByRole('button', { name: 'Edit', exact: true }).click();
  await bench.replaceFile('{\n  "port": 3000,\n  "currency": "CHF"\n}\n');
  await expect(bench.message).toContainText('my-app restarted, pid');
  await bench.expectAllChecks();
});

test('nginx says what it refuses, at its line, and keeps its old configuration', async ({
  page,
  bench,
}) => {
  await bench.open(wrongPort);
  await bench.root.getByRole('button', { name: 'Edit', exact: true }).click();
  await bench.replaceFile(labText(wrongPort, nginx).replace('proxy_pass', 'proxy_past'));
  await page.keyboard.press('Control+s');
  await expect(bench.message).toContainText('nginx keeps its last good configuration');
  await expect(bench.root.locator('.sandbox-problem').first()).toContainText(
    'unknown directive "proxy_past"',
  );
  await bench.send.click();
  await expect(bench.status).toHaveText('502');
});

test('hints come one at a time, the solution side by side, on request and undoable', async ({
  page,
  bench,
}) => {
  await bench.open(nullItems);
  const hints = bench.root.locator('.bench-hints ol li');
  await expect(hints).toHaveCount(0);
  await bench.root.getByRole('button', { name: 'Show a hint' }).click();
  await expect(hints).toHaveCount(1);
  await bench.root.getByRole('button', { name: 'Show the next hint' }).click();
  await expect(hints).toHaveCount(2);

  await bench.root.getByRole('button', { name: 'Show the solution' }).click();
  const dialog = page.getByRole('dialog', { name: 'The solution, beside your files' });
  await expect(dialog.locator('.monaco-diff-editor')).toContainText('items must be a list');
  await dialog.getByRole('button', { name: 'Use this solution' }).click();
  await bench.expectAllChecksButTrigger('Trigger the 500');
  await bench.root.getByRole('button', { name: 'Back to my own files' }).click();
  await expect(bench.check('Refuse an order without items')).toHaveAttribute(
    'data-state',
    'failed',
  );
  await page.reload();
  await bench.awake();
  await expect(hints).toHaveCount(2);
});

test('what was reached is kept, and the list of labs says so', async ({ page, bench }) => {
  await bench.open(wrongPort);
  await bench.send.click();
  await expect(bench.check('Trigger the 502')).toHaveAttribute('data-state', 'reached');
  await page.goto('/labs/');
  const row = page.locator('[data-lab-progress="wrong-port"]');
  await expect(row).toContainText('1 of 4 checks');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export progress' }).click();
  const path = await (await saving).path();
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(row).not.toContainText('1 of 4 checks');
  await page.getByLabel('Import progress').setInputFiles(path);
  await expect(row).toContainText('1 of 4 checks');
});

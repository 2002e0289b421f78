// The table of failures: filters that keep the address in step, and a source behind each number.

import { expect, test } from './reader.ts';

test('a code leaves the failures behind it, and the address says so', async ({ page }) => {
  await page.goto('/matrix/');
  await page.getByLabel('Code').selectOption('521');
  await expect(page.locator('tr[data-row]:visible')).toHaveCount(1);
  await expect(page.getByRole('columnheader')).toHaveText(['Failure', 'RFC 9209', 'Cloudflare']);
  await expect(page).toHaveURL(/\/matrix\/\?code=521$/);
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(page).toHaveURL(/\/matrix\/$/);
  await expect(page.locator('tr[data-row]:visible')).toHaveCount(12);
});

test('a link shows two platforms side by side', async ({ page }) => {
  await page.goto('/matrix/?platform=nginx,apache-httpd&failure=response-timeout');
  const row = page.locator('tr[data-row]:visible');
  await expect(row).toHaveCount(1);
  await expect(row.locator('.matrix-entry:visible')).toHaveCount(3);
  await expect(row).toContainText('mod_proxy_fcgi');
  await expect(page.locator('[data-chosen]')).toHaveText(/^2 of \d+$/);
  await expect(page.locator('output')).toHaveText(/^3 of \d+ answers$/);
});

test('a link that asks for what is not there shows everything', async ({ page }) => {
  await page.goto('/matrix/?code=599&failure=nothing');
  await expect(page.locator('tr[data-row]:visible')).toHaveCount(12);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the whole table is there, each number with source, version and date', async ({ page }) => {
    await page.goto('/matrix/');
    const row = page.locator('#connection-refused');
    await row.getByRole('button', { name: '521' }).click();
    const card = page.locator('.source-card:popover-open');
    await expect(card).toContainText('Cloudflare: 521');
    await expect(card.getByRole('link')).toHaveAttribute('href', /^https:/);
    await expect(card).toContainText(/Read in the source, 20\d\d-\d\d/);
  });

  test('what is not verified says so', async ({ page }) => {
    await page.goto('/matrix/');
    const entry = page.locator('#name-not-resolved').getByRole('button', { name: /not verified/ });
    await expect(entry).toHaveText(/503\?/);
  });
});

// The search above the field marks, and the platform that is remembered from page to page.

import { expect, test } from './reader.ts';

test('a pasted log line finds its mark', async ({ page }) => {
  await page.goto('/502/');
  await page
    .getByRole('searchbox', { name: 'Search' })
    .fill(
      '[error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client',
    );
  await expect(page.locator('#connection-refused')).toBeVisible();
  await expect(page.locator('#alb-no-target-status')).toBeHidden();
});

test('a chosen platform narrows the marks, here and on the next page', async ({ page }) => {
  await page.goto('/503/');
  const select = page.getByRole('combobox', { name: 'My platform' });
  await select.selectOption({ label: 'HAProxy' });
  await expect(page.locator('#haproxy-nosrv')).toBeVisible();
  await expect(page.locator('#heroku-h14')).toBeHidden();
  await page.goto('/504/');
  await expect(select).toHaveValue('haproxy');
  await expect(page.locator('#haproxy-504-page')).toBeVisible();
  await expect(page.locator('#timed-out-connecting')).toBeHidden();
});

test('a platform without marks on a page hides none of them, and says so', async ({ page }) => {
  await page.goto('/521/');
  await page.getByRole('combobox', { name: 'My platform' }).selectOption({ label: 'HAProxy' });
  await expect(page.locator('.field-mark:visible')).toHaveCount(4);
  await expect(page.locator('[data-mark-filter] output')).toContainText('none of HAProxy');
});

test('a link to a mark arrives, although the platform hides it', async ({ page }) => {
  await page.goto('/503/');
  await page.getByRole('combobox', { name: 'My platform' }).selectOption({ label: 'HAProxy' });
  await page.goto('/503/#heroku-h14');
  await page.reload();
  await expect(page.locator('#heroku-h14')).toBeVisible();
});

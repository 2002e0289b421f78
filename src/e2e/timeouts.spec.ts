// The chain of timeouts: what one types changes the verdict and the address; a link brings both back.

import { expect, test } from './reader.ts';

test('limits in the form decide who answers, and the address keeps them', async ({ page }) => {
  await page.goto('/timeouts/');
  const result = page.locator('[data-timeouts-result]');
  await expect(result.locator('.chain-headline')).toHaveText('504 after 60 s, written by nginx');
  await page.getByLabel('App deadline of its call').fill('10');
  await expect(result.locator('.chain-headline')).toHaveText('504 after 10 s, written by the app');
  await page.getByLabel('Client gives up after').fill('5');
  await page.keyboard.press('Tab');
  await expect(result.locator('.chain-headline')).toContainText('the client leaves after 5 s');
  await expect(page.locator('[data-announce]')).toContainText('the client leaves after 5 s');
  await expect(page).toHaveURL(/\?client=5&call=10$/);
  await page.getByRole('button', { name: 'Begin again' }).click();
  await expect(page).toHaveURL(/\/timeouts\/$/);
  await expect(result.locator('.chain-headline')).toHaveText('504 after 60 s, written by nginx');
});

test('an edge brings its own limit and its own number', async ({ page }) => {
  await page.goto('/timeouts/?nginx=200&work=none');
  await page.getByLabel('In front').selectOption({ label: 'Cloudflare' });
  await expect(page.getByLabel('Its limit, in seconds')).toHaveValue('120');
  const result = page.locator('[data-timeouts-result]');
  await expect(result.locator('.chain-headline')).toHaveText(
    '524 after 120 s, written by Cloudflare',
  );
  await expect(result.getByRole('link', { name: '524' })).toHaveAttribute('href', '/524/');
  await expect(page).toHaveURL(/\?work=none&edge=cloudflare&edge-limit=120&nginx=200$/);
});

test('a field that makes no sense is marked', async ({ page }) => {
  await page.goto('/timeouts/');
  const field = page.getByLabel('Client gives up after');
  await field.fill('soon');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill('');
  await expect(field).toHaveAttribute('aria-invalid', 'false');
});

test('the drawing is there in words as well', async ({ page }) => {
  await page.goto('/timeouts/?servers=3&work=100');
  const result = page.locator('[data-timeouts-result]');
  await result.getByText('The drawing as a table').click();
  await expect(result.getByRole('row')).toHaveCount(9);
  await expect(result.getByRole('row', { name: /the app, try 3/ })).toContainText('120 s');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('three chains are drawn, and nothing pretends to be a form', async ({ page }) => {
    await page.goto('/timeouts/');
    await expect(page.locator('article svg:visible')).toHaveCount(3);
    await expect(page.locator('article').nth(1)).toContainText('504 after 180 s');
    await expect(page.getByRole('textbox')).toHaveCount(0);
  });
});

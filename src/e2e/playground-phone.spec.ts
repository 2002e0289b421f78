// The playground on a phone.

import { expect, test } from './bench.ts';

test('a box is put together and asked on a 390 pixel wide screen', async ({ page, bench }) => {
  await page.goto('/playground/');
  const parts = page.getByRole('dialog', { name: 'What is it made of?' });
  await parts.getByRole('button', { name: /One app alone/ }).tap();
  await expect(page.locator('[data-playground][data-awake]')).toBeVisible();
  await bench.root
    .getByRole('navigation', { name: 'Panels' })
    .getByRole('button', { name: 'Request' })
    .tap();
  await bench.send.tap();
  await expect(bench.status).toHaveText('200');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(
    true,
  );
});

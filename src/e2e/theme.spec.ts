// The theme menu.

import { expect, test } from './reader.ts';

test('a chosen theme is in force at once, on every page, and after a reload', async ({ page }) => {
  const ground = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const light = await ground();
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();
  await page.goto('/502/');
  expect(await ground()).toBe(dark);
  await page.reload();
  expect(await ground()).toBe(dark);
  await page.getByRole('button', { name: 'Theme' }).click();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.getByRole('radio', { name: 'As the system' }).check();
  await expect.poll(ground).toBe(light);
});

test('the editor follows the theme', async ({ page, sandbox }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await sandbox.open();
  await sandbox.edit.click();
  await expect(sandbox.editor).toBeVisible();
  const ground = (): Promise<string> =>
    sandbox.editor.evaluate((element) => getComputedStyle(element).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).not.toBe(light);
});

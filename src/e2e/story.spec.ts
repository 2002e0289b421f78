// The whole way of a reader: a 500 seen, understood, mended, and a short address handed on.

import type { Locator } from '@playwright/test';
import { labFile } from './order-sandbox.ts';
import { expect, test } from './reader.ts';

test('a reader breaks the shop, mends it and hands on /502, by pointer', async ({
  page,
  sandbox,
  context,
}) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Start with 500' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('500');

  await sandbox.body.fill('{"items": null}');
  await sandbox.sendLive(500);
  await expect(sandbox.answer).toContainText('HTTP/1.1 500 Internal Server Error');
  await expect(sandbox.answer).toContainText('TypeError: Cannot read properties of null');
  await expect(sandbox.answer).toContainText('/srv/app/server.ts:10:23');
  await expect(sandbox.log).toContainText('at file:///srv/app/server.ts:10:23');
  await expect(sandbox.staticCode.locator('[data-line="10"].mark')).toBeVisible();
  await expect(sandbox.lineNote).toContainText("reading 'reduce'");
  await expect(sandbox.checks.first()).toHaveAttribute('data-state', 'reached');

  await sandbox.staticCode.locator('[data-line="10"]').click();
  await sandbox.paste(labFile('my-app/server.ts', 'solution'));
  await sandbox.sendLive(400);
  await expect(sandbox.answer).toContainText('items must be a list');
  await expect(sandbox.checks).toHaveCount(5);
  for (const check of await sandbox.checks.all()) {
    await expect(check).toHaveAttribute('data-state', 'reached');
  }
  await expect(sandbox.frame.getByRole('status')).toContainText('5 of 5 checks are green');

  const teammate = await context.newPage();
  await teammate.goto('/502');
  await expect(teammate.getByRole('heading', { level: 1 })).toContainText('502');
  await expect(teammate).toHaveTitle(/502/);
});

test('a reader does the same with the keyboard alone', async ({ page, sandbox }) => {
  const { keyboard } = page;
  const tabTo = async (target: Locator, key = 'Tab'): Promise<void> => {
    const isThere = () => target.evaluate((element) => element === document.activeElement);
    for (let presses = 0; presses < 80 && !(await isThere()); presses++) await keyboard.press(key);
    await expect(target).toBeFocused();
  };
  await page.goto('/');
  await tabTo(page.getByRole('link', { name: 'Start with 500' }));
  await keyboard.press('Enter');
  await page.waitForURL(/understanding-500/);
  await tabTo(page.getByRole('link', { name: 'Skip to the content' }));
  await keyboard.press('Enter');

  await tabTo(sandbox.body);
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('{"items": null}');
  await tabTo(sandbox.send, 'Shift+Tab');
  await keyboard.press('Enter');
  await sandbox.expectAnswer(500);
  await expect(sandbox.lineNote).toContainText("reading 'reduce'");

  await tabTo(sandbox.staticCode);
  await keyboard.press('Enter');
  await expect(sandbox.editor.getByRole('textbox')).toBeFocused();
  // The cursor is where the error was thrown: the check goes into the line above.
  await keyboard.press('ArrowUp');
  await keyboard.press('End');
  await keyboard.type(`
if (!items || !shippingAddress) return void res.status(400).json({ error: 'no items or shippingAddress' });`);
  await keyboard.press('Control+s');
  await expect(sandbox.message).toContainText('my-app restarted, pid');
  await keyboard.press('Control+m');
  await tabTo(sandbox.send, 'Shift+Tab');
  await keyboard.press('Enter');
  await sandbox.expectAnswer(400);
  await expect(sandbox.frame.getByRole('status')).toContainText('5 of 5 checks are green');

  await page.goto('/502');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('502');
});

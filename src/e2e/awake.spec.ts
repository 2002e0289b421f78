// A sandbox that woke is as usable as the page around it, and nothing moved when it woke.

import { seriousFindingsInThemes } from './axe.ts';
import { layoutShift, textPlace, topsBelow, watchLayout } from './layout.ts';
import { expect, test } from './reader.ts';

/** A tenth of what is deemed good: words that change within their line count as shifts as well. */
const STILL = 0.01;

test('the living sandbox has no serious barrier in either theme', async ({ page, sandbox }) => {
  await sandbox.open();
  await sandbox.sendLive(500);
  expect(await seriousFindingsInThemes(page), 'static code').toEqual([]);
  await sandbox.edit.click();
  await expect(sandbox.editor).toBeVisible();
  expect(await seriousFindingsInThemes(page), 'editor').toEqual([]);
});

test('the living home page has no serious barrier in either theme', async ({
  page,
  homeServer,
}) => {
  await page.goto('/');
  await homeServer.button('Ship a bug').click();
  await expect(homeServer.state).toHaveText('Live');
  await expect(homeServer.status).toContainText('500');
  expect(await seriousFindingsInThemes(page)).toEqual([]);
});

test('nothing moves when the sandbox wakes and answers', async ({ page, sandbox }) => {
  await sandbox.open();
  await sandbox.send.scrollIntoViewIfNeeded();
  await watchLayout(page);
  const before = await topsBelow(sandbox.frame);
  await sandbox.sendLive(500);
  expect(await topsBelow(sandbox.frame)).toEqual(before);
  expect(await layoutShift(page)).toBeLessThan(STILL);
});

test('nothing moves when the editor takes the place of the code', async ({ page, sandbox }) => {
  await sandbox.open();
  await sandbox.sendLive(500);
  await sandbox.staticCode.scrollIntoViewIfNeeded();
  const was = await textPlace(sandbox.staticCode.locator('[data-line="8"]'));
  await watchLayout(page);
  const before = await topsBelow(sandbox.frame);
  await sandbox.edit.click();
  await expect(sandbox.editor).toBeVisible();
  await expect(sandbox.editor.locator('.view-lines')).toContainText('app.post');
  expect(await topsBelow(sandbox.frame)).toEqual(before);
  expect(await layoutShift(page)).toBeLessThan(STILL);
  const now = await textPlace(sandbox.editor.locator('.view-line', { hasText: 'app.post' }));
  expect(Math.abs(now.left - was.left)).toBeLessThanOrEqual(1);
  expect(Math.abs(now.top - was.top)).toBeLessThanOrEqual(1);
});

test('nothing moves when the live server of the home page answers', async ({
  page,
  homeServer,
}) => {
  await page.goto('/');
  await watchLayout(page);
  const before = await topsBelow(homeServer.frame);
  await homeServer.button('Freeze the app').click();
  await expect(homeServer.status).toContainText('504');
  expect(await topsBelow(homeServer.frame)).toEqual(before);
  expect(await layoutShift(page)).toBeLessThan(STILL);
});

// The sandbox on a phone: one column, a plain editor, everything within reach of a finger.

import { sidewaysScroll } from './layout.ts';
import { labFile } from './order-sandbox.ts';
import { expect, test } from './reader.ts';

test('a reader sends, sees the 500, mends the code and sees 400', async ({ page, sandbox }) => {
  await sandbox.open();
  await sandbox.send.tap();
  await sandbox.expectAnswer(500);
  await expect(sandbox.lineNote).toContainText("reading 'reduce'");
  await sandbox.edit.tap();
  const field = sandbox.frame.getByRole('textbox', { name: 'my-app/server.ts' });
  await expect(field).toBeVisible();
  await expect(sandbox.editor).toHaveCount(0);
  await field.fill(labFile('my-app/server.ts', 'solution'));
  await sandbox.save.tap();
  await expect(sandbox.message).toContainText('my-app restarted');
  await sandbox.send.tap();
  await sandbox.expectAnswer(400);
  await expect(sandbox.frame).toContainText('5 of 5');
  expect(await sidewaysScroll(page)).toBe(0);
});

test('the first tap on Send is not missed because something moved under the finger', async ({
  sandbox,
}) => {
  await sandbox.open();
  const before = await sandbox.send.boundingBox();
  await sandbox.send.dispatchEvent('pointerdown');
  expect(await sandbox.send.boundingBox()).toEqual(before);
  await expect(sandbox.state).toHaveText('Live');
  expect(await sandbox.send.boundingBox()).toEqual(before);
});

test('the buttons of the home page are large enough for a finger', async ({ page, homeServer }) => {
  await page.goto('/');
  for (const button of await homeServer.frame.getByRole('button').all()) {
    const box = await button.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(32);
  }
  await homeServer.button('Stop the app').tap();
  await expect(homeServer.state).toHaveText('Live');
  await expect(homeServer.status).toContainText('502');
});

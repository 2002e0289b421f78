// Editing: what is typed stays as it was typed, also after a reload.

import { labFile } from './order-sandbox.ts';
import { expect, test } from './reader.ts';

test.beforeEach(({ sandbox }) => sandbox.open());

test('what is typed fast stays as typed, and the cursor where it was', async ({
  page,
  sandbox,
}) => {
  await sandbox.edit.click();
  await expect(sandbox.editor.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Control+End');
  const words = '// the quick brown fox jumps over the lazy dog, then over nine more of them';
  await page.keyboard.type(words);
  await expect
    .poll(() => sandbox.keptEdits())
    .toEqual({
      'my-app/server.ts': labFile('my-app/server.ts') + words,
    });
  await expect(sandbox.editor.locator('.view-lines')).toContainText(words);
});

test('edits and the request are there again after a reload, and Reset takes them away', async ({
  page,
  sandbox,
}) => {
  await sandbox.paste(labFile('my-app/server.ts', 'solution'));
  await sandbox.body.fill('{"items": []}');
  await sandbox.target.fill('/api/orders?from=cart');
  await sandbox.sendLive(400);
  await page.reload();
  await sandbox.frame.scrollIntoViewIfNeeded();
  await expect(sandbox.body).toHaveValue('{"items": []}');
  await expect(sandbox.target).toHaveValue('/api/orders?from=cart');
  await expect(sandbox.staticCode).toContainText('items must be a list');
  await expect(sandbox.tab('server.ts')).toHaveAccessibleName(/edited/);
  await sandbox.sendLive(400);

  await sandbox.reset.click();
  await expect(sandbox.message).toHaveText('Everything is as it was at first.');
  await expect(sandbox.body).toHaveValue(/"items": null/);
  await expect(sandbox.staticCode).not.toContainText('items must be a list');
  await expect(sandbox.frame).toContainText('0 of 5');
  await sandbox.sendLive(500);
  await page.reload();
  await expect(sandbox.staticCode).not.toContainText('items must be a list');
});

test('undo in the editor takes back what was typed', async ({ page, sandbox }) => {
  await sandbox.edit.click();
  await expect(sandbox.editor.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('//');
  await expect(sandbox.tab('server.ts')).toHaveAccessibleName(/edited/);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(sandbox.tab('server.ts')).not.toHaveAccessibleName(/edited/);
});

test('each file keeps its own edits while the reader goes from tab to tab', async ({
  page,
  sandbox,
}) => {
  await sandbox.edit.click();
  await sandbox.tab('orders.ts').click();
  await sandbox.paste(labFile('my-app/orders.ts').replace('1000', '2000'));
  await sandbox.tab('nginx.conf').click();
  await expect(sandbox.editor).toContainText('upstream my_app');
  await sandbox.tab('nginx.conf').press('ArrowLeft');
  await expect(sandbox.tab('reports.ts')).toBeFocused();
  await expect(sandbox.editor).toContainText('dailyReport');
  await page.keyboard.press('Home');
  await expect(sandbox.tab('server.ts')).toHaveAttribute('aria-selected', 'true');
  await sandbox.preset.selectOption('Order of two items');
  await sandbox.sendLive(201);
  await expect(sandbox.answer).toContainText('"id":2001');
});

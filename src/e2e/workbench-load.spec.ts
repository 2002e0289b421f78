// Load on a system: started, charted, marked, and read as a table.

import { seriousFindingsInThemes } from './axe.ts';
import { expect, test } from './bench.ts';
import { fillLoad, finished, summary } from './load-form.ts';

const solved = 'null-items';

test('load is started by keyboard, and told in charts, in marks and in a table', async ({
  page,
  bench,
}) => {
  await bench.open(solved);
  await fillLoad(bench, { rate: '20', seconds: '5' });
  await page.keyboard.press('Enter');
  await expect(summary(bench)).toContainText(finished);
  await expect(summary(bench)).toContainText(/of them failed/);
  await expect(bench.root.locator('.load-chart canvas').first()).toBeVisible();
  await expect(bench.root.locator('.load-chart').filter({ hasText: 'Memory' })).toContainText('MB');
  await expect(bench.root.locator('.load-marks')).toContainText('Load begins');
  await bench.root.getByText('All numbers as a table').click();
  const rows = bench.root.locator('.load-table tbody tr');
  expect(await rows.count()).toBeGreaterThanOrEqual(5);
  await rows.nth(2).getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(
    bench.root.getByRole('button', { name: /^Only .* Show all times again/ }),
  ).toBeVisible();
  await expect(bench.logs.locator('li').first()).toBeVisible();
  await bench.root.getByRole('tab', { name: 'Time' }).click();
  await expect(bench.root.locator('.bench-time li button')).toHaveText([
    'The world begins',
    'Start 20 requests a second for 5 s',
  ]);
});

test('what is broken while load runs is marked on the time axis', async ({ bench }) => {
  await bench.open(solved);
  await fillLoad(bench, { rate: '10', seconds: '600' });
  await bench.root.getByRole('button', { name: 'Start the load' }).click();
  await expect(summary(bench)).toBeVisible();
  await bench.command('break the way from nginx to my-app');
  const menu = bench.root.getByRole('group', { name: 'Break nginx to my-app' });
  await menu.getByRole('button', { name: 'Refuse connections' }).click();
  await menu.getByRole('button', { name: 'Break it' }).click();
  const marks = bench.root.locator('.load-marks');
  await expect(marks).toContainText('refuse begins');
  await expect(bench.root.locator('.load-key').filter({ hasText: '502' })).toBeVisible();
  await bench.root.getByRole('button', { name: 'Stop the load' }).click();
  await expect(summary(bench)).toContainText(finished);
  await expect(marks).toContainText('Load ends');
});

test('a rate that makes no sense is told at its field', async ({ bench }) => {
  await bench.open(solved);
  await fillLoad(bench, { rate: 'many', seconds: '5' });
  const rate = bench.root.getByRole('textbox', { name: 'Rate' });
  await expect(rate).toHaveAccessibleDescription(/It takes a number from 0.1 to 1,000/);
  await rate.press('Enter');
  await expect(rate).toBeFocused();
  await expect(rate).toHaveValue('many');
});

test('a panel with charts has no barrier in either theme', async ({ page, bench }) => {
  await bench.open(solved);
  await fillLoad(bench, { rate: '10', seconds: '3' });
  await page.keyboard.press('Enter');
  await expect(summary(bench)).toContainText(finished);
  await bench.root.getByText('All numbers as a table').click();
  expect(await seriousFindingsInThemes(page)).toEqual([]);
});

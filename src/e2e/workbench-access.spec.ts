// The workbench for everyone: axe finds nothing in either theme, panels have names, the keyboard moves the lines
// between them, and without script everything is there to read.

import type { Page } from '@playwright/test';
import { allFindings, THEMES } from './axe.ts';
import { expect, test } from './bench.ts';

/** Everything axe finds, in each theme. */
async function expectNoFindings(page: Page): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    expect(await allFindings(page), colorScheme).toEqual([]);
  }
}

test('axe finds nothing to complain of in either theme', async ({ page, bench }) => {
  await bench.open('null-items');
  await bench.send.click();
  await expect(bench.check('Trigger the 500')).toHaveAttribute('data-state', 'reached');
  await bench.logs.getByRole('button', { name: 'Request 1' }).first().click();
  await bench.root
    .locator('.bench-stations')
    .getByRole('button', { name: 'my-app', exact: true })
    .click();
  await expectNoFindings(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
  await expectNoFindings(page);
  await page.goto('/labs/');
  await expectNoFindings(page);
});

test('the keyboard moves the lines between panels, and they stay where they were put', async ({
  page,
  bench,
}) => {
  await bench.open('null-items');
  const line = bench.root.getByRole('separator', { name: 'Width of the brief' });
  const before = Number(await line.getAttribute('aria-valuenow'));
  await line.focus();
  await page.keyboard.press('ArrowRight');
  await expect(line).toHaveAttribute('aria-valuenow', String(before + 16));
  await page.reload();
  await bench.awake();
  await expect(line).toHaveAttribute('aria-valuenow', String(before + 16));
});

test('all panels have names', async ({ bench }) => {
  await bench.open('null-items');
  for (const name of [
    'Brief and checks',
    'Files',
    'Logs, terminal, load, time',
    'Route',
    'Response',
  ]) {
    await expect(bench.root.getByRole('region', { name, exact: true })).toBeVisible();
  }
  await expect(bench.root.getByRole('form', { name: 'Request' })).toBeVisible();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('ticket, checks, hints, files and the first answer are there to read', async ({ page }) => {
    await page.goto('/labs/null-items/');
    await expect(page.locator('.bench-brief')).toContainText('Support forwards a ticket');
    await expect(page.locator('.sandbox-checks li')).toHaveCount(5);
    await expect(page.locator('.bench-hints details')).toHaveCount(4);
    await expect(page.locator('.sandbox-static')).toContainText('const total = items.reduce');
    await expect(page.locator('.answer-status')).toHaveText('500');
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeHidden();
  });
});

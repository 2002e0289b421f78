// The built site as files: within its budgets, and without dead links or foreign requests.

import { join } from 'node:path';
import { measureDist, overBudget } from '../tools/budgets.ts';
import { expect, test } from './reader.ts';

test('every page keeps its budget and has no faults', () => {
  const reports = measureDist(join(import.meta.dirname, '../../dist'));
  expect(reports.map(({ path }) => path)).toContain('/502/');
  expect(overBudget(reports)).toEqual([]);
});

for (const code of [500, 502, 503, 504]) {
  test(`/${code} is an address one can paste`, async ({ page }) => {
    const response = await page.goto(`/${code}`);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(String(code));
  });
}

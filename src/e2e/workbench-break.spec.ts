// Breaking a system on purpose, and mending it: by pointer, by keyboard, and back in time.

import { seriousFindingsInThemes } from './axe.ts';
import { expect, test } from './bench.ts';

const solved = 'null-items';

test('a way is broken by pointer, marked, seen in the answer, and mended', async ({
  page,
  bench,
}) => {
  await bench.open(solved);
  const route = bench.root.getByRole('region', { name: 'Route' });
  const middleOf = async (id: string): Promise<{ x: number; y: number }> => {
    const box = await route.locator(`[data-spot="${id}"]:visible`).boundingBox();
    return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  };
  const [from, to] = [await middleOf('nginx'), await middleOf('my-app')];
  await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
  const menu = route.getByRole('group', { name: 'Break nginx to my-app' });
  await menu.getByRole('button', { name: 'Refuse connections' }).click();
  await menu.getByRole('button', { name: 'Break it' }).click();
  const broken = route.getByRole('region', { name: 'Broken now' });
  await expect(broken).toContainText('nginx to my-app Refuse connections');
  await expect(route.getByRole('img').first()).toHaveAccessibleName(
    /Broken on purpose, nginx to my-app: refuse/,
  );
  await bench.send.click();
  await expect(bench.status).toHaveText('502');
  await broken.getByRole('button', { name: 'Mend nginx to my-app: Refuse connections' }).click();
  await expect(broken).toBeHidden();
  await bench.send.click();
  await expect(bench.status).toHaveText('500');
});

test('a value out of its limits is told at its field, and nothing typed is lost', async ({
  bench,
}) => {
  await bench.open(solved);
  const ways = bench.root.getByRole('group', { name: 'Ways between them' });
  await ways.getByRole('button', { name: 'You to nginx' }).click();
  const menu = bench.root.getByRole('group', { name: 'Break You to nginx' });
  await menu.getByRole('button', { name: 'Delay packets' }).click();
  const delay = menu.getByRole('textbox', { name: 'Delay', exact: true });
  await delay.fill('900000000');
  await expect(delay).toHaveAccessibleDescription(/whole number from 0 to 600,000/);
  await delay.press('Enter');
  await expect(delay).toBeFocused();
  await expect(delay).toHaveValue('900000000');
  await expect(bench.root.getByRole('region', { name: 'Broken now' })).toBeHidden();
  await delay.fill('50');
  await menu.getByRole('button', { name: 'Break it' }).click();
  await expect(bench.root.getByRole('region', { name: 'Broken now' })).toContainText('50 ms');
});

test('an app is frozen by keyboard, is in the history, and going back undoes it', async ({
  page,
  bench,
}) => {
  await bench.open(solved);
  await bench.command('break my-app');
  const menu = bench.root.getByRole('group', { name: 'Break my-app' });
  const freeze = menu.getByRole('button', { name: 'Freeze the process' });
  await freeze.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(menu.getByRole('textbox', { name: 'Ends by itself after' })).toBeFocused();
  await page.keyboard.press('Enter');
  const broken = bench.root.getByRole('region', { name: 'Broken now' });
  await expect(broken).toContainText('my-app Freeze the process');
  await expect(bench.root.locator('[role="status"]').first()).toContainText('Broken. my-app');
  await bench.root.getByRole('tab', { name: 'Time' }).click();
  const steps = bench.root.locator('.bench-time li button');
  await expect(steps).toHaveText(['The world begins', 'Switch on pause on my-app']);
  await steps.nth(0).click();
  await expect(broken).toBeHidden();
  await steps.nth(1).click();
  await expect(broken).toBeVisible();
  await broken.getByRole('button', { name: /^Mend my-app/ }).focus();
  await page.keyboard.press('Enter');
  await expect(broken).toBeHidden();
  await expect(steps.last()).toHaveText('End pause on my-app');
});

test('an open Break menu has no barrier in either theme', async ({ page, bench }) => {
  await bench.open(solved);
  await bench.command('break my-app');
  const menu = bench.root.getByRole('group', { name: 'Break my-app' });
  await menu.getByRole('button', { name: 'Run out of memory' }).click();
  await menu.getByRole('button', { name: 'Slow its processor' }).click();
  await menu.getByRole('button', { name: 'Break it' }).click();
  await expect(bench.root.getByRole('region', { name: 'Broken now' })).toBeVisible();
  expect(await seriousFindingsInThemes(page)).toEqual([]);
});

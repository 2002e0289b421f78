// How soon the page answers its reader while programs and load run. These are measurements: they run one at a time,
// after all other tests, because beside another test they would measure that one.

import type { Page } from '@playwright/test';
import { type Bench, expect, test } from './bench.ts';
import { fillLoad, finished, summary } from './load-form.ts';
import { withHandler } from './order-sandbox.ts';

/** What readers feel as at once: so much load may add to what the machine takes anyway. */
const AT_ONCE_MS = 100;
/** A page that stands still for longer seems broken. */
const STILL_MS = 1_000;

/** Notes the time from each press to the frame after what it did, in milliseconds, as event timing tells it. */
async function watchInteractions(page: Page): Promise<void> {
  await page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(window, { durations });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) durations.push(entry.duration);
    }).observe({
      type: 'event',
      durationThreshold: 16,
      buffered: false,
    } as PerformanceObserverInit);
  });
}

/** The durations noted since this was last asked, shortest first. */
const takeDurations = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    (window as unknown as { durations: number[] }).durations.splice(0).toSorted((a, b) => a - b),
  );

/** A machine that is busy with other things may miss once: the reader's usual wait counts. */
const usual = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length * 0.75)] ?? 0;

/** Looks at one station after another, as fast as the page lets go. */
async function lookAround(bench: Bench): Promise<void> {
  const stations = bench.root.getByRole('group', { name: 'Stations' });
  for (let round = 0; round < 6; round++) {
    await stations
      .getByRole('button')
      .nth(1 + (round % 2))
      .click();
  }
}

test('the page answers its reader while load runs', async ({ page, bench }, info) => {
  // Twelve thousand requests: more than any other test simulates.
  test.setTimeout(420_000);
  await bench.open('null-items');
  await fillLoad(bench, { rate: '200', seconds: '60' });
  await watchInteractions(page);
  await lookAround(bench);
  const calm = await takeDurations(page);
  await bench.root.getByRole('button', { name: 'Start the load' }).click();
  await expect(summary(bench)).toBeVisible();
  await lookAround(bench);
  await expect(summary(bench)).toContainText(finished, { timeout: 360_000 });
  const loaded = await takeDurations(page);
  const description = [
    `interactions ${loaded.join(', ')} ms, without load ${calm.join(', ')} ms`,
    await summary(bench).textContent(),
  ].join('; ');
  info.annotations.push({ type: 'measured', description });
  console.log(description);
  expect(usual(loaded) - usual(calm)).toBeLessThan(AT_ONCE_MS);
});

test('the page does not stand still while a handler loops for ever', async ({ sandbox }) => {
  await sandbox.open();
  await sandbox.paste(withHandler('  for (;;) {}'));
  const gapMs = await sandbox.longestGapMs(async () => {
    await sandbox.send.click();
    await expect(sandbox.status).toHaveText('504');
  });
  expect(gapMs).toBeLessThan(STILL_MS);
});

test('the page does not stand still while a search that never ends is stopped', async ({
  sandbox,
}) => {
  await sandbox.open();
  await sandbox.paste(
    withHandler("  res.json(/^(a+)+$/.test('a'.repeat(40) + '!') ? req.body : { ok: false });"),
  );
  const gapMs = await sandbox.longestGapMs(async () => {
    await sandbox.send.click();
    await expect(sandbox.status).toHaveText('504');
  });
  expect(gapMs).toBeLessThan(STILL_MS);
});

// The Load tab of the workbench, for the tests that put load on a system.

import type { Locator } from '@playwright/test';
import type { Bench } from './bench.ts';

/** Opens the Load tab and fills in the form: requests a second, and for how many simulated seconds. */
export async function fillLoad(bench: Bench, of: { rate: string; seconds: string }): Promise<void> {
  await bench.root.getByRole('tab', { name: 'Load' }).click();
  const form = bench.root.getByRole('form', { name: 'Load' });
  await form.getByRole('textbox', { name: 'Rate' }).fill(of.rate);
  await form.getByRole('textbox', { name: 'For', exact: true }).fill(of.seconds);
}

/** What is said of the load while it runs and after it. */
export const summary = (bench: Bench): Locator => bench.root.locator('.load-summary');

/** Words of a summary after the end. */
export const finished = /simulated time took/;

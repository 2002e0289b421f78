// What axe finds on a page that keeps somebody from using it.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, Result } from 'axe-core';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

interface WithAxe {
  readonly axe?: { run(context: Document, options: object): Promise<AxeResults> };
}

/** Everything axe complains of in the page as it is. */
async function violations(page: Page): Promise<readonly Result[]> {
  // Colours on their way from one theme to the other are nobody's to read.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished.catch(() => {})),
    ),
  );
  const isThere = await page.evaluate(() => (globalThis as WithAxe).axe !== undefined);
  if (!isThere) await page.evaluate(`${AXE};0`);
  // All rules, but only what they find wrong: telling all that is right takes ten times as long. The one frame of a
  // page is the sandbox's, which is hidden and empty.
  const found = await page.evaluate(() =>
    (globalThis as WithAxe).axe?.run(document, { resultTypes: ['violations'], iframes: false }),
  );
  // A run that looked at nothing finds nothing.
  expect(found?.passes.length).toBeGreaterThan(5);
  return found?.violations ?? [];
}

const inWords = (found: readonly Result[]): string[] =>
  found.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target} ${html}`));

/** All findings, one line each; empty where there are none. */
export const allFindings = async (page: Page): Promise<string[]> => inWords(await violations(page));

/** Serious and critical findings, one line each; empty where there are none. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const found = await violations(page);
  return inWords(found.filter(({ impact }) => impact === 'serious' || impact === 'critical'));
}

export const THEMES = ['light', 'dark'] as const;

/** Serious and critical findings in each theme; empty where there are none. */
export async function seriousFindingsInThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await seriousFindings(page)).map((finding) => `${colorScheme}: ${finding}`));
  }
  return found;
}

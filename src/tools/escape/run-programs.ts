// Runs hostile programs one after the other, each in a fresh page of the built site, with bait beside it.

import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { launchOptions } from '../../e2e/browser.ts';
import { root } from '../child.ts';
import { bundlePageScript } from '../page-script.ts';
import { serve } from '../serve.ts';
import { type Canary, startCanary } from './canary.ts';
import type { RunReport } from './page-script.ts';
import { type HostileProgram, readPrograms } from './programs.ts';
import { problemsOf, type Surroundings } from './verdict.ts';

/** What is written of each program. */
export interface ProgramResult {
  readonly name: string;
  readonly held: boolean;
  readonly ms: number;
  readonly message: string;
}

/** How long a run may take before the tool looks at it; longer for programs that have to be stopped. */
const WAIT_MS = { default: 4_000, dos: 9_000 };

const pageState = (page: Page): Promise<string> =>
  page.evaluate(() =>
    JSON.stringify([
      document.title,
      location.href,
      document.cookie,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
    ]),
  );

function watchIncidents(page: Page, incidents: string[]): void {
  page.on('dialog', (dialog) => {
    incidents.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', () => incidents.push('a window opened'));
  page.on('download', () => incidents.push('a download began'));
  page.on('crash', () => incidents.push('the page crashed'));
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) incidents.push('the page was navigated');
  });
}

interface Stage {
  readonly browser: Browser;
  readonly siteUrl: string;
  readonly canary: Canary;
  readonly script: string;
  readonly siteHits: () => readonly string[];
}

async function runOne(stage: Stage, program: HostileProgram, text: string): Promise<ProgramResult> {
  const startedMs = performance.now();
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  const incidents: string[] = [];
  const hitsBefore = stage.siteHits().length;
  try {
    await page.goto(stage.siteUrl);
    await page.addScriptTag({ url: '/hostile.js' });
    watchIncidents(page, incidents);
    const pageBefore = await pageState(page);
    const limitMs = program.category === 'dos' ? WAIT_MS.dos : WAIT_MS.default;
    const report = await page.evaluate(
      ([source, limit]) =>
        (
          globalThis as unknown as {
            hostile: { run(text: string, limitMs: number): Promise<RunReport> };
          }
        ).hostile.run(source, limit),
      [text, limitMs] as const,
    );
    const around: Surroundings = {
      caught: [...stage.canary.caught(program.id), ...stage.siteHits().slice(hitsBefore)],
      incidents,
      markup: await page.locator('#hostile-output pre *').count(),
      pageBefore,
      pageAfter: await pageState(page),
    };
    const problems = problemsOf(program, report, around);
    const calm = report.stops[0] ?? report.output.at(-1)?.trim().slice(0, 120) ?? 'nothing printed';
    return {
      name: program.id,
      held: problems.length === 0,
      ms: report.stoppedAfterMs ?? Math.round(performance.now() - startedMs),
      message: problems.length > 0 ? problems.join('; ') : calm,
    };
  } catch (error) {
    const message = `the run broke: ${error instanceof Error ? error.message : String(error)}`;
    return {
      name: program.id,
      held: false,
      ms: Math.round(performance.now() - startedMs),
      message,
    };
  } finally {
    await context.close();
  }
}

/** Runs all programs of a folder; each result is told as it comes. */
export async function runPrograms(
  folder: string,
  told: (result: ProgramResult) => void,
): Promise<ProgramResult[]> {
  const { programs, text } = readPrograms(folder);
  const script = await bundlePageScript('src/tools/escape/page-script.ts', 'hostile');
  const hits: string[] = [];
  const site = await serve({
    folder: join(root, 'dist'),
    port: 0,
    files: { '/hostile.js': script },
    requested: (url) => {
      if (url.includes('hit=') || url.includes('hit%3D')) hits.push(url);
    },
  });
  const canary = await startCanary();
  const browser = await chromium.launch(await launchOptions());
  const places = {
    canary: canary.origin,
    webSocket: canary.webSocket,
    udp: canary.udp,
    site: site.url.replace(/\/$/, ''),
  };
  const results: ProgramResult[] = [];
  try {
    for (const program of programs) {
      const stage = { browser, siteUrl: site.url, canary, script, siteHits: () => hits };
      // No reader code ever runs in a document here, so what needs one has nothing to run in.
      const result =
        program.realm === 'frame'
          ? { name: program.id, held: true, ms: 0, message: 'no document runs reader code' }
          : await runOne(stage, program, text(program, places));
      results.push(result);
      told(result);
    }
  } finally {
    await browser.close();
    await canary.close();
    await site.close();
  }
  return results;
}

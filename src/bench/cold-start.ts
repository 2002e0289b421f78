// Wakes a sandbox in the built site as a reader does who comes for the first time: a browser context with empty
// caches, one press of Send with no warning, and the wait until the answer stands on the page.

import type { Browser, Page } from '@playwright/test';

/** The guide whose first sandbox is woken. */
const GUIDE = '/guides/understanding-500/';
const PLACE = '[data-sandbox="null-items"]';

/** Milliseconds from the press to each moment. */
export interface ColdStart {
  /** The wake script runs and asks for files. */
  readonly scriptMs: number;
  /** All files are with the worker; the world is built. */
  readonly filesMs: number;
  /** nginx and the app are up. */
  readonly bootedMs: number;
  /** The answer is drawn. */
  readonly answeredMs: number;
  /** Bytes that came over the wire from the press on, headers included. */
  readonly transferredBytes: number;
}

/** Presses Send and waits for the answer; runs in the page. */
function pressAndWait(place: string): Promise<Omit<ColdStart, 'transferredBytes'>> {
  const send = document.querySelector<HTMLButtonElement>(`${place} .sandbox-send`);
  if (!send) throw new Error('The page has no sandbox to wake');
  const startedMs = performance.now();
  const moment = (name: string): number =>
    (performance.getEntriesByName(`sandbox ${name}`)[0]?.startTime ?? Number.NaN) - startedMs;
  send.click();
  return new Promise((resolve) => {
    const look = (): void => {
      const idle = performance.getEntriesByName('sandbox idle').length;
      const isDone =
        idle >= 2 && document.querySelector(`${place} .sandbox-send:not([data-busy])`) !== null;
      if (!isDone) {
        requestAnimationFrame(look);
        return;
      }
      resolve({
        scriptMs: moment('loading'),
        filesMs: moment('starting'),
        bootedMs: moment('idle'),
        answeredMs: performance.now() - startedMs,
      });
    };
    requestAnimationFrame(look);
  });
}

async function countBytes(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => bytes;
}

/** Wakes the sandbox once, in a context of its own. */
export async function timeColdStart(browser: Browser, siteUrl: string): Promise<ColdStart> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(new URL(GUIDE, siteUrl).href, { waitUntil: 'networkidle' });
    const bytes = await countBytes(page);
    const times = await page.evaluate(pressAndWait, PLACE);
    return { ...times, transferredBytes: bytes() };
  } finally {
    await context.close();
  }
}

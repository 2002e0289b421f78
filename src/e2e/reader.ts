// What every browser test begins with: a reader at a page that is watched. Whatever leaves the site's origin, breaks
// the page's policy, is thrown, or is said as an error on the console fails the test, whatever it is about.

import { type BrowserContext, test as base, expect } from '@playwright/test';
import { HomeServer } from './home-server.ts';
import { OrderSandbox } from './order-sandbox.ts';

interface Fixtures {
  /** Errors a test provokes itself: what matches is no fault. */
  readonly expectedFaults: RegExp | null;
  /** Everything that should not have happened so far, in words. */
  readonly faults: readonly string[];
  /** The sandbox of the guide on 500. */
  readonly sandbox: OrderSandbox;
  readonly homeServer: HomeServer;
}

const isOutside = (url: string, origin: string): boolean =>
  !url.startsWith(`${origin}/`) && !/^(?:data|blob|about):/.test(url);

/** Notes requests to elsewhere, thrown errors and console errors (policy violations are among these). */
function watch(context: BrowserContext, origin: string): string[] {
  const faults: string[] = [];
  context.on('request', (request) => {
    if (isOutside(request.url(), origin)) faults.push(`a request left the site: ${request.url()}`);
  });
  context.on('weberror', (error) => faults.push(`thrown: ${error.error()}`));
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  return faults;
}

export const test = base.extend<Fixtures>({
  expectedFaults: [null, { option: true }],
  faults: [
    async ({ context, baseURL, expectedFaults }, use) => {
      const faults = watch(context, baseURL ?? '');
      await use(faults);
      const surprises = faults.filter((fault) => !expectedFaults?.test(fault));
      expect(surprises, 'what should not have happened').toEqual([]);
    },
    { auto: true },
  ],
  sandbox: async ({ page }, use) => use(new OrderSandbox(page)),
  homeServer: async ({ page }, use) => use(new HomeServer(page)),
});

export { expect };

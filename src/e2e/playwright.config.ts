// Browser tests against the built site, on a wide screen and on a phone's.

import { defineConfig } from '@playwright/test';
import { launchOptions } from './browser.ts';

/** Another port lets two checkouts be tested at once. */
const PORT = Number(process.env['E2E_PORT'] ?? 4477);

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  workers: 2,
  timeout: 90_000,
  // A machine that does other things as well takes its time; what is there is not waited for.
  expect: { timeout: 20_000 },
  use: {
    actionTimeout: 20_000,
    baseURL: `http://127.0.0.1:${PORT}`,
    // A browser's own: what it takes from a bare machine is no language tag, and Intl refuses it.
    locale: 'en-US',
    launchOptions: await launchOptions(),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'wide', testIgnore: /phone/, use: { viewport: { width: 1280, height: 900 } } },
    {
      name: 'phone',
      testMatch: /phone/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
  webServer: {
    command: `${process.execPath} src/e2e/site-server.ts ${PORT}`,
    cwd: '../..',
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
});

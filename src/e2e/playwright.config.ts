// Browser tests against the built site, on a wide screen and on a phone's; what measures time runs alone.

import { defineConfig } from '@playwright/test';
import { launchOptions } from './browser.ts';

/** Tests that measure how long something takes: beside another test that would be measured as well. */
const ALONE = /\.alone\./;
const WIDE = { width: 1280, height: 900 };
const results = '../../test-results';

/** Another port lets two checkouts be tested at once. */
const PORT = Number(process.env['E2E_PORT'] ?? 4477);

export default defineConfig({
  testDir: '.',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  workers: 2,
  // A slow machine that does other things as well takes its time; what is there is not waited for.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  use: {
    actionTimeout: 60_000,
    baseURL: `http://127.0.0.1:${PORT}`,
    // A browser's own: what it takes from a bare machine is no language tag, and Intl refuses it.
    locale: 'en-US',
    launchOptions: await launchOptions(),
    // A trace of every step makes the steps slower: `E2E_TRACE=1` keeps those of tests that fail.
    trace: process.env['E2E_TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'wide',
      outputDir: `${results}/wide`,
      testIgnore: [/phone/, ALONE],
      use: { viewport: WIDE },
    },
    {
      name: 'phone',
      outputDir: `${results}/phone`,
      testMatch: /phone/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
    {
      name: 'alone',
      outputDir: `${results}/alone`,
      testMatch: ALONE,
      use: { viewport: WIDE, trace: 'off' },
    },
  ],
  webServer: {
    command: `${process.execPath} src/e2e/site-server.ts ${PORT}`,
    cwd: '../..',
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
});

// Where the unit tests are and how they run: `x.test.ts` beside `x.ts`, all in Node.
// Browser tests are Playwright's (src/e2e) and have a configuration of their own.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const alias = { '#sim': fromRoot('src/sim/index.ts') };

export default defineConfig({
  root: fromRoot('.'),
  resolve: { alias },
  test: {
    // Vitest leaves one processor to others: on a machine of two that is half of it.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts'],
          exclude: ['src/e2e/**', 'src/generated/**'],
          // The first world of a file compiles Node's library: seconds, where other work has the processors.
          testTimeout: 30_000,
        },
      },
    ],
  },
});

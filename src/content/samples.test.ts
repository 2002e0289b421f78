import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, test } from 'vitest';
import { codeSamples } from './samples.ts';

const samples = codeSamples(process.cwd());
const typed = samples.filter(({ language }) => language === 'ts');
const guide = samples.filter(({ page }) => page === 'content/guides/understanding-500.mdx');

describe('the samples of the pages', () => {
  test('are found in fixes, in what to send, and in bodies', () => {
    const places = samples.map(({ page, place }) => `${page} ${place.replace(/\d+/g, 'n')}`);
    expect(places).toContain('content/codes/502.mdx causes[n].fix[n]');
    expect(places).toContain('content/codes/502.mdx sendIt.samples[n]');
    expect(places).toContain('content/guides/understanding-500.mdx line n');
  });

  test.each(typed)('$page $place runs in Node without a build', ({ code }) => {
    expect(() => stripTypeScriptTypes(code, { mode: 'strip' })).not.toThrow();
  });

  test.each(samples)('$page $place fits a page: no tab, no line over 110 columns', ({ code }) => {
    for (const line of code.split('\n')) {
      expect(line).not.toContain('\t');
      expect(line.length).toBeLessThanOrEqual(110);
    }
  });

  test.each(typed)('$page $place imports only its neighbours and known packages', (sample) => {
    const known = ['express', 'pg', 'ioredis', '@sentry/node'];
    const files = samples.filter(({ page }) => page === sample.page).map(({ file }) => `./${file}`);
    for (const [, from = ''] of sample.code.matchAll(/^(?:import|export) .*from '([^']+)'/gm)) {
      expect(from.startsWith('node:') || known.includes(from) || files.includes(from), from).toBe(
        true,
      );
    }
  });

  test('of the guide have file names of their own, so that they can stand in one folder', () => {
    const names = guide.map(({ file }) => file);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([
      'escapes.ts',
      'config.ts',
      'tax.ts',
      'error-handler.ts',
      'repro.sh',
      'customers.ts',
      'instrument.ts',
      'orders.ts',
      'retry.ts',
      'health.ts',
      'process-guards.ts',
      'main.ts',
      'shop.service',
    ]);
  });
});

// What the charts of a load show is what happened: on a real world under load, the counts come out, faults and restarts
// are marked where they were, and a busy event loop is seen.

import { expect, test } from 'vitest';
import { World } from '#sim';
import { MetricsCollector } from '../../lab/session/metrics/collector.ts';
import { firstDraft, readLoadDraft } from '../../lab/session/metrics/load-draft.ts';
import { linesBetween, type Metrics, totalsOf } from '../../lab/session/metrics/metrics.ts';
import { firstParts } from '../../lab/session/playground/parts.ts';
import { playgroundLab } from '../../lab/session/playground/playground-lab.ts';
import { testServices } from '../../platform/testing/shop-world.ts';

const { system, files, presets } = playgroundLab(firstParts);

function loadOf(preset: string, rate: string, durationS: string) {
  const draft = firstDraft(presets);
  const mix = draft.mix.map((line, index) => ({
    ...line,
    weight: presets[index]?.id === preset ? '1' : '0',
  }));
  const { load } = readLoadDraft({ ...draft, spacing: 'fixed', rate, durationS, mix });
  if (!load) throw new Error('the draft is no load');
  return load;
}

async function world(): Promise<{ world: World; metrics: () => Metrics }> {
  const built = new World({ system, files }, testServices());
  const collector = new MetricsCollector(system);
  built.trace.subscribe((event) => collector.add([event]));
  await built.boot();
  return { world: built, metrics: () => collector.metrics };
}

test('every request of a load is in the charts, second by second', async () => {
  const { world: shop, metrics } = await world();
  await shop.execute({ type: 'load', id: 'load', load: loadOf('list', '20', '4') });
  await shop.execute({ type: 'wait', durationUs: 6_000_000 });
  const found = metrics();
  expect(totalsOf(found)).toEqual({ requests: 79, faults: 0 });
  expect(found.running).toEqual([]);
  const full = found.buckets.filter(({ requests }) => requests > 0);
  expect(full.every(({ p50Ms, results }) => (p50Ms ?? 0) > 0 && results['200'] !== undefined)).toBe(
    true,
  );
  expect(full.every(({ reached }) => (reached['my-app'] ?? 0) > 0)).toBe(true);
  expect(full.some(({ memoryBytes }) => (memoryBytes['my-app'] ?? 0) > 50_000_000)).toBe(true);
  const span = { fromUs: full[0]?.fromUs ?? 0, untilUs: (full[0]?.fromUs ?? 0) + 1_000_000 };
  expect(linesBetween(found, span).some(({ text }) => text.includes('/api/orders'))).toBe(true);
});

test('a busy event loop shows as its delay, and as requests in hand', async () => {
  const { world: shop, metrics } = await world();
  await shop.execute({ type: 'load', id: 'load', load: loadOf('busy', '4', '3') });
  await shop.execute({ type: 'wait', durationUs: 8_000_000 });
  const { buckets } = metrics();
  const delays = buckets.map(({ loopDelayMs }) => loopDelayMs['my-app'] ?? 0);
  expect(Math.max(...delays)).toBeGreaterThan(400);
});

test('a fault and a restart are marked on the time axis, and failures are counted', async () => {
  const { world: shop, metrics } = await world();
  await shop.execute({ type: 'load', id: 'load', load: loadOf('list', '10', '6') });
  await shop.execute({ type: 'wait', durationUs: 2_000_000 });
  await shop.execute({
    type: 'fault',
    id: 'refuse.nginx.my-app',
    fault: { type: 'refuse' },
    on: { link: ['nginx', 'my-app'] },
  });
  await shop.execute({ type: 'wait', durationUs: 2_000_000 });
  await shop.execute({ type: 'clear-fault', id: 'refuse.nginx.my-app' });
  await shop.execute({ type: 'restart-service', host: 'my-app' });
  await shop.execute({ type: 'wait', durationUs: 4_000_000 });
  const { marks, buckets } = metrics();
  expect(marks.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['load', 'fault', 'mend', 'deploy', 'end']),
  );
  expect(marks.find(({ kind }) => kind === 'fault')?.words).toBe('refuse begins');
  expect(buckets.some(({ results }) => (results['502'] ?? 0) > 0)).toBe(true);
});

test('what the form cannot mean is told by field', () => {
  const draft = firstDraft(presets);
  const mix = draft.mix.map((line) => ({ ...line, weight: '0' }));
  const { problems } = readLoadDraft({ ...draft, rate: '0', durationS: 'long', mix });
  expect(Object.keys(problems ?? {}).sort()).toEqual(['duration', 'mix', 'rate']);
});

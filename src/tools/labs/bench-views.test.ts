// What the workbench reads from a world's trace: the log joined by request, the waterfall, the history in words.

import { describe, expect, it } from 'vitest';
import { explain, TraceIndex, World } from '#sim';
import { labData } from '../../content/lab-data.ts';
import { labWorld } from '../../content/lab-world.ts';
import { readLab } from '../../content/labs.ts';
import { causeLink } from '../../lab/session/cause-link.ts';
import { historySteps } from '../../lab/session/command-words.ts';
import { joinedLog, loggedRequests, passesFilter } from '../../lab/session/joined-log.ts';
import { waterfall } from '../../lab/session/waterfall.ts';
import { createNodeServices } from '../../platform/node-services.ts';
import { runLab } from './run-lab.ts';

const nullItems = readLab('null-items');
const wrongPort = readLab('wrong-port');
const requestsOf = (lab: typeof nullItems) => labData(lab).presets.map(({ request }) => request);

describe('the log joined by request', () => {
  it('knows the request behind a line of every hop, and none behind the lines of the start', async () => {
    const { trace } = await runLab(nullItems, requestsOf(nullItems));
    const lines = joinedLog(trace, nullItems.manifest.system);
    const of = (request: number | null) =>
      lines
        .filter((line) => line.request === request)
        .map(({ host, source }) => `${host} ${source}`);
    expect(of(1)).toContain('my-app stderr');
    expect(of(1)).toContain('nginx access.log');
    expect(of(2)).toEqual(['nginx access.log']);
    expect(of(null)).toContain('my-app stdout');
    expect(of(null)).not.toContain('nginx access.log');
  });

  it('knows the request behind a line of the error log', async () => {
    const { trace } = await runLab(wrongPort, requestsOf(wrongPort));
    const refused = joinedLog(trace, wrongPort.manifest.system).filter(({ text }) =>
      text.includes('connect() failed'),
    );
    expect(refused.map(({ request }) => request)).toEqual([1, 2, 3]);
  });

  it('keeps requests apart that are under way at the same time', async () => {
    const world = new World(labWorld(nullItems), createNodeServices());
    await world.boot();
    const [request] = requestsOf(nullItems);
    if (!request) throw new Error('null-items has no preset');
    await world.execute({ type: 'burst', request, count: 20, everyUs: 0 });
    await world.execute({ type: 'wait', durationUs: 1_000_000 });
    const trace = world.trace.since();
    const access = joinedLog(trace, nullItems.manifest.system).filter(
      ({ source }) => source === 'access.log',
    );
    expect(new Set(access.map(({ request: one }) => one)).size).toBe(20);
    expect(loggedRequests(trace).map(({ status }) => status)).toEqual(Array(20).fill(500));
  });

  it('is filtered by source, level and words', async () => {
    const { trace } = await runLab(wrongPort, requestsOf(wrongPort));
    const lines = joinedLog(trace, wrongPort.manifest.system);
    const count = (filter: Partial<Parameters<typeof passesFilter>[1]>) =>
      lines.filter((line) =>
        passesFilter(line, {
          host: '',
          level: 'all',
          text: '',
          request: null,
          span: null,
          ...filter,
        }),
      ).length;
    expect(count({ text: 'CONNECT() FAILED' })).toBe(3);
    expect(count({ host: 'nginx', level: 'errors' })).toBe(3);
    expect(count({ host: 'my-app', level: 'errors' })).toBe(0);
    expect(count({})).toBe(lines.length);
  });
});

describe('the waterfall of a request', () => {
  it('has a bar for each hop, each within the one before it', async () => {
    const { trace } = await runLab(nullItems, requestsOf(nullItems));
    const fall = waterfall(trace, 1, nullItems.manifest.system);
    expect(fall?.bars.map(({ host, words, isFailed }) => [host, words, isFailed])).toEqual([
      ['client', 'gets 500', true],
      ['nginx', 'answers 500', true],
      ['nginx', 'asks my-app:3000', false],
      ['my-app', 'answers 500', true],
    ]);
    for (const [index, bar] of (fall?.bars ?? []).entries()) {
      const outer = fall?.bars[Math.max(0, index - 1)];
      expect(bar.fromUs).toBeGreaterThanOrEqual(outer?.fromUs ?? 0);
      expect(bar.untilUs).toBeGreaterThanOrEqual(bar.fromUs);
    }
  });

  it('shows an attempt that was refused', async () => {
    const { trace } = await runLab(wrongPort, requestsOf(wrongPort));
    const bars = waterfall(trace, 1, wrongPort.manifest.system)?.bars ?? [];
    expect(bars.at(-1)).toMatchObject({ words: 'my-app:3000: error', isFailed: true });
  });

  it('is not there for a request nobody sent', async () => {
    const { trace } = await runLab(wrongPort, []);
    expect(waterfall(trace, 1, wrongPort.manifest.system)).toBeNull();
  });
});

describe('the way to a cause', () => {
  const anchors = { 500: ['null-read', 'unhandled-error'], 502: ['app-not-listening'] };

  it.each([
    [nullItems, '/500/#null-read'],
    [wrongPort, '/502/#app-not-listening'],
  ])('leads from the answer of $slug to its cause', async (lab, href) => {
    const { trace } = await runLab(lab, requestsOf(lab).slice(0, 1));
    const index = new TraceIndex();
    for (const event of trace) index.add(event);
    const explanation = explain(index, 1);
    expect(explanation && causeLink(explanation, anchors)?.href).toBe(href);
    expect(explanation && causeLink(explanation, {})).toBeNull();
  });
});

describe('a history in words', () => {
  it('joins saves with what applies them, and waits with what they wait for', () => {
    const { system } = wrongPort.manifest;
    const save = { type: 'save', host: 'nginx', path: '/etc/nginx/nginx.conf', text: '' } as const;
    const steps = historySteps(
      [
        { atUs: 1, command: save },
        { atUs: 1, command: { type: 'apply', host: 'nginx' } },
        { atUs: 2, command: { type: 'wait', durationUs: 1_000_000 } },
        { atUs: 3, command: { type: 'stop-service', host: 'my-app' } },
      ],
      system,
    );
    expect(steps).toEqual([
      { count: 3, atUs: 1, words: 'Save nginx.conf; reload nginx' },
      { count: 4, atUs: 3, words: 'Stop my-app' },
    ]);
  });
});

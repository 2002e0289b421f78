// `npm run bench`: what a reader waits for and downloads, and what the engine carries, as medians of ten runs on
// this machine. The sandbox and a real server are started in turns, so that both meet the same noise; compare
// figures of one run only. Words after `--` choose: `cold`, `load`, `memory` and `hosts`; the last two need no browser.

import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { labData } from '../content/lab-data.ts';
import { readLab } from '../content/labs.ts';
import { launchOptions } from '../e2e/browser.ts';
import { build } from '../tools/build.ts';
import { isBuilt } from '../tools/build-stamp.ts';
import { root } from '../tools/child.ts';
import { summariseWaking, wakingParts } from '../tools/first-waking.ts';
import { bundlePageScript } from '../tools/page-script.ts';
import { serve } from '../tools/serve.ts';
import { type ColdStart, timeColdStart } from './cold-start.ts';
import { measureHosts } from './hosts.ts';
import { growthKbPerThousand, measureMemory } from './memory.ts';
import { timeRealServer } from './real-server.ts';
import { LOAD_SCRIPT, measureInBrowser, measureInNode, type Throughput } from './throughput.ts';

const RUNS = 10;
const LAB = 'null-items';
const REQUESTS = 5_000;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
};

const spread = (values: readonly number[]): string =>
  `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`;

async function compareColdStarts(browser: Browser, siteUrl: string): Promise<void> {
  const [preset] = labData(readLab(LAB)).presets;
  if (!preset) throw new Error(`The lab ${LAB} has no preset`);
  const sandbox: ColdStart[] = [];
  const real: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    sandbox.push(await timeColdStart(browser, siteUrl));
    real.push(await timeRealServer(LAB, preset.request));
  }
  const times = (key: keyof ColdStart): number[] => sandbox.map((one) => one[key]);
  const phase = (title: string, from: keyof ColdStart | null, to: keyof ColdStart): string => {
    const took = sandbox.map((one) => one[to] - (from ? one[from] : 0));
    return `  ${title.padEnd(34)}${median(took).toFixed(0).padStart(5)} ms`;
  };
  const answered = times('answeredMs');
  console.log(`\nFrom Send to the answer, cold, Chromium: ${spread(answered)}, medians of ${RUNS}`);
  console.log(phase('wake script', null, 'scriptMs'));
  console.log(phase('files to the worker', 'scriptMs', 'filesMs'));
  console.log(phase('world built, nginx and app up', 'filesMs', 'bootedMs'));
  console.log(phase('request, answer, drawing', 'bootedMs', 'answeredMs'));
  const kilobytes = median(times('transferredBytes')) / 1_000;
  console.log(`  over the wire, with headers      ${kilobytes.toFixed(1).padStart(7)} kB`);
  console.log(`Real node server.js and one curl, in turns: ${spread(real)}`);
  console.log(
    `Ratio: ${(median(answered) / median(real)).toFixed(2)} (1 is as fast as the real one)`,
  );
}

function showThroughput(place: string, runs: readonly Throughput[]): void {
  const perSecond = runs.map(({ answered, seconds }) => answered / seconds);
  const lost = runs.reduce((sum, { requests, answered }) => sum + requests - answered, 0);
  const note = lost === 0 ? 'all answered 200' : `${lost} NOT answered 200`;
  console.log(
    `${place.padEnd(30)}${median(perSecond).toFixed(0).padStart(6)} requests/s, median of ${runs.length} (${note})`,
  );
}

async function measureLoad(browser: Browser, siteUrl: string): Promise<void> {
  console.log(`\nSimulated requests through client, nginx and Express, ${REQUESTS} a run:`);
  for (const connections of ['new', 'kept'] as const) {
    const inBrowser: Throughput[] = [];
    const inNode: Throughput[] = [];
    for (let run = 0; run < RUNS; run++) {
      inBrowser.push(await measureInBrowser(browser, siteUrl, connections, REQUESTS));
      inNode.push(await measureInNode(connections, REQUESTS));
    }
    console.log(
      connections === 'new' ? 'A new connection for each:' : 'Connections kept on both sides:',
    );
    showThroughput('  in a sandbox in Chromium', inBrowser);
    showThroughput('  in Node, the engine alone', inNode);
  }
}

/** Requests after which the heap is looked at, and by how much it may grow for each thousand between. */
const MEMORY_COUNTS = [20_000, 60_000, 100_000];
const MOST_GROWTH_KB = 700;

async function showMemory(): Promise<void> {
  console.log(
    '\nHeap of the engine after collections, requests through client, nginx and Express:',
  );
  const levels = await measureMemory(MEMORY_COUNTS);
  for (const { requests, heapUsedMb } of levels) {
    console.log(
      `  ${requests.toLocaleString('en').padStart(8)} requests ${heapUsedMb.toFixed(1).padStart(8)} MB`,
    );
  }
  const growth = growthKbPerThousand(levels);
  const verdict = growth < MOST_GROWTH_KB ? 'flat but for the lines in the logs' : 'NOT FLAT';
  console.log(`  ${growth.toFixed(0)} kB for each thousand requests: ${verdict}`);
}

const HOST_COUNTS = [3, 10, 25, 50];
const REQUESTS_OF_HOSTS = 4_000;

async function showHosts(): Promise<void> {
  console.log(`\nProcessor time as hosts grow, ${REQUESTS_OF_HOSTS} requests shared by all apps:`);
  for (const hosts of HOST_COUNTS) {
    const { events, usPerEvent, usPerRequest } = await measureHosts(hosts, REQUESTS_OF_HOSTS);
    console.log(
      `  ${String(hosts).padStart(3)} hosts ${usPerEvent.toFixed(1).padStart(7)} µs an event, ${usPerRequest.toFixed(0).padStart(6)} µs a request (${events} events)`,
    );
  }
}

const chosen = process.argv.slice(2);
const isChosen = (part: string): boolean => chosen.length === 0 || chosen.includes(part);

if (isChosen('memory')) await showMemory();
if (isChosen('hosts')) await showHosts();
if (isChosen('cold') || isChosen('load')) await measurePages();

async function measurePages(): Promise<void> {
  if (!isBuilt()) await build();
  const dist = join(root, 'dist');
  console.log(summariseWaking(wakingParts(dist)));
  const script = await bundlePageScript('src/bench/page-script.ts', 'bench');
  const site = await serve({ folder: dist, port: 0, files: { [LOAD_SCRIPT]: script } });
  const browser = await chromium.launch(await launchOptions());
  try {
    if (isChosen('cold')) await compareColdStarts(browser, site.url);
    if (isChosen('load')) await measureLoad(browser, site.url);
  } finally {
    await browser.close();
    await site.close();
  }
}

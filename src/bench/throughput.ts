// How many simulated requests a second of real time carries through client, nginx and Express: with a new connection
// for every request on both sides of nginx, as curl and nginx 1.22 make them, and with connections that are kept.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { type Command, World, type WorldSource } from '#sim';
import { labWorld } from '../content/lab-world.ts';
import { readLab } from '../content/labs.ts';
import type { LabRecording } from '../lab/session/lab-data.ts';
import { createNodeServices } from '../platform/node-services.ts';
import { root } from '../tools/child.ts';
import type { Load } from './page-script.ts';

/** Where the page finds the script that runs the load. */
export const LOAD_SCRIPT = '/bench.js';
const LAB = 'four-codes';
const WARM_REQUESTS = 500;
const EVERY_US = 1_000;
const REQUEST = { method: 'GET', target: '/', fields: [], body: '', timeoutMs: 0 } as const;

/** Whether connections serve one request each, or are kept on both sides of nginx. */
export type Connections = 'new' | 'kept';

/** The shop without its request limit, so that every request reaches the app. */
export function throughputWorld(connections: Connections = 'new'): WorldSource {
  const source = labWorld(readLab(LAB));
  const files = source.files.map((file) =>
    file.path.endsWith('nginx.conf') ? { ...file, text: configure(file.text, connections) } : file,
  );
  return { ...source, files };
}

function configure(config: string, connections: Connections): string {
  const open = config.replaceAll(/^\s*limit_req.*$/gm, '');
  if (connections === 'new') return open;
  return open
    .replace(/^(\s*)server my-app:3000;$/m, '$&\n$1keepalive 16;')
    .replace(
      /^(\s*)proxy_pass .*$/m,
      '$&\n$1proxy_http_version 1.1;\n$1proxy_set_header Connection "";',
    );
}

/** The parser's answers for the lab's files, as the build recorded them. */
function readRecording(): LabRecording {
  const file = join(root, 'src/generated/labs', `${LAB}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { recording: LabRecording }).recording;
}

/** Sends requests a millisecond of simulated time apart. */
export const trafficOf = (connections: Connections, count: number): Command =>
  connections === 'new'
    ? { type: 'burst', request: REQUEST, count, everyUs: EVERY_US }
    : {
        type: 'load',
        id: 'bench',
        load: {
          arrivals: { kind: 'open', requestsPerSecond: 1_000_000 / EVERY_US, spacing: 'fixed' },
          mix: [{ weight: 1, request: REQUEST }],
          keepConnections: true,
          requests: count,
        },
      };

/** Waits until so many requests have been sent and answered. */
export const restOf = (count: number): Command => ({
  type: 'wait',
  durationUs: count * EVERY_US + 1_000_000,
});

export interface Throughput {
  readonly requests: number;
  readonly answered: number;
  readonly seconds: number;
}

/** Runs traffic in this process: the engine alone, without a browser. */
export async function measureInNode(connections: Connections, count: number): Promise<Throughput> {
  const world = new World(throughputWorld(connections), createNodeServices());
  await world.boot();
  await world.execute(trafficOf(connections, WARM_REQUESTS));
  // The last of them may still be on their way, and are not to be counted below.
  await world.execute(restOf(WARM_REQUESTS));
  let answered = 0;
  world.trace.subscribe((event) => {
    if (event.kind === 'client-response' && event.status === 200) answered++;
  });
  const startedMs = performance.now();
  await world.execute(trafficOf(connections, count));
  await world.execute(restOf(count));
  return { requests: count, answered, seconds: (performance.now() - startedMs) / 1_000 };
}

/** Runs traffic in a sandbox of the built site: two workers and the page's counting included. */
export async function measureInBrowser(
  browser: Browser,
  siteUrl: string,
  connections: Connections,
  count: number,
): Promise<Throughput> {
  const recording = readRecording();
  const load: Load = {
    source: throughputWorld(connections),
    packages: ['express'],
    prepared: recording.prepared,
    warm: [trafficOf(connections, WARM_REQUESTS), restOf(WARM_REQUESTS)],
    traffic: [trafficOf(connections, count), restOf(count)],
    requests: count,
  };
  const page = await browser.newPage();
  try {
    await page.goto(siteUrl);
    await page.addScriptTag({ url: LOAD_SCRIPT });
    return await page.evaluate(
      (given) =>
        (globalThis as unknown as { bench: typeof import('./page-script.ts') }).bench.runLoad(
          given,
        ),
      load,
    );
  } finally {
    await page.close();
  }
}

// Waking a sandbox: what it takes from the network, that its worlds are those of Node to the last byte, and that
// holding back most of Node and Express at first is nothing a program can tell.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type Command, type PeerHost, type PreparedEntry, World, type WorldSource } from '#sim';
import { labData } from '../content/lab-data.ts';
import { labWorld } from '../content/lab-world.ts';
import { readLab } from '../content/labs.ts';
import { createNodeServices } from '../platform/node-services.ts';
import { root } from '../tools/child.ts';
import { WAKING_LIMIT_BYTES } from '../tools/first-waking.ts';
import { runLab } from '../tools/labs/run-lab.ts';
import { bundlePageScript } from '../tools/page-script.ts';
import type { Played, Script } from './wake-page.ts';

const LAB = 'null-items';
const RUNS = 100;
const SERVER = { host: 'my-app', path: '/srv/app/server.ts' };
const EXPRESS_FILE = 'node_modules/express/lib/response.js';

type PageScript = typeof import('./wake-page.ts');

const lab = readLab(LAB);
const [preset] = labData(lab).presets;
if (!preset) throw new Error(`The lab ${LAB} has no preset`);
const { request } = preset;

/** The parser's answers, as the build recorded them. */
const { prepared } = (
  JSON.parse(readFileSync(join(root, 'src/generated/labs', `${LAB}.json`), 'utf8')) as {
    recording: { prepared: PreparedEntry[] };
  }
).recording;

const scriptOf = (commands: readonly Command[], supplies: Script['supplies'] = []): Script => ({
  source: labWorld(lab),
  prepared,
  supplies,
  commands,
});

const edit = (text: string): readonly Command[] => [
  { type: 'save', ...SERVER, text },
  { type: 'apply', host: SERVER.host },
];

async function openStage(page: Page): Promise<void> {
  const script = await bundlePageScript('src/e2e/wake-page.ts', 'stage');
  await page.route('**/wake-page.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto('/about/');
  await page.addScriptTag({ url: '/wake-page.js' });
}

const play = (page: Page, script: Script): Promise<Played> =>
  page.evaluate(
    (given) => (globalThis as unknown as { stage: PageScript }).stage.play(given),
    script,
  );

test('a first sandbox answers within its budget of bytes', async ({ page }) => {
  await page.goto('/guides/understanding-500/', { waitUntil: 'networkidle' });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const sent: { url: string; bytes: number; encoding: string }[] = [];
  const urls = new Map<string, { url: string; encoding: string }>();
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const { url, headers } = response;
    urls.set(requestId, { url, encoding: headers['Content-Encoding'] ?? '' });
  });
  // Bodies as they came over the wire; heads are not counted.
  const bodies = new Map<string, number>();
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    bodies.set(requestId, (bodies.get(requestId) ?? 0) + encodedDataLength);
  });
  session.on('Network.loadingFinished', ({ requestId }) => {
    const of = urls.get(requestId);
    if (of) sent.push({ ...of, bytes: bodies.get(requestId) ?? 0 });
  });
  const place = page.locator(`[data-sandbox="${LAB}"]`).first();
  const answered = page.waitForFunction(
    () => performance.getEntriesByName('sandbox idle').length >= 2,
  );
  await place.locator('.sandbox-send').dispatchEvent('click');
  await answered;
  await expect(place.locator('.answer-status')).toHaveText('500');
  expect(sent.length).toBeGreaterThan(5);
  expect(sent.filter(({ url }) => url.includes('-first.')).map(({ encoding }) => encoding)).toEqual(
    ['br', 'br'],
  );
  expect(sent.filter(({ url }) => /monaco|editor|node-core|node-extra/.test(url))).toEqual([]);
  // The parser comes when all is quiet: it is not part of the first answer.
  const counted = sent.filter(({ url }) => !url.includes('/parser.'));
  const bytes = counted.reduce((sum, one) => sum + one.bytes, 0);
  expect(bytes).toBeLessThan(WAKING_LIMIT_BYTES);
  expect(bytes).toBeGreaterThan(WAKING_LIMIT_BYTES / 2);
});

test('100 worlds in the browser leave the one trace that Node leaves', async ({ page }) => {
  const { digest } = await runLab(lab, [request]);
  await openStage(page);
  const digests = await page.evaluate(
    ([script, times]) =>
      (globalThis as unknown as { stage: PageScript }).stage.playAgainAndAgain(script, times),
    [scriptOf([{ type: 'request', request }]), RUNS] as const,
  );
  expect(digests).toHaveLength(RUNS);
  expect([...new Set(digests)]).toEqual([digest]);
});

test('a program finds the files of its packages whole', async ({ page }) => {
  const text = [
    "import { readFileSync, statSync } from 'node:fs';",
    `const file = '${EXPRESS_FILE}';`,
    "const text = readFileSync(file, 'utf8');",
    "console.log('whole', text.length === statSync(file).size, text.includes('__mp'));",
    "console.log(text.includes('res.jsonp = function jsonp(obj) {'));",
    'setInterval(() => {}, 1_000);',
  ].join('\n');
  await openStage(page);
  const { output } = await play(page, scriptOf(edit(text)));
  expect(output).toContain('whole true false\ntrue\n');
});

test('an edit that needs more of Node and Express builds no world again', async ({ page }) => {
  // Neither jsonp, nor cookies, nor listeners of rejections are part of what a first sandbox loads.
  const text = [
    "import express from 'express';",
    'const app = express();',
    "app.post('/api/orders', (req, res) => {",
    "  Promise.reject(new Error('nobody listens'));",
    "  res.cookie('seen', 'yes').jsonp({ ok: true });",
    '});',
    "process.on('unhandledRejection', ({ message }) => console.log('rejected:', message));",
    "app.listen(3000, () => console.log('ready'));",
  ].join('\n');
  const commands: readonly Command[] = [...edit(text), { type: 'request', request }];
  await openStage(page);
  const supplied = await play(page, scriptOf(commands, ['parser', 'node-core', 'express']));
  expect(supplied.output).toContain('rejected: nobody listens');
  expect(supplied.builds).toBe(1);
  const asked = await play(page, scriptOf(commands, ['parser']));
  expect(asked.builds).toBeGreaterThan(1);
  expect(asked.digest).toBe(supplied.digest);
});

/** A peer, a program that turns to it, and what that prints. */
interface PeerWorld {
  readonly host: PeerHost;
  readonly files: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  readonly text: string;
  readonly says: string;
}

const PEER_WORLDS: readonly PeerWorld[] = [
  {
    host: {
      kind: 'redis',
      name: 'redis',
      label: 'Redis',
      ip: '10.0.0.13',
      directory: '/etc/redis',
    },
    files: {},
    packages: [],
    text: [
      "import { connect } from 'node:net';",
      "const socket = connect(6379, '10.0.0.13', () => socket.write('PING\\r\\n'));",
      "socket.on('data', (data) => console.log('redis says', String(data).trim()));",
    ].join('\n'),
    says: 'redis says +PONG',
  },
  {
    host: {
      kind: 'postgres',
      name: 'db',
      label: 'PostgreSQL',
      ip: '10.0.0.14',
      directory: '/var/lib/postgresql/15/main',
    },
    files: {
      'init.sql':
        "ALTER USER postgres PASSWORD 'secret'; CREATE TABLE items (id int); INSERT INTO items VALUES (20), (22);",
      'pg_hba.conf': 'host all all all scram-sha-256\n',
      'postgresql.conf': "listen_addresses = '*'\n",
    },
    packages: ['pg'],
    text: [
      "import pg from 'pg';",
      "const pool = new pg.Pool({ host: 'db', user: 'postgres', password: 'secret' });",
      "const { rows } = await pool.query('SELECT sum(id)::int AS total, random() AS drawn FROM items');",
      "console.log('postgres says', rows[0].total, rows[0].drawn);",
      "await pool.query('SELECT * FROM nothing').catch(({ code }) => console.log('and', code));",
    ].join('\n'),
    says: 'postgres says 42',
  },
  {
    host: { kind: 'api', name: 'tax', label: 'Tax API', ip: '10.0.0.15', directory: '/srv/api' },
    files: {
      'api.json': JSON.stringify({
        routes: [
          {
            path: '/rate',
            answers: [
              { status: 503, times: 1 },
              { json: { rate: 19 }, waitMs: 20 },
            ],
          },
        ],
      }),
    },
    packages: [],
    text: [
      "const first = await fetch('http://tax/rate');",
      "const second = await fetch('http://tax/rate');",
      "console.log('the api says', first.status, (await second.json()).rate);",
    ].join('\n'),
    says: 'the api says 503 19',
  },
];

function peerSource({ host, files, packages, text }: PeerWorld): WorldSource {
  const plain = labWorld(lab);
  const hosts = plain.system.hosts.map((one) =>
    one.kind === 'node' && one.name === SERVER.host
      ? { ...one, packages: [...one.packages, ...packages] }
      : one,
  );
  return {
    system: { ...plain.system, hosts: [...hosts, host] },
    files: [
      ...plain.files.map((file) => (file.path === SERVER.path ? { ...file, text } : file)),
      ...Object.entries(files).map(([name, content]) => ({
        host: host.name,
        path: `${host.directory}/${name}`,
        text: content,
      })),
    ],
  };
}

for (const peer of PEER_WORLDS) {
  const { kind } = peer.host;
  test(`a world with a host of the kind ${kind} loads it with the rest, and is the one Node builds`, async ({
    page,
  }) => {
    const source = peerSource(peer);
    const commands: readonly Command[] = [{ type: 'wait', durationUs: 1_000_000 }];
    const inNode = new World(source, createNodeServices());
    await inNode.boot();
    for (const command of commands) await inNode.execute(command);
    await openStage(page);
    const asked: string[] = [];
    page.on('request', (sent) => asked.push(sent.url()));
    const played = await play(page, { ...scriptOf(commands, ['parser']), source });
    expect(asked.filter((url) => url.includes('peer-'))).toHaveLength(1);
    expect(played.output).toContain(peer.says);
    expect(played.digest).toBe(inNode.trace.digest());
  });
}

test('a visit loads the browser, which is the one Node has', async ({ page }) => {
  const get = { ...request, method: 'GET', target: '/', body: '' };
  const commands: readonly Command[] = [
    { type: 'visit', request: get },
    { type: 'visit', request: get, isReload: true },
  ];
  const inNode = new World(labWorld(lab), createNodeServices());
  await inNode.boot();
  for (const command of commands) await inNode.execute(command);
  await openStage(page);
  const asked: string[] = [];
  page.on('request', (sent) => asked.push(sent.url()));
  const played = await play(page, scriptOf(commands));
  expect(asked.filter((url) => /\/browser\./.test(url))).toHaveLength(1);
  expect(played.digest).toBe(inNode.trace.digest());
});

test('a program that compresses gets what that takes when it asks', async ({ page }) => {
  const text = [
    "import { pbkdf2Sync } from 'node:crypto';",
    "import { gunzipSync, gzipSync } from 'node:zlib';",
    "console.log('unpacked', String(gunzipSync(gzipSync('the same text'))));",
    "console.log(pbkdf2Sync('password', 'salt', 1, 20, 'sha1').toString('hex'));",
  ].join('\n');
  await openStage(page);
  const { output } = await play(page, scriptOf(edit(text), ['parser']));
  // The key is the first test vector of RFC 6070.
  expect(output).toContain('unpacked the same text\n0c60c80f961f0e71f3a9b524af6012062fe037a6\n');
});

test('a program that signs gets the hashes that takes when it asks', async ({ page }) => {
  const text = [
    "import { createHash, createHmac } from 'node:crypto';",
    "console.log(createHash('md5').update('abc').digest('hex'));",
    "console.log(createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex'));",
  ].join('\n');
  await openStage(page);
  const { output } = await play(page, scriptOf(edit(text), ['parser']));
  // RFC 1321 A.5 and RFC 4231 4.3.
  expect(output).toContain('900150983cd24fb0d6963f7d28e17f72\n');
  expect(output).toContain('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\n');
});

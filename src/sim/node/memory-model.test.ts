// The memory model as a lab uses it: programs under load, with a heap limit or in a small container.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop } from '../../platform/testing/shop-world.ts';
import type { NodeHost } from '../scenario/system.ts';

const server = (handler: string): string => `const http = require('node:http');
const kept = [];
const cache = new Map();
http.createServer((request, response) => {
  if (request.url === '/memory') {
    const { rss, heapUsed, external } = process.memoryUsage();
    return response.end(JSON.stringify({ rss, heapUsed, external, kept: kept.length, cached: cache.size }));
  }
  ${handler}
  response.end('ok');
}).listen(3000);
`;
/** Sixty kilobytes on the heap for each request. */
const LEAK = server("kept.push({ url: request.url, text: 'x'.repeat(60000), at: Date.now() });");
const BOUNDED = server(`cache.set(cache.size + Math.random(), 'x'.repeat(60000));
  if (cache.size > 20) cache.delete(cache.keys().next().value);`);
const BUFFERS = server('kept.push(Buffer.alloc(300_000));');

const open = (text: string, change: Partial<NodeHost>): Promise<Shop> =>
  Shop.open({
    nginx: nginxConf('location / { proxy_pass http://back:3000; }'),
    hosts: [
      {
        kind: 'node',
        name: 'back',
        label: 'back',
        ip: '10.0.0.7',
        directory: '/srv/back',
        main: 'server.cjs',
        environment: {},
        packages: [],
        ...change,
      },
    ],
    files: [{ host: 'back', path: '/srv/back/server.cjs', text }],
  });

interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly kept: number;
  readonly cached: number;
}

const memory = async (shop: Shop): Promise<Memory> =>
  JSON.parse((await shop.get('/memory')).body) as Memory;

/** Sends requests and asks for the memory afterwards. */
async function load(shop: Shop, count: number): Promise<Memory> {
  const request = { method: 'GET', target: '/', fields: [], body: '', timeoutMs: 0 } as const;
  await shop.do({ type: 'burst', request, count, everyUs: 2_000 });
  // Who has just died is there again.
  await shop.wait(500);
  const { body } = await shop.getAfter(count, '/memory');
  return JSON.parse(body) as Memory;
}

const ends = (shop: Shop) => shop.events('process-exited').filter(({ host }) => host === 'back');

describe('the memory of a Node process', () => {
  it('grows by what requests leave behind, until the heap is full; the supervisor starts it again', async () => {
    const shop = await open(LEAK, { nodeOptions: ['--max-old-space-size=16'] });
    const first = await memory(shop);
    const later = await load(shop, 50);
    expect(later.heapUsed - first.heapUsed).toBeGreaterThan(50 * 60_000);
    await load(shop, 300);
    expect(ends(shop)).toMatchObject([{ code: null, signal: 'SIGABRT' }]);
    expect(shop.events('process-out-of-memory')).toMatchObject([{ host: 'back', of: 'heap' }]);
    const output = shop.output('back');
    expect(output).toContain('Mark-Compact 13.7 (16.9) -> 13.6 (16.9) MB');
    expect(output).toContain(
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    );
    // pm2 names a signal only where there was one.
    const log = shop.events('supervisor-log').map(({ text }) => text);
    expect(log).toContain('App [back:0] exited with code [0] via signal [SIGABRT]');
    const fresh = await memory(shop);
    expect(fresh.kept).toBeLessThan(200);
    expect(shop.errorLog).toMatch(/upstream prematurely closed connection|Connection refused/);
  });

  it('stays flat with a cache that has a bound', async () => {
    const shop = await open(BOUNDED, { nodeOptions: ['--max-old-space-size=32', '--expose-gc'] });
    const levels: number[] = [];
    for (let round = 0; round < 4; round++) levels.push((await load(shop, 100)).heapUsed);
    expect(ends(shop)).toEqual([]);
    // Garbage comes and goes: at most a young generation of it.
    expect(Math.max(...levels)).toBeLessThan(16 * 1024 ** 2 + 8 * 1024 ** 2);
    expect((await memory(shop)).cached).toBeLessThanOrEqual(20);
  });

  it('rises with garbage and falls when it is collected', async () => {
    const text = `const levels = [];
const timer = setInterval(() => {
  levels.push(process.memoryUsage().heapUsed);
  if (levels.length === 2000) { console.log(JSON.stringify(levels)); clearInterval(timer); }
}, 1);`;
    const shop = await open(text, { restart: { when: 'never' } });
    await shop.wait(4_000);
    const levels = JSON.parse(shop.output('back')) as number[];
    expect(levels[100]).toBeGreaterThan(levels[0] as number);
    const falls = levels.filter((level, at) => at > 0 && level < (levels[at - 1] as number) / 2);
    expect(falls).not.toEqual([]);
    // What is kept is the list itself.
    expect(Math.min(...falls)).toBeLessThan((levels[0] as number) + 100_000);
  });

  it('in a container ends by the kernel, without a word, when buffers fill it', async () => {
    const shop = await open(BUFFERS, { memoryMb: 96 });
    const first = await memory(shop);
    expect((await load(shop, 50)).external - first.external).toBe(50 * 300_000);
    await load(shop, 250);
    expect(ends(shop)).toMatchObject([{ code: null, signal: 'SIGKILL' }]);
    expect(shop.events('process-out-of-memory')).toMatchObject([{ host: 'back', of: 'machine' }]);
    expect(shop.output('back')).toBe('');
  });

  it('is told to programs that ask V8', async () => {
    const text = `const { getHeapStatistics } = require('node:v8');
const { heap_size_limit, used_heap_size } = getHeapStatistics();
console.log(heap_size_limit / 1024 ** 2, used_heap_size > 4e6, process.constrainedMemory() / 1024 ** 2);`;
    const shop = await open(text, {
      memoryMb: 256,
      nodeOptions: ['--max-old-space-size=64'],
      restart: { when: 'never' },
    });
    expect(shop.output('back')).toBe('256 true 256\n');
  });

  it('in a container has half of it for its heap, where nobody says otherwise', async () => {
    const text = `const kept = [];
for (;;) kept.push('x'.repeat(1_000_000));`;
    const shop = await open(text, { memoryMb: 64, restart: { when: 'never' } });
    expect(ends(shop)).toMatchObject([{ signal: 'SIGABRT' }]);
    expect(shop.output('back')).toContain('-> 29.6 (32.9) MB');
  });
});

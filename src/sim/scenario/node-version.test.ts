// Releases of Node side by side: what a lab's hosts run on, and what differs for those who ask them. The figures are
// those of real Node 20.20.2, 22.23.3 and 24.21.0.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop } from '../../platform/testing/shop-world.ts';
import type { NodeMajor } from '../node/release.ts';

const FACTS = `const http = require('node:http');
const server = http.createServer((request, response) => {
  if (request.url === '/crash') setImmediate(() => { throw new Error('over'); });
  if (request.url === '/silent') return;
  response.end('ok');
});
console.log(JSON.stringify([
  process.version,
  server.keepAliveTimeout, server.keepAliveTimeoutBuffer ?? null, server.headersTimeout,
  server.requestTimeout, server.connectionsCheckingInterval ?? null, server.timeout,
  server.maxRequestsPerSocket, http.maxHeaderSize,
  http.globalAgent.keepAlive, http.globalAgent.options.timeout,
  process.features.typescript ?? null, typeof URLPattern, typeof fetch,
]));
server.listen(3000);
`;

/** Four clients that keep the server waiting: what each is told, and after how many seconds it is left. */
const WAITING = `const http = require('node:http');
const net = require('node:net');
const server = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end('ok'));
  request.on('error', () => {});
});
const HEAD = 'POST / HTTP/1.1\\r\\nHost: x\\r\\n';
const ask = (name, text) => {
  const startedAt = performance.now();
  let answer = '';
  let answeredAt = startedAt;
  const socket = net.connect(server.address().port, '127.0.0.1', () => socket.write(text));
  socket.on('data', (data) => { answer += data; answeredAt = performance.now(); });
  socket.on('end', () => {
    const since = name === 'idle' ? answeredAt : startedAt;
    console.log(name, answer.slice(9, 12), Math.round((performance.now() - since) / 1000));
    if (name === 'half body') process.exit();
  });
};
server.listen(3000, () => setTimeout(() => {
  ask('idle', \`\${HEAD}Content-Length: 0\\r\\n\\r\\n\`);
  ask('silent', '');
  ask('half head', HEAD);
  ask('half body', \`\${HEAD}Content-Length: 5\\r\\n\\r\\nab\`);
}, 1000));
`;

/** A shop whose nginx asks `back`, which runs on a release of Node. */
const open = (
  nodeVersion: NodeMajor,
  text = FACTS,
  main = 'server.cjs',
  app?: string,
): Promise<Shop> =>
  Shop.open({
    nginx: nginxConf(
      'location / { proxy_pass http://back:3000; }',
      'location /app { proxy_pass http://app:3000; }',
    ),
    hosts: [
      {
        kind: 'node',
        name: 'back',
        label: 'back',
        ip: '10.0.0.7',
        directory: '/srv/back',
        main,
        environment: {},
        packages: [],
        nodeVersion,
        restart: { when: 'never' },
      },
    ],
    ...(app !== undefined && {
      app: `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${app}`,
    }),
    files: [{ host: 'back', path: `/srv/back/${main}`, text }],
  });

/** As real ones did; the check for late requests runs every 30 seconds. */
const WAITED = ['idle 200 6', 'silent 408 89', 'half head 408 89', 'half body 408 329'];

describe('the release of Node a host has', () => {
  it.each([
    [20, ['v20.20.2', 5_000, null, 60_000, 300_000, 30_000, 0, 0, 16_384, true, 5_000]],
    [22, ['v22.23.3', 5_000, 1_000, 60_000, 300_000, 30_000, 0, 0, 16_384, true, 5_000]],
    [24, ['v24.21.0', 5_000, 1_000, 60_000, 300_000, 30_000, 0, 0, 16_384, true, 5_000]],
  ] as const)('decides the defaults: Node %i', async (major, defaults) => {
    const shop = await open(major);
    const facts = JSON.parse(shop.output('back').split('\n')[0] ?? '') as unknown[];
    expect(facts.slice(0, defaults.length)).toEqual(defaults);
  });

  it.each([20, 22, 24] as const)('closes what keeps it waiting: Node %i', async (major) => {
    const shop = await open(major, WAITING);
    await shop.wait(400_000);
    expect(shop.output('back').trim().split('\n')).toEqual(WAITED);
  });

  it.each([
    [20, 'v20.20.2'],
    [22, 'v22.23.3'],
    [24, 'v24.21.0'],
  ] as const)('signs the crash report: Node %i', async (major, version) => {
    const shop = await open(major);
    await shop.get('/crash');
    await shop.wait(100);
    const lines = shop.output('back').split('\n');
    expect(lines).toContain('Error: over');
    expect(lines.at(-2)).toBe(`Node.js ${version}`);
  });

  it('decides whether a .ts file runs', async () => {
    const text = 'const answer: number = 42;\nconsole.log(answer);\n';
    const outputs: string[] = [];
    for (const major of [20, 22, 24] as const) {
      outputs.push((await open(major, text, 'main.ts')).output('back'));
    }
    expect(outputs[0]).toContain('SyntaxError: Missing initializer in const declaration');
    expect(outputs[1]).toBe('42\n');
    expect(outputs[2]).toBe('42\n');
  });

  it('leaves the programs of other hosts alone', async () => {
    const text = `const http = require('node:http');
Array.prototype.mine = true;
const { AsyncLocalStorage } = require('node:async_hooks');
const store = new AsyncLocalStorage();
http.createServer((request, response) => store.run(request.url, async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  response.end([store.getStore(), process.version, new TypeError('x').constructor === TypeError,
    new Error('x').constructor === Error].join(' '));
})).listen(3000);
`;
    const app =
      "require('node:http').createServer((q, r) => r.end([process.version, [].mine, new Error('x').constructor === Error].join(' '))).listen(3000)";
    const shop = await open(20, text, 'server.cjs', app);
    const answers: string[] = [];
    for (const target of ['/a', '/app', '/b']) answers.push((await shop.get(target)).body);
    expect(answers).toEqual(['/a v20.20.2 true true', 'v24.21.0  true', '/b v20.20.2 true true']);
  });
});

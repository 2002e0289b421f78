// Names that a program leaves on the global object by mistake are its own, early and late in its life, on every release.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop } from '../../platform/testing/shop-world.ts';

/** Each request leaves another undeclared name behind, and one through a sloppy function's `this`. */
const LEAKING = `let count = 0;
require('node:http').createServer((request, response) => {
  count++;
  if (count === 1 || count > 60) { leaked = 'leaked ' + count; (function () { this.viaThis = count; })(); }
  setImmediate(() => response.end([typeof leaked === 'undefined' ? 'none' : leaked, globalThis.viaThis].join(' ')));
}).listen(3000);`;
const LOOKING = `require('node:http').createServer((request, response) => response.end(
  [typeof leaked, typeof viaThis, 'leaked' in globalThis].join(' '))).listen(3000);`;

describe('names left on the global object', () => {
  it('are seen by the program that left them and by no other', async () => {
    const shop = await Shop.open({
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
          main: 'server.cjs',
          environment: {},
          packages: [],
          nodeVersion: 20,
          restart: { when: 'never' },
        },
      ],
      files: [{ host: 'back', path: '/srv/back/server.cjs', text: LEAKING }],
      app: `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${LOOKING}`,
    });
    const first = await shop.get('/');
    expect(first.body).toBe('leaked 1 1');
    expect((await shop.get('/app')).body).toBe('undefined undefined false');
    // By now its turns are no longer looked at one by one.
    for (let i = 2; i <= 60; i++) expect((await shop.get('/')).body).toBe('leaked 1 1');
    expect((await shop.get('/')).body).toBe('leaked 61 61');
    expect((await shop.get('/app')).body).toBe('undefined undefined false');
    expect((await shop.get('/')).body).toBe('leaked 62 62');
    expect(Object.keys(globalThis)).not.toContain('leaked');
  });
});

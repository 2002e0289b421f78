// What a terminal shows of a program that ran out of memory, and of the release of Node it ran on.

import { describe, expect, it } from 'vitest';
import { SHOP, SHOP_FILES } from '../testing/shop-system.ts';
import { openTerminal } from '../testing/terminal-world.ts';

const LEAK = `const kept = [];
require('node:http').createServer((request, response) => {
  for (let i = 0; i < 2000; i++) kept.push(Buffer.alloc(50000));
  response.end('ok');
}).listen(3000);
`;

const open = (change: object, server = LEAK) =>
  openTerminal({
    system: {
      ...SHOP,
      hosts: SHOP.hosts.map((host) => (host.kind === 'node' ? { ...host, ...change } : host)),
    },
    files: SHOP_FILES.map((file) =>
      file.path.endsWith('server.js') ? { ...file, text: server } : file,
    ),
    host: 'my-app',
  });

describe('a program that fills its container', () => {
  it('was killed by the kernel: dmesg, journalctl and docker say so', async () => {
    const terminal = await open({ memoryMb: 96, restart: { when: 'never' } });
    expect((await terminal.type('dmesg')).stdout).toBe('');
    await terminal.type('curl -s localhost:3000/');
    const killed =
      /Memory cgroup out of memory: Killed process \d+ \(MainThread\) total-vm:\d+kB, anon-rss:/;
    expect((await terminal.type('dmesg')).stdout).toMatch(killed);
    expect((await terminal.type('journalctl')).stdout).toMatch(/ my-app kernel: Memory cgroup/);
    const state = await terminal.type('docker inspect my-app');
    expect(state.stdout).toContain('"OOMKilled": true');
    expect(state.stdout).toContain('"ExitCode": 137');
    expect((await terminal.type('docker ps -a')).stdout).toMatch(/node:24-slim.*Exited \(137\)/);
  });

  it('is another thing than a heap that is full', async () => {
    const server = LEAK.replace('Buffer.alloc(50000)', "'x'.repeat(50000)");
    const terminal = await open(
      { nodeVersion: 22, nodeOptions: ['--max-old-space-size=32'], restart: { when: 'never' } },
      server,
    );
    await terminal.type('curl -s localhost:3000/');
    expect((await terminal.type('dmesg')).stdout).toBe('');
    const state = await terminal.type('docker inspect my-app');
    expect(state.stdout).toContain('"OOMKilled": false');
    expect(state.stdout).toContain('"ExitCode": 134');
    const logs = await terminal.type('docker logs my-app');
    expect(logs.stderr).toContain('JavaScript heap out of memory');
  });
});

describe('node', () => {
  it.each([
    [20, 'v20.20.2'],
    [22, 'v22.23.3'],
    [24, 'v24.21.0'],
  ])('is the release of the host: %i', async (nodeVersion, version) => {
    const terminal = await open({ nodeVersion });
    expect((await terminal.type('node -v')).stdout).toBe(`${version}\n`);
    expect((await terminal.type('node -p process.version')).stdout).toBe(`${version}\n`);
  });

  it('reads options and environment files as the real one', async () => {
    const terminal = await open({});
    await terminal.type('echo "A=from file" > a.env');
    const asked = await terminal.type('A_=1 node --env-file=a.env -p process.env.A');
    expect(asked.stdout).toBe('from file\n');
    expect(await terminal.type('node --env-file=b.env -p 1')).toMatchObject({
      status: 9,
      stderr: 'node: b.env: not found\n',
    });
    const lenient = await terminal.type('node --env-file-if-exists=b.env -p 1');
    expect(lenient).toMatchObject({ status: 0, stdout: '1\n' });
    expect(lenient.stderr).toBe('b.env not found. Continuing without it.\n');
    expect(await terminal.type('node --nonsense server.js')).toMatchObject({
      status: 9,
      stderr: 'node: bad option: --nonsense\n',
    });
  });
});

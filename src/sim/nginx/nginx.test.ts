import { describe, expect, it } from 'vitest';
import { NginxWorld, ok } from '../testing/nginx-world.ts';
import { startNginx, testConfiguration } from './nginx.ts';

const PROXY = [
  'upstream backend { server app:3000; keepalive 4; }',
  'server {',
  '    listen 80;',
  '    location / {',
  '        proxy_pass http://backend;',
  '        proxy_read_timeout 2s;',
  '    }',
  '}',
];

describe('starting', () => {
  it('refuses a configuration as nginx does, and says where as data', () => {
    const world = new NginxWorld();
    world.configure('server {', '    listen 80;', '    lissen 81;', '}');
    const started = startNginx({ machine: world.machine });
    expect(started).toMatchObject({
      exit: 1,
      stderr: ['nginx: [emerg] unknown directive "lissen" in /etc/nginx/nginx.conf:6'],
      messages: [{ level: 'emerg', place: { file: '/etc/nginx/nginx.conf', line: 6 } }],
    });
  });

  it('gives up when a port is taken, after five tries', () => {
    const world = new NginxWorld();
    world.configure('server { listen 80; return 200; }');
    world.start();
    const second = startNginx({ machine: world.machine });
    const stderr = 'exit' in second ? second.stderr : [];
    expect(stderr).toHaveLength(6);
    expect(stderr[5]).toBe('nginx: [emerg] still could not bind()');
  });

  it('says which real directives the model leaves out', () => {
    const world = new NginxWorld();
    world.configure('server {', '    listen 80;', '    ssi on;', '}');
    const { exit, stderr } = testConfiguration(world.machine, '/etc/nginx/nginx.conf');
    expect(exit).toBe(0);
    expect(stderr[0]).toBe(
      'nginx: [warn] the simulator does not model the "ssi" directive in /etc/nginx/nginx.conf:6',
    );
    world.start();
    expect(world.events('nginx-not-modelled')).toMatchObject([{ directive: 'ssi' }]);
  });
});

describe('a proxied request', () => {
  it('leaves its way in the trace: request, attempt, result, response, log line', async () => {
    const world = new NginxWorld();
    world.serve('app', '10.0.0.3', () => ok('hello'));
    world.configure(...PROXY);
    world.start();
    const response = await world.get('/orders?id=7');
    expect(response.text).toContain('HTTP/1.1 200 OK\r\n');
    expect(world.events('nginx-request')).toMatchObject([
      {
        requestId: 1,
        ordinal: 1,
        method: 'GET',
        target: '/orders?id=7',
        host: 'shop.test',
        location: '/',
        locationPlace: { line: 7 },
        serverPlace: { line: 5 },
      },
    ]);
    expect(world.events('nginx-upstream-attempt')).toMatchObject([
      { requestId: 1, attempt: 1, upstream: 'backend', address: '10.0.0.3:3000' },
    ]);
    expect(world.events('nginx-upstream-result')).toMatchObject([
      { requestId: 1, attempt: 1, outcome: 'response', status: 200 },
    ]);
    expect(world.events('nginx-response')).toMatchObject([
      { requestId: 1, status: 200, writtenBy: 1, isComplete: true, bodyBytes: 5 },
    ]);
    expect(world.events('nginx-log').map(({ line }) => line)).toEqual([
      '10.0.0.9 - - [01/Jun/2025:12:00:00 +0000] "GET /orders?id=7 HTTP/1.1" 200 5 "-" "-"',
    ]);
  });

  it('names the timer that decided, with its line', async () => {
    const world = new NginxWorld();
    world.serve('app', '10.0.0.3', () => null);
    world.configure(...PROXY);
    world.start();
    const response = world.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    await world.run(1_900);
    expect(response.text).toBe('');
    await world.run(200);
    expect(response.text).toContain('HTTP/1.1 504 Gateway Time-out\r\n');
    expect(world.events('nginx-decision')).toMatchObject([
      { directive: 'proxy_read_timeout', place: { file: '/etc/nginx/nginx.conf', line: 9 } },
    ]);
    expect(world.events('nginx-response')).toMatchObject([{ status: 504, writtenBy: 'nginx' }]);
    expect(world.log('error')).toContain(
      'upstream timed out (110: Connection timed out) while reading response header from upstream',
    );
  });

  it('keeps connections to servers by default since 1.29.7, not before', async () => {
    for (const [version, connections] of [
      ['1.22.1', 2],
      ['1.29.7', 1],
    ] as const) {
      const world = new NginxWorld();
      const heads: string[] = [];
      world.serve('app', '10.0.0.3', (head) => {
        heads.push(head);
        return ok('x');
      });
      world.configure('server { listen 80; location / { proxy_pass http://app:3000; } }');
      world.start({ version });
      await world.get('/');
      await world.get('/');
      const used = new Set(world.events('nginx-upstream-attempt').map((event) => event.connection));
      expect(used.size, version).toBe(connections);
      expect(heads[0]).toContain(version === '1.22.1' ? 'HTTP/1.0\r\n' : 'HTTP/1.1\r\n');
    }
  });
});

describe('signals', () => {
  it('lets a request under way finish on the old worker after a reload', async () => {
    const world = new NginxWorld();
    world.configure('server { listen 80; location / { proxy_pass http://app:3000; } }');
    world.serve('app', '10.0.0.3', (_head, endpoint) => {
      world.kernel.after(500_000, () => endpoint.write(new TextEncoder().encode(ok('slow'))));
      return null;
    });
    const nginx = world.start();
    const slow = world.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    await world.run(100);
    world.configure('server { listen 80; return 200 "new"; }');
    expect(nginx.reload()).toEqual({ exit: 0, stderr: [] });
    const quick = await world.get('/');
    expect(quick.text).toContain('new');
    await world.run(600);
    expect(slow.text).toContain('slow');
    expect(slow.text).toContain('Connection: close');
    expect(world.machine.processes.filter(({ name }) => name === 'nginx')).toHaveLength(2);
  });

  it('keeps its last good configuration when a reload fails', async () => {
    const world = new NginxWorld();
    world.configure('server { listen 80; return 200 "old"; }');
    const nginx = world.start();
    world.configure('server { listen 80; return 200 "new" }');
    expect(nginx.reload().exit).toBe(1);
    expect((await world.get('/')).text).toContain('old');
  });

  it('replaces a killed worker, whose clients are cut off', async () => {
    const world = new NginxWorld();
    world.configure('server { listen 80; location / { proxy_pass http://app:3000; } }');
    world.serve('app', '10.0.0.3', () => null);
    const nginx = world.start();
    const cut = world.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    await world.run(100);
    nginx.killWorker();
    await world.run(100);
    expect(cut).toEqual({ text: '', isClosed: true });
    expect(world.log('error')).toContain('exited on signal 9');
    expect(nginx.worker?.process.isDead).toBe(false);
  });

  it('stops at once on SIGTERM, and after its requests on SIGQUIT', async () => {
    for (const [signal, answer] of [
      ['SIGTERM', ''],
      ['SIGQUIT', 'late'],
    ] as const) {
      const world = new NginxWorld();
      world.configure('server { listen 80; location / { proxy_pass http://app:3000; } }');
      world.serve('app', '10.0.0.3', (_head, endpoint) => {
        world.kernel.after(300_000, () => endpoint.write(new TextEncoder().encode(ok('late'))));
        return null;
      });
      const nginx = world.start();
      const response = world.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
      await world.run(100);
      nginx.stop(signal);
      await world.run(1_000);
      expect(response.text.includes('late'), signal).toBe(answer === 'late');
      expect(nginx.isRunning).toBe(false);
      expect(world.machine.processes).toEqual([]);
    }
  });
});

it('does the same again with the same seed', async () => {
  const digest = async (): Promise<string> => {
    const world = new NginxWorld();
    world.serve('app', '10.0.0.3', () => ok('x'));
    world.configure('upstream b { random; server app:3000; server app2:3000; }', ...PROXY.slice(1));
    world.network.setName('app2', ['10.0.0.4']);
    world.configure(...PROXY);
    world.start();
    for (let at = 0; at < 5; at++) await world.get(`/${at}`);
    return world.kernel.trace.digest();
  };
  expect(await digest()).toBe(await digest());
});

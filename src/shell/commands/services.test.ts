import { describe, expect, it } from 'vitest';
import { SHOP, SHOP_FILES } from '../testing/shop-system.ts';
import { openTerminal } from '../testing/terminal-world.ts';

const open = (host = 'my-app') => openTerminal({ system: SHOP, files: SHOP_FILES, host });

describe('curl', () => {
  it('shows both heads with -v', async () => {
    const terminal = await open();
    const { stdout, stderr, status } = await terminal.type('curl -sv http://web/x');
    expect(stdout).toBe('hello /x\n');
    expect(stderr).toContain('*   Trying 10.0.0.2:80...\n');
    expect(stderr).toContain('> GET /x HTTP/1.1\n> Host: web\n> User-Agent: curl/7.88.1\n');
    expect(stderr).toContain('< HTTP/1.1 200 OK\n< Server: nginx/1.22.1\n');
    expect(status).toBe(0);
  });

  it.each([
    ['curl nothing.test', 6, 'curl: (6) Could not resolve host: nothing.test\n'],
    [
      'curl localhost:9',
      7,
      "curl: (7) Failed to connect to localhost port 9 after 0 ms: Couldn't connect to server\n",
    ],
    ['curl -f http://web/bad', 22, 'curl: (22) The requested URL returned error: 500\n'],
    [
      'curl -m 2 http://web/slow',
      28,
      'curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n',
    ],
    ['curl localhost:3000/crash', 52, 'curl: (52) Empty reply from server\n'],
    [
      'curl --nonsense',
      2,
      "curl: option --nonsense: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    ],
    ['curl ftp://web', 1, 'curl: (1) Protocol "ftp" not supported or disabled in libcurl\n'],
  ])('ends %s with %d', async (line, code, message) => {
    const terminal = await open();
    expect(await terminal.type(line)).toMatchObject({ status: code, stderr: message });
  });

  it('follows redirects, sends data, and tells what it measured', async () => {
    const terminal = await open();
    expect((await terminal.type('curl -sL localhost:3000/moved')).stdout).toBe('hello /there\n');
    const posted = await terminal.type(
      "curl -s -d a=1 -o /dev/null -w '%{http_code} %{method}' localhost:3000/p",
    );
    expect(posted.stdout).toBe('200 POST');
  });

  it('tries again after trouble that may pass', async () => {
    const terminal = await open();
    await terminal.type(
      'curl -s localhost:3000/crash; curl -s --retry 3 --retry-connrefused localhost:3000/ok',
    );
    const { stdout } = await terminal.type('curl -s localhost:3000/again');
    expect(stdout).toBe('hello /again\n');
  });
});

describe('Services in a terminal', () => {
  it('restarts the app with pm2, which counts and lists', async () => {
    const terminal = await open();
    const { stdout, status } = await terminal.type('pm2 restart my-app');
    expect(stdout).toContain('[PM2] [my-app](0) ✓');
    expect(stdout).toContain('online');
    expect(status).toBe(0);
    expect((await terminal.type('pm2 restart other')).status).toBe(1);
  });

  it('stops the app so that the proxy answers 502, and starts it again', async () => {
    const terminal = await open();
    await terminal.type('pm2 stop my-app');
    const code = "curl -s -o /dev/null -w '%{http_code}' http://web/";
    expect((await terminal.type(code)).stdout).toBe('502');
    await terminal.type('pm2 start my-app');
    expect((await terminal.type(code)).stdout).toBe('200');
  });

  it('follows the log until Ctrl-C', async () => {
    const terminal = await open();
    await terminal.type('curl -s localhost:3000/bad > /dev/null');
    expect((await terminal.type('pm2 logs --lines 2')).stdout).toContain('Error: bad order');
    const request = { method: 'GET', target: '/later', fields: [], body: '', timeoutMs: 0 };
    const later = await terminal.do({ type: 'request', request });
    expect(later.stdout).toContain('GET /later');
    expect((await terminal.signal('SIGINT')).status).toBe(130);
  });

  it('shows the same lines in the journal, in docker and in pm2 files', async () => {
    const terminal = await open();
    await terminal.type('curl -s localhost:3000/one > /dev/null');
    for (const line of [
      'journalctl -u my-app -n 5',
      'docker logs my-app',
      'cat ~/.pm2/logs/my-app-out.log',
    ]) {
      expect((await terminal.type(line)).stdout).toContain('GET /one');
    }
  });

  it('tests and reloads nginx on its host', async () => {
    const terminal = await open('web');
    expect((await terminal.type('nginx -t')).stderr).toContain('test is successful');
    await terminal.type("sed -i 's/3000/3001/' nginx.conf; nginx -s reload");
    expect((await terminal.type("curl -s -o /dev/null -w '%{http_code}' localhost")).stdout).toBe(
      '502',
    );
    const broken = await terminal.type('echo "bad;" >> nginx.conf; nginx -t');
    expect(broken).toMatchObject({ status: 1 });
    expect(broken.stderr).toContain('unknown directive "bad"');
  });

  it('says where a service runs that is not on this host', async () => {
    const terminal = await open();
    const { stderr, notes, status } = await terminal.type('systemctl restart nginx');
    expect(stderr).toBe('Failed to restart nginx.service: Unit nginx.service not found.\n');
    expect(notes).toContain('ssh web');
    expect(status).toBe(5);
  });

  it('goes to another host and back', async () => {
    const terminal = await open();
    await terminal.type('ssh web');
    expect((await terminal.type('hostname')).stdout).toBe('web\n');
    expect((await terminal.type('exit')).stderr).toContain('Connection to web closed.');
    expect((await terminal.type('ssh web hostname; hostname')).stdout).toBe('web\nmy-app\n');
  });

  it('ends a server with kill, and its supervisor starts another', async () => {
    const terminal = await open();
    const before = (await terminal.type('pgrep -f server.js')).stdout;
    await terminal.type('kill -9 $(pgrep -f server.js)');
    const after = (await terminal.type('pgrep -f server.js')).stdout;
    expect(after).toMatch(/^\d+\n$/);
    expect(after).not.toBe(before);
  });

  it('runs programs on the simulated Node', async () => {
    const terminal = await open();
    expect(
      await terminal.type("node -e 'console.log(process.version); process.exit(4)'"),
    ).toMatchObject({
      stdout: 'v24.21.0\n',
      status: 4,
    });
    expect((await terminal.type('node server.js')).stderr).toContain('EADDRINUSE');
  });
});

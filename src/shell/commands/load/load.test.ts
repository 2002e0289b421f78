// ab and wrk: their reports in the shape of the real ones (ab 2.3 of Debian 12, wrk 4.1.0), with the numbers of the
// simulated traffic.

import { describe, expect, it } from 'vitest';
import { SHOP, SHOP_FILES } from '../../testing/shop-system.ts';
import { openTerminal } from '../../testing/terminal-world.ts';

const open = () => openTerminal({ system: SHOP, files: SHOP_FILES, host: 'my-app' });

/** Numbers as one letter, and the room they take. */
const shape = (text: string): string =>
  text
    .replace(/(?:WARNING|ERROR): .*\n.*\n/g, '')
    .replace(/ +(?=[\d-])|(?<=[\d.])[a-z]{0,2} +$/gm, ' ')
    .replace(/-?\d+(?:\.\d+)?/g, 'N');

/** What `ab -n 20 -c 5 http://127.0.0.1:8099/` of Debian 12 printed, numbers left out. */
const AB_SHAPE = `This is ApacheBench, Version N <$Revision: N $>
Copyright N Adam Twiss, Zeus Technology Ltd, http://www.zeustech.net/
Licensed to The Apache Software Foundation, http://www.apache.org/

Benchmarking my-app (be patient).....done


Server Software:        
Server Hostname:        my-app
Server Port: N

Document Path:          /
Document Length: N bytes

Concurrency Level: N
Time taken for tests: N seconds
Complete requests: N
Failed requests: N
Total transferred: N bytes
HTML transferred: N bytes
Requests per second: N [#/sec] (mean)
Time per request: N [ms] (mean)
Time per request: N [ms] (mean, across all concurrent requests)
Transfer rate: N [Kbytes/sec] received

Connection Times (ms)
              min  mean[+/-sd] median   max
Connect: N N N N N
Processing: N N N N N
Waiting: N N N N N
Total: N N N N N

Percentage of the requests served within a certain time (ms)
 N% N
 N% N
 N% N
 N% N
 N% N
 N% N
 N% N
 N% N
 N% N (longest request)
`;

describe('ab', { timeout: 60_000 }, () => {
  it('prints the report of ApacheBench', async () => {
    const terminal = await open();
    const { stdout, stderr, status } = await terminal.type('ab -n 20 -c 5 http://my-app:3000/');
    expect(shape(stdout)).toBe(AB_SHAPE);
    expect(stdout).toContain('Document Length:        8 bytes\n');
    expect(stdout).toContain('Concurrency Level:      5\n');
    expect(stdout).toContain('Complete requests:      20\n');
    expect(stdout).toMatch(/^ {2}50% {4,}\d+$/m);
    expect(stdout).toMatch(/^ 100% {4,}\d+ \(longest request\)$/m);
    expect(stdout).toMatch(/^Connect: {5,}\d+ {3,}\d+ {2,3}\d+\.\d {5,}\d+ {6,}\d+$/m);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it('shows progress, and how many answers were no 2xx and kept the connection', async () => {
    const terminal = await open();
    const { stdout, stderr } = await terminal.type('ab -k -c 4 -n 200 http://web/bad');
    expect(stderr).toBe('Completed 100 requests\nCompleted 200 requests\nFinished 200 requests\n');
    expect(stdout).toContain('Server Software:        nginx/1.22.1\n');
    expect(stdout).toContain('Non-2xx responses:      200\n');
    expect(stdout).toContain('Keep-Alive requests:    0\n');
  });

  it.each([
    ['ab -n 2 http://my-app:9/', 111, 'apr_socket_recv: Connection refused (111)\n'],
    [
      'ab -n 2 http://nope/',
      50,
      'apr_sockaddr_info_get() for nope: Name or service not known (670002)\n',
    ],
    [
      'ab -n 1 -s 1 http://my-app:3000/slow',
      119,
      'apr_pollset_poll: The timeout specified has expired (70007)\n',
    ],
  ])('ends %s with %d', async (line, status, stderr) => {
    const terminal = await open();
    expect(await terminal.type(line)).toMatchObject({ status, stderr });
  });

  it.each([
    ['ab -n 2 http://my-app', 'ab: invalid URL\n'],
    [
      'ab -n 5 -c 10 http://my-app/',
      'ab: Cannot use concurrency level greater than total number of requests\n',
    ],
    ['ab', 'ab: wrong number of arguments\n'],
  ])('refuses %s', async (line, words) => {
    const terminal = await open();
    const { status, stderr } = await terminal.type(line);
    expect(status).toBe(22);
    expect(stderr.startsWith(`${words}Usage: ab [options]`)).toBe(true);
  });

  it('reports what there is at Ctrl-C', async () => {
    const terminal = await open();
    await terminal.type('ab -t 100000 -n 1000000 -c 1 -s 1000000 http://my-app:3000/slow');
    const { stdout, status } = await terminal.signal('SIGINT');
    expect(stdout).toContain('Complete requests:      0\n');
    expect(status).toBe(1);
  });
});

/** A second of traffic is a thousand requests and more. */
const TRAFFIC_MS = 60_000;

describe('wrk', { timeout: TRAFFIC_MS }, () => {
  it('prints the report of wrk', async () => {
    const terminal = await open();
    const { stdout, status } = await terminal.type(
      'wrk -t2 -c2 -d1s --latency http://my-app:3000/',
    );
    expect(stdout).toMatch(
      new RegExp(
        [
          /^Running 1s test @ http:\/\/my-app:3000\/\n {2}2 threads and 2 connections\n/,
          / {2}Thread Stats {3}Avg {6}Stdev {5}Max {3}\+\/- Stdev\n/,
          / {4}Latency +[\d.]+[um]?s +[\d.]+[um]?s +[\d.]+[um]?s +[\d.]+%\n/,
          / {4}Req\/Sec +[\d.]+k? +[\d.]+k? +[\d.]+k? +[\d.]+%\n/,
          / {2}Latency Distribution\n {5}50% +[\d.]+[um]s\n {5}75% .*\n {5}90% .*\n {5}99% .*\n/,
          / {2}\d+ requests in 1\.00s, [\d.]+[KM]B read\n/,
          /Requests\/sec: +[\d.]+\nTransfer\/sec: +[\d.]+[KM]B\n$/,
        ]
          .map(({ source }) => source)
          .join(''),
      ),
    );
    expect(status).toBe(0);
  });

  it('counts connections that were closed and answers that were errors', async () => {
    const terminal = await open();
    const { stdout } = await terminal.type('wrk -t1 -c1 -d1s http://web/bad');
    const requests = /(\d+) requests in/.exec(stdout)?.[1];
    expect(stdout).toContain(`  Non-2xx or 3xx responses: ${requests}\n`);
  });

  it.each([
    ['wrk -d1s http://my-app:9/', 'unable to connect to my-app:9 Connection refused\n'],
    ['wrk -d1s http://nope/', 'unable to resolve nope:http Name or service not known\n'],
    ['wrk -t4 -c2 http://my-app/', 'number of connections must be >= threads\n'],
  ])('refuses %s', async (line, stderr) => {
    const terminal = await open();
    expect(await terminal.type(line)).toMatchObject({ status: 1, stderr });
  });

  it('stops at Ctrl-C with what it has', async () => {
    const terminal = await open();
    await terminal.type('wrk -t1 -c1 -d2h http://my-app:3000/slow');
    const { stdout, status } = await terminal.signal('SIGINT');
    expect(stdout).toContain('  0 requests in ');
    expect(stdout).toContain('    Latency     0.00us    0.00us   0.00us    -nan%\n');
    expect(status).toBe(0);
  });
});

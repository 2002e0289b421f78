// Our redis-cli against the simulated Redis, compared with the real one against a real one: fixtures/record-clients.mjs.

import { describe, expect, it } from 'vitest';
import { openClients, playCase, recordedCases } from '../../testing/clients.ts';

describe('redis-cli prints what the real redis-cli prints', () => {
  it.each(recordedCases('redis-cli'))('$name', async ({ script, stdout, stderr, status }) => {
    expect(await playCase(script)).toEqual({ stdout, stderr, status });
  });
});

describe('redis-cli at a terminal', () => {
  it('prompts with host, port and database, and prints for people', async () => {
    const terminal = await openClients();
    expect((await terminal.type('redis-cli -h cache')).stdout).toBe('cache:6379> ');
    expect((await terminal.type('SET a "1 2"')).stdout).toBe('OK\ncache:6379> ');
    expect((await terminal.type('get a')).stdout).toBe('"1 2"\ncache:6379> ');
    expect((await terminal.type('select 1')).stdout).toBe('OK\ncache:6379[1]> ');
    expect((await terminal.type('multi')).stdout).toBe('OK\ncache:6379[1](TX)> ');
    expect((await terminal.type('incr n')).stdout).toBe('QUEUED\ncache:6379[1](TX)> ');
    expect((await terminal.type('exec')).stdout).toBe('1) (integer) 1\ncache:6379[1]> ');
    expect((await terminal.type('set "open')).stdout).toBe('Invalid argument(s)\ncache:6379[1]> ');
    expect(await terminal.type('exit')).toMatchObject({ status: 0 });
  });

  it('says that the server is gone, and connects again when it is back', async () => {
    const terminal = await openClients();
    await terminal.type('redis-cli -h cache');
    await terminal.do({ type: 'stop-service', host: 'cache' });
    await terminal.do({ type: 'wait', durationUs: 1_000_000 });
    expect(await terminal.type('PING')).toMatchObject({
      stdout: 'not connected> ',
      stderr: 'Could not connect to Redis at cache:6379: Connection refused\n',
    });
    await terminal.do({ type: 'start-service', host: 'cache' });
    await terminal.do({ type: 'wait', durationUs: 1_000_000 });
    expect((await terminal.type('PING')).stdout).toBe('PONG\ncache:6379> ');
    expect(await terminal.signal('SIGINT')).toMatchObject({ status: 130 });
  });

  it('prints messages as they come until Ctrl-C', async () => {
    const terminal = await openClients();
    const subscribed = await terminal.type('redis-cli -h cache SUBSCRIBE news');
    expect(subscribed.stdout).toBe(
      '1) "subscribe"\n2) "news"\n3) (integer) 1\nReading messages... (press Ctrl-C to quit)\n',
    );
    await terminal.signal('SIGINT');
    await terminal.type('(sleep 1; redis-cli -h cache PUBLISH news hello > /dev/null) &');
    await terminal.type('redis-cli -h cache SUBSCRIBE news');
    const later = await terminal.do({ type: 'wait', durationUs: 2_000_000 });
    expect(later.stdout).toBe('1) "message"\n2) "news"\n3) "hello"\n');
  });

  it('shows latencies and statistics until Ctrl-C', async () => {
    const terminal = await openClients();
    const latency = await terminal.type('redis-cli -h cache --latency');
    expect(latency.stdout).toMatch(/min: 0, max: 0, avg: 0\.00 \(100 samples\)$/);
    expect((await terminal.signal('SIGINT')).status).toBe(130);
    const stat = await terminal.type('redis-cli -h cache --stat');
    expect(stat.stdout).toMatch(
      /^------- data ------ .*\nkeys +mem .*\n0 +\S+ +1 +0 +101 \(\+0\) +\S+ +\n/,
    );
    expect((await terminal.signal('SIGINT')).status).toBe(130);
  });
});

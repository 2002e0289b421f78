import { describe, expect, it } from 'vitest';
import { RedisWorld } from '../../platform/conformance/redis-world.ts';

const OPEN = 'bind 0.0.0.0\nprotected-mode no\nsave ""\ndir /var/lib/redis\n';
const SAVING = 'save 3600 1\ndir /var/lib/redis\n';
const OOM = "-OOM command not allowed when used memory > 'maxmemory'.\r\n";

async function start(configuration = OPEN): Promise<RedisWorld> {
  const world = new RedisWorld(configuration);
  await world.run(10);
  return world;
}

const logOf = ({ output }: RedisWorld): string[] =>
  output
    .join('')
    .split('\n')
    .map((line) => line.replace(/^\d+:(\S+) .{24} /, '$1 '));

describe('Redis as a service', () => {
  it('writes the log of a start and of an end by SIGTERM as redis-server 7.0.15 does', async () => {
    const world = await start(SAVING);
    expect(world.output.join('')).toMatch(
      /^\d+:C 22 Nov 2026 08:00:00\.000 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n/,
    );
    await world.ask('SET a 1');
    world.service.stop();
    await world.run(10);
    const pid = world.output.join('').split(':')[0];
    expect(logOf(world)).toEqual([
      'C # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo',
      `C # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=${pid}, just started`,
      'C # Configuration loaded',
      'M * monotonic clock: POSIX clock_gettime',
      'M * Running mode=standalone, port=6379.',
      'M # Server initialized',
      'M * Ready to accept connections',
      `${pid}:signal-handler (1795334400) Received SIGTERM scheduling shutdown...`,
      'M # User requested shutdown...',
      'M * Saving the final RDB snapshot before exiting.',
      'M * DB saved on disk',
      'M # Redis is now ready to exit, bye bye...',
      '',
    ]);
    expect(world.ends.get(1)).toBe('ended');
  });

  it('keeps data over a restart when it saves, and loses it by kill -9', async () => {
    const world = await start(SAVING);
    await world.ask('SET a 1');
    world.service.restart();
    await world.run(500);
    expect(await world.ask('GET a', 2)).toBe('$1\r\n1\r\n');
    expect(logOf(world)).toContain('M * Done loading RDB, keys loaded: 1, keys expired: 0.');
    await world.ask('SET a 2', 2);
    world.service.process?.signal('SIGKILL');
    await world.run(500);
    expect(await world.ask('GET a', 3)).toBe('$1\r\n1\r\n');
  });

  it('names file, line and reason of a mistake in redis.conf, and gives up after five starts', async () => {
    const world = await start('port 6379\nmaxmemory abc\n');
    await world.run(20_000);
    expect(world.service.process).toBeNull();
    const message =
      "\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\nReading the configuration file, at line 2\n>>> 'maxmemory abc'\nargument must be a memory value\n";
    expect(world.output).toEqual(Array.from({ length: 5 }, () => message));
  });

  it('says of a directive without effect that it has none', async () => {
    const world = await start('appendfsync always\n');
    expect(logOf(world)).toContain(
      "C # The simulator does not model the directive 'appendfsync': it has no effect",
    );
  });

  it('refuses connections by a fault and takes them again', async () => {
    const world = await start();
    expect(await world.ask('PING')).toBe('+PONG\r\n');
    world.service.setFault('refuse', {});
    await world.ask('PING', 2);
    expect(world.ends.get(2)).toBe('ECONNREFUSED');
    expect(await world.ask('PING')).toBe('+PONG\r\n');
    world.service.setFault('refuse', null);
    expect(await world.ask('PING', 3)).toBe('+PONG\r\n');
  });

  it('loads by a fault, for as long as it says', async () => {
    const world = await start();
    world.service.setFault('loading', { ms: 300 });
    expect(await world.ask('GET a')).toBe('-LOADING Redis is loading the dataset in memory\r\n');
    expect(await world.ask('PING')).toBe('+PONG\r\n');
    await world.run(300);
    expect(await world.ask('GET a')).toBe('$-1\r\n');
  });

  it('refuses writes when it cannot save, PING as well, and writes again afterwards', async () => {
    const world = await start(SAVING);
    await world.ask('SET a 1');
    world.service.setFault('disk-full', {});
    await world.run(50);
    expect(await world.ask('SET a 2')).toMatch(
      /^-MISCONF Redis is configured to save RDB snapshots/,
    );
    expect(await world.ask('PING')).toMatch(/^-MISCONF/);
    expect(await world.ask('GET a')).toBe('$1\r\n1\r\n');
    expect(logOf(world).slice(-4)).toEqual([
      expect.stringMatching(/^M \* Background saving started by pid \d+$/),
      'C # Write error saving DB on disk(fflush): No space left on device',
      'M # Background saving error',
      '',
    ]);
    world.service.setFault('disk-full', null);
    await world.run(50);
    expect(await world.ask('SET a 2')).toBe('+OK\r\n');
    expect(logOf(world)).toContain('M * Background saving terminated with success');
  });

  it('does not end by SIGTERM when it cannot save', async () => {
    const world = await start(SAVING);
    world.service.setFault('disk-full', {});
    await world.run(50);
    world.service.stop();
    await world.run(50);
    expect(world.service.process).not.toBeNull();
    expect(logOf(world).at(-2)).toBe(
      'M # Errors trying to shut down the server. Check the logs for more information.',
    );
  });

  it('saves by itself when a save point is reached', async () => {
    const world = await start('save 60 2\ndir /var/lib/redis\n');
    await world.ask('SET a 1');
    await world.ask('SET b 1');
    await world.run(61_000);
    expect(logOf(world)).toContain('M * 2 changes in 60 seconds. Saving...');
    expect(world.machine.files.exists('/var/lib/redis/dump.rdb')).toBe(true);
  });

  it('is a replica that takes no writes', async () => {
    const world = await start();
    world.service.setFault('replica', {});
    expect(await world.ask('SET a 1')).toBe(
      "-READONLY You can't write against a read only replica.\r\n",
    );
    world.service.setFault('replica', null);
    expect(await world.ask('SET a 1')).toBe('+OK\r\n');
  });

  it('has a new password for those who come, not for those who are in', async () => {
    const world = await start();
    await world.ask('PING');
    world.service.setFault('password', { password: 'rotated' });
    expect(await world.ask('PING')).toBe('+PONG\r\n');
    expect(await world.ask('PING', 2)).toBe('-NOAUTH Authentication required.\r\n');
    expect(await world.ask('AUTH old', 2)).toMatch(/^-WRONGPASS/);
    expect(await world.ask('AUTH rotated', 2)).toBe('+OK\r\n');
  });

  it('turns away who is one too many', async () => {
    const world = await start();
    await world.ask('PING');
    world.service.setFault('max-clients', { count: 1 });
    expect(await world.ask('PING', 2)).toBe('-ERR max number of clients reached\r\n');
    expect(world.ends.get(2)).toBe('ended');
    world.service.setFault('max-clients', null);
    expect(await world.ask('PING', 3)).toBe('+PONG\r\n');
  });

  it('lets nobody in from outside in protected mode', async () => {
    const world = await start('');
    const closed = new Promise<string>((resolve) => {
      const outside = world.network.addHost('app', '10.0.0.12');
      world.network.connect({
        from: outside,
        to: { ip: '10.0.0.31', port: 6379 },
        executor: { post: (callback) => callback() },
        pending: {
          connected: (endpoint) => {
            endpoint.setHandlers({
              data: (bytes) => resolve(Buffer.from(bytes).toString()),
              end: () => {},
              failed: () => {},
            });
            endpoint.resumeReading();
          },
          failed: (errno) => resolve(errno),
        },
      });
    });
    await world.run(20);
    expect(await closed).toMatch(/^-DENIED Redis is running in protected mode because/);
  });

  it('is refused from outside when it is bound to the loopback, as Debian ships it', async () => {
    const world = await start('bind 127.0.0.1 -::1\n');
    const outside = world.network.addHost('app', '10.0.0.12');
    const failed: string[] = [];
    world.network.connect({
      from: outside,
      to: { ip: '10.0.0.31', port: 6379 },
      executor: { post: (callback) => callback() },
      pending: { connected: () => failed.push('connected'), failed: (errno) => failed.push(errno) },
    });
    await world.run(20);
    expect(failed).toEqual(['ECONNREFUSED']);
  });

  it('is full by a fault: the least recently used goes, or nothing', async () => {
    const world = await start();
    const value = 'x'.repeat(20_000);
    for (const key of ['a', 'b', 'c']) {
      await world.ask(`SET ${key} ${value}`);
      await world.run(10);
    }
    await world.ask('GET a');
    world.service.setFault('memory', { bytes: 970_000, policy: 'allkeys-lru' });
    expect(await world.ask('EXISTS b')).toBe(':0\r\n');
    expect(await world.ask('EXISTS a c')).toBe(':2\r\n');
    const evicted = world.kernel.trace.since().filter(({ kind }) => kind === 'redis-evicted');
    expect(evicted).toEqual([expect.objectContaining({ database: 0, key: 'b' })]);
    world.service.setFault('memory', { bytes: 900_000, policy: 'noeviction' });
    expect(await world.ask('SET d 1')).toBe(OOM);
    expect(await world.ask('GET a')).toContain('xxx');
    world.service.setFault('memory', null);
    expect(await world.ask('SET d 1')).toBe('+OK\r\n');
  });

  it.each([
    ['volatile-lru', 'ttl-old'],
    ['volatile-ttl', 'ttl-soon'],
    ['allkeys-lru', 'plain'],
  ])('gives up by %s first: %s', async (policy, victim) => {
    const world = await start();
    const value = 'x'.repeat(20_000);
    await world.ask(`SET plain ${value}`);
    await world.ask(`SET ttl-old ${value} EX 1000`);
    await world.ask(`SET ttl-soon ${value} EX 10`);
    world.service.setFault('memory', { bytes: 970_000, policy });
    const evicted = world.kernel.trace.since().filter(({ kind }) => kind === 'redis-evicted');
    expect(evicted).toEqual([expect.objectContaining({ key: victim })]);
  });

  it('makes everybody wait while one command is slow', async () => {
    const world = await start();
    await world.ask('PING');
    await world.ask('PING', 2);
    world.send(1, 'DEBUG SLEEP 0.5\r\n');
    world.send(2, 'PING\r\n');
    await world.run(400);
    expect(world.take()).toEqual({});
    await world.run(200);
    expect(world.take()).toEqual({ 1: '+OK\r\n', 2: '+PONG\r\n' });
    expect(await world.ask('SLOWLOG LEN')).toBe(':1\r\n');
  });

  it('ends all connections by a fault, and goes on', async () => {
    const world = await start();
    await world.ask('PING');
    await world.ask('PING', 2);
    world.service.setFault('kill-connections', {});
    await world.run(5);
    expect([...world.ends]).toEqual([
      [1, 'ended'],
      [2, 'ended'],
    ]);
    expect(await world.ask('PING', 3)).toBe('+PONG\r\n');
    world.service.setFault('kill-connections', { reset: true });
    await world.run(5);
    expect(world.ends.get(3)).toBe('ECONNRESET');
  });

  it('has no fault it does not know', async () => {
    const world = await start();
    expect(() => world.service.setFault('nosuch', {})).toThrow('Redis has no fault "nosuch"');
  });

  it('says of commands it lacks that it lacks them', async () => {
    const world = await start();
    expect(await world.ask('EVAL "return 1" 0')).toBe(
      "-ERR 'EVAL' is a command of Redis that the simulator does not model\r\n",
    );
  });

  it('writes passwords neither into the trace nor long values', async () => {
    const world = await start('requirepass s3cret\n');
    await world.ask('AUTH s3cret');
    await world.ask(`SET a ${'x'.repeat(200)}`);
    const commands = world.kernel.trace.since().filter(({ kind }) => kind === 'redis-command');
    expect(commands).toEqual([
      expect.objectContaining({ words: ['AUTH', '(redacted)'], outcome: 'answered' }),
      expect.objectContaining({ words: ['SET', 'a', `${'x'.repeat(80)}...`] }),
    ]);
  });

  it('gives the same trace for the same seed', async () => {
    const results: string[] = [];
    for (const seed of [7, 7, 8]) {
      const world = new RedisWorld(OPEN, { seed });
      await world.run(10);
      await world.ask('SADD s a b c d');
      await world.ask('SPOP s 2');
      results.push(world.kernel.trace.digest());
    }
    expect(results[0]).toBe(results[1]);
    expect(results[0]).not.toBe(results[2]);
  });
});

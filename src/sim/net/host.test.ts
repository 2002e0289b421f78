import { describe, expect, it } from 'vitest';
import { atOnce, attempt, listen, twoHosts } from '../testing/two-hosts.ts';
import type { Host } from './host.ts';

const refusal = (host: Host, ip: string, port: number): unknown => {
  const listener = host.listen({
    address: { ip, port },
    backlog: 1,
    executor: atOnce,
    accepted() {},
  });
  return typeof listener === 'string' ? listener : 'listening';
};

describe('Host: listening', () => {
  it('refuses a port that is taken', () => {
    const { far } = twoHosts();
    listen(far, { port: 3000 });
    expect(refusal(far, '0.0.0.0', 3000)).toBe('EADDRINUSE');
    expect(refusal(far, '127.0.0.1', 3000)).toBe('EADDRINUSE');
    expect(refusal(far, '::', 3000)).toBe('EADDRINUSE');
    expect(refusal(far, '0.0.0.0', 3001)).toBe('listening');
  });

  it('refuses the wildcard address when one address is taken, but not another address', () => {
    const { far } = twoHosts();
    listen(far, { port: 3000, ip: '127.0.0.1' });
    expect(refusal(far, '0.0.0.0', 3000)).toBe('EADDRINUSE');
    expect(refusal(far, '10.0.0.3', 3000)).toBe('listening');
  });

  it('refuses an address of another host', () => {
    const { far } = twoHosts();
    expect(refusal(far, '10.0.0.2', 80)).toBe('EADDRNOTAVAIL');
  });

  it('frees the port when the listener closes', () => {
    const { far } = twoHosts();
    const listener = listen(far, { port: 3000 });
    listener.close();
    listener.close();
    expect(far.listeners).toEqual([]);
    expect(refusal(far, '0.0.0.0', 3000)).toBe('listening');
  });

  it('lets two hosts listen on one port', () => {
    const { near, far } = twoHosts();
    listen(near, { port: 80 });
    expect(refusal(far, '0.0.0.0', 80)).toBe('listening');
  });

  it('picks a free port for port 0', () => {
    const { far } = twoHosts();
    const next = far.takePort() + 1;
    listen(far, { port: next });
    const listener = listen(far, { port: 0 });
    expect(listener.address.port).toBe(next + 1);
    expect(listen(far, { port: 0 }).address.port).not.toBe(listener.address.port);
  });

  it('starts again at the first outgoing port after the last', () => {
    const { far } = twoHosts();
    const ports = new Set(Array.from({ length: 28_232 }, () => far.takePort()));
    expect(ports.size).toBe(28_232);
    expect(Math.min(...ports)).toBe(32_768);
    expect(Math.max(...ports)).toBe(60_999);
  });
});

describe('Host: which listener a connection reaches', () => {
  it('a loopback listener is not reached from another host', async () => {
    const world = twoHosts();
    listen(world.far, { ip: '127.0.0.1' });
    const refused = attempt(world);
    await world.kernel.run();
    expect(refused.errno).toBe('ECONNREFUSED');
  });

  it('a listener on the host address is not reached by loopback', async () => {
    const world = twoHosts();
    listen(world.near, { ip: '10.0.0.2' });
    const byLoopback = attempt(world, { ip: '127.0.0.1' });
    const byAddress = attempt(world, { ip: '10.0.0.2' });
    await world.kernel.run();
    expect(byLoopback.errno).toBe('ECONNREFUSED');
    expect(byAddress.endpoint).not.toBeNull();
  });
});

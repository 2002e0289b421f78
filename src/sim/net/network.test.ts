import { describe, expect, it } from 'vitest';
import { attempt, connect, listen, twoHosts } from '../testing/two-hosts.ts';

describe('Network: names', () => {
  it('resolves the names of hosts, in any case', () => {
    const { network } = twoHosts();
    network.addHost('App1', '172.18.0.11');
    expect(network.resolve('App1')).toEqual(['172.18.0.11']);
    expect(network.resolve('APP1')).toEqual(['172.18.0.11']);
    expect(network.resolve('app2')).toBe('NXDOMAIN');
  });

  it('lets an address stand for itself and localhost for the host itself', () => {
    const { network } = twoHosts();
    expect(network.resolve('192.0.2.1')).toEqual(['192.0.2.1']);
    expect(network.resolve('Localhost')).toEqual(['127.0.0.1']);
  });

  it('keeps a name that was set before its host came, and lets names fail', () => {
    const { network } = twoHosts();
    network.setName('App', ['10.0.0.8', '10.0.0.9']);
    network.addHost('app', '10.0.0.7');
    expect(network.resolve('app')).toEqual(['10.0.0.8', '10.0.0.9']);
    network.setName('app', 'SERVFAIL');
    expect(network.resolve('app')).toBe('SERVFAIL');
    network.setName('localhost', ['10.0.0.7']);
    expect(network.resolve('localhost')).toEqual(['10.0.0.7']);
  });

  it('refuses a second host of one name or address', () => {
    const { network } = twoHosts();
    expect(() => network.addHost('near', '10.0.0.99')).toThrow('already');
    expect(() => network.addHost('other', '10.0.0.2')).toThrow('already');
  });
});

describe('Network: links', () => {
  it('has one link per direction, fast on one host, a local network between two', () => {
    const { network, near, far } = twoHosts();
    expect(network.link(near, near).conditions.latencyUs).toBe(15);
    expect(network.link(near, far).conditions.latencyUs).toBe(150);
    expect(network.link(near, far)).toBe(network.link(near, far));
    expect(network.link(near, far)).not.toBe(network.link(far, near));
  });

  it('changes both directions at once, or one', () => {
    const { network, near, far } = twoHosts();
    network.setConditions(near, far, { latencyUs: 5_000 });
    network.link(far, near).conditions.latencyUs = 9_000;
    expect(network.link(near, far).conditions.latencyUs).toBe(5_000);
    expect(network.link(far, near).conditions.latencyUs).toBe(9_000);
  });
});

describe('Network: addresses of a connection', () => {
  it('names both ends alike on both sides', async () => {
    const { near, far } = await connect(twoHosts());
    expect(near.remote).toEqual({ ip: '10.0.0.3', port: 8000 });
    expect(near.local.ip).toBe('10.0.0.2');
    expect(near.local.port).toBeGreaterThanOrEqual(32_768);
    expect(far.local).toEqual(near.remote);
    expect(far.remote).toEqual(near.local);
    expect(far.connection).toBe(near.connection);
  });

  it('gives each connection a number and a port of its own', async () => {
    const world = twoHosts();
    listen(world.far);
    const attempts = [attempt(world), attempt(world), attempt(world)];
    await world.kernel.run();
    expect(new Set(attempts.map((a) => a.endpoint?.connection)).size).toBe(3);
    expect(new Set(attempts.map((a) => a.endpoint?.local.port)).size).toBe(3);
  });

  it.each(['127.0.0.1', '0.0.0.0', '10.0.0.2'])('reaches the own host by %s', async (ip) => {
    const world = twoHosts();
    let remoteIp = '';
    listen(world.near, {}, (endpoint) => {
      remoteIp = endpoint.remote.ip;
    });
    const own = attempt(world, { ip });
    await world.kernel.run();
    expect(own.endpoint).not.toBeNull();
    expect(remoteIp).toBe(ip === '10.0.0.2' ? '10.0.0.2' : '127.0.0.1');
    expect(own.endpoint?.remote.ip).toBe(remoteIp);
  });

  it('connects from the address a program binds', async () => {
    const world = twoHosts();
    let remoteIp = '';
    listen(world.far, {}, (endpoint) => {
      remoteIp = endpoint.remote.ip;
    });
    world.network.connect({
      from: world.near,
      to: { ip: world.far.ip, port: 80 },
      executor: { post: (callback) => callback() },
      pending: { connected() {}, failed() {} },
      localIp: '10.0.0.77',
    });
    await world.kernel.run();
    expect(remoteIp).toBe('10.0.0.77');
  });
});

// Hosts, the links between them, names, and how a connection comes about. It moves packets and
// knows nothing of what is in them.

import type { Kernel } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import { isIpv4, isLoopback, isWildcard, type SocketAddress } from './address.ts';
import { DnsServers } from './dns.ts';
import type { Executor } from './executor.ts';
import { Handshake, type PendingConnection } from './handshake.ts';
import { Host } from './host.ts';
import { Link, type LinkConditions } from './link.ts';
import { NameFaults, type NameRecord } from './name-faults.ts';
import { NetworkFaults } from './network-faults.ts';

export type { NameRecord } from './name-faults.ts';

const LOOPBACK: LinkConditions = {
  latencyUs: 15,
  jitterUs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  lossProbability: 0,
  blackhole: false,
};

/** A wired local network: what two machines in one rack see. */
const LOCAL_NETWORK: LinkConditions = { ...LOOPBACK, latencyUs: 150 };

/** The address a connection goes out from. */
const localAddress = (from: Host, to: string): string => {
  if (to === '::1') return to;
  return isLoopback(to) ? '127.0.0.1' : from.ip;
};

export class Network {
  /** The DNS servers programs can ask directly, past the hosts file. */
  readonly dns: DnsServers;
  /** What goes wrong on the ways between hosts. */
  readonly faults = new NetworkFaults();
  /** What goes wrong when names are looked up. */
  readonly nameFaults = new NameFaults();
  readonly #kernel: Kernel;
  readonly #random: Random;
  readonly #hosts: Host[] = [];
  readonly #links = new Map<string, Link>();
  readonly #names = new Map<string, NameRecord>();
  readonly #unreachable = new Set<string>();
  #nextConnection = 1;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.dns = new DnsServers(kernel, this.nameFaults);
    this.#random = kernel.random.fork('network');
  }

  get hosts(): readonly Host[] {
    return this.#hosts;
  }

  /** Adds a host. Its name resolves to its address, unless the name was set before. */
  addHost(name: string, ip: string): Host {
    if (this.#hosts.some((host) => host.name === name || host.ip === ip)) {
      throw new Error(`There is a host ${name} or an address ${ip} already`);
    }
    const firstPort = this.#random.fork(`ports of ${name}`).below(20_000);
    const host = new Host({ name, ip, firstPort });
    this.#hosts.push(host);
    const key = name.toLowerCase();
    if (!this.#names.has(key)) this.#names.set(key, [ip]);
    return host;
  }

  host(name: string): Host | undefined {
    return this.#hosts.find((host) => host.name === name);
  }

  /** Sets what a name resolves to, on every host. */
  setName(name: string, record: NameRecord): void {
    this.#names.set(name.toLowerCase(), record);
  }

  /** Whether somebody has said what a name resolves to. */
  isNamed(name: string): boolean {
    return this.#names.has(name.toLowerCase());
  }

  /**
   * What a name resolves to, on a host where one is given. Addresses stand for themselves; `localhost` is 127.0.0.1
   * unless set.
   */
  resolve(name: string, from?: Host): NameRecord {
    if (isIpv4(name)) return [name];
    const key = name.toLowerCase();
    const faulty = this.nameFaults.meet(key, from?.name ?? null);
    if (faulty) return faulty;
    return this.#names.get(key) ?? (key === 'localhost' ? ['127.0.0.1'] : 'NXDOMAIN');
  }

  /** Makes packets to an address fail at once with EHOSTUNREACH, as a reject route does. */
  setUnreachable(ip: string, unreachable: boolean): void {
    if (unreachable) this.#unreachable.add(ip);
    else this.#unreachable.delete(ip);
  }

  /** Whether a connection from a host to an address fails at once for want of a route. */
  isUnreachable({ ip, port }: SocketAddress, from: Host): boolean {
    if (this.#unreachable.has(ip)) return true;
    if (this.faults.isQuiet) return false;
    const to = this.hostAt(ip, from)?.name;
    if (to === undefined) return false;
    return this.faults.isUnreachable({ from: from.name, to, port, direction: 'to-server' });
  }

  /** The direction of the way from one host to another. */
  link(from: Host, to: Host): Link {
    const key = `${from.name}>${to.name}`;
    let link = this.#links.get(key);
    if (!link) {
      const conditions = { ...(from === to ? LOOPBACK : LOCAL_NETWORK) };
      link = new Link(conditions, this.#random.fork(`link ${key}`));
      this.#links.set(key, link);
    }
    return link;
  }

  /** Changes what the way between two hosts does to packets, in both directions. */
  setConditions(a: Host, b: Host, change: Partial<LinkConditions>): void {
    Object.assign(this.link(a, b).conditions, change);
    Object.assign(this.link(b, a).conditions, change);
  }

  hostAt(ip: string, from: Host): Host | undefined {
    if (isLoopback(ip)) return from;
    return this.#hosts.find((host) => host.ip === ip);
  }

  /** Opens a connection from a host. The outcome is told through `pending`. */
  connect(options: {
    from: Host;
    to: SocketAddress;
    executor: Executor;
    pending: PendingConnection;
    /** Source address, where a program binds one; the host's own otherwise. */
    localIp?: string;
  }): Handshake {
    const { from } = options;
    // Linux takes a connection to the wildcard address for one to the host itself.
    const to = isWildcard(options.to.ip)
      ? { ...options.to, ip: options.to.ip === '::' ? '::1' : '127.0.0.1' }
      : options.to;
    const local = {
      ip: options.localIp ?? localAddress(from, to.ip),
      port: from.takePort(),
    };
    return new Handshake({
      kernel: this.#kernel,
      network: this,
      connection: this.#nextConnection++,
      from,
      local,
      remote: to,
      executor: options.executor,
      pending: options.pending,
    });
  }
}

// A machine on the network: its address, what listens on it, its outgoing ports. It does not route.

import { covers, isLoopback, isWildcard, type SocketAddress } from './address.ts';
import type { Endpoint } from './endpoint.ts';
import type { Executor } from './executor.ts';
import { Listener } from './listener.ts';

/** Linux's default range of outgoing ports (ip_local_port_range). */
const FIRST_PORT = 32_768;
const LAST_PORT = 60_999;

const portAfter = (port: number): number => (port >= LAST_PORT ? FIRST_PORT : port + 1);

export class Host {
  readonly name: string;
  readonly ip: string;
  #listeners: Listener[] = [];
  #nextPort: number;

  constructor(options: { name: string; ip: string; firstPort: number }) {
    this.name = options.name;
    this.ip = options.ip;
    this.#nextPort = FIRST_PORT + (options.firstPort % (LAST_PORT - FIRST_PORT));
  }

  get listeners(): readonly Listener[] {
    return this.#listeners;
  }

  /** Whether packets to this address end here. */
  owns(ip: string): boolean {
    return ip === this.ip || isLoopback(ip);
  }

  /** Starts to listen, or says why not. Port 0 takes a free one. */
  listen(options: {
    address: SocketAddress;
    backlog: number;
    executor: Executor;
    accepted: (endpoint: Endpoint) => void;
    /** For `::`: leave connections to IPv4 addresses to others (IPV6_V6ONLY). */
    ipv6Only?: boolean;
  }): Listener | 'EADDRINUSE' | 'EADDRNOTAVAIL' {
    const { ip } = options.address;
    if (!isWildcard(ip) && !this.owns(ip)) return 'EADDRNOTAVAIL';
    const port = options.address.port || this.takePort();
    const ipv6Only = options.ipv6Only ?? false;
    const own = { ip, ipv6Only };
    const overlaps = (other: Listener): boolean =>
      other.address.port === port &&
      (covers(own, other.address.ip) ||
        covers({ ip: other.address.ip, ipv6Only: other.ipv6Only }, ip));
    if (this.#listeners.some(overlaps)) return 'EADDRINUSE';
    const listener = new Listener({
      ...options,
      ipv6Only,
      address: { ip, port },
      closed: () => {
        this.#listeners = this.#listeners.filter((other) => other !== listener);
      },
    });
    this.#listeners = [...this.#listeners, listener];
    return listener;
  }

  /** The listener a SYN to this address reaches. */
  listenerFor(address: SocketAddress): Listener | undefined {
    return this.#listeners.find(
      (listener) =>
        listener.address.port === address.port &&
        covers({ ip: listener.address.ip, ipv6Only: listener.ipv6Only }, address.ip),
    );
  }

  /**
   * A port for an outgoing connection, or for a listener that does not care: the next one nobody listens on.
   * Simplified: ports of open and recently closed connections count as free, so they never run out.
   */
  takePort(): number {
    const taken = (port: number): boolean =>
      this.#listeners.some((listener) => listener.address.port === port);
    let port = this.#nextPort;
    while (taken(port)) port = portAfter(port);
    this.#nextPort = portAfter(port);
    return port;
  }
}

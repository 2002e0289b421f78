// An `upstream` block as it is read: servers with their parameters, the balancing method, kept
// connections. What it becomes at run time: ../upstream/group.ts.

import type { Place } from './place.ts';
import type { Template } from './template.ts';

/** One address with its port, as connections and log lines name it. */
export interface PeerAddress {
  /** An IPv4 address, `::1`, or the path of a Unix socket. */
  readonly ip: string;
  readonly port: number;
  /** `172.18.0.11:3000`, `[::1]:3000`, `unix:/run/app.sock` */
  readonly label: string;
}

/** One `server` line. */
export interface UpstreamServer {
  readonly place: Place | null;
  readonly name: string;
  readonly addresses: readonly PeerAddress[];
  readonly weight: number;
  readonly maxConns: number;
  readonly maxFails: number;
  readonly failTimeoutMs: number;
  readonly isBackup: boolean;
  readonly isDown: boolean;
}

/** How a server is chosen. */
export type BalancingMethod =
  | { readonly kind: 'round-robin' | 'least-conn' | 'ip-hash' }
  | { readonly kind: 'hash'; readonly key: Template; readonly consistent: boolean }
  | { readonly kind: 'random'; readonly two: boolean };

/** `keepalive` and its companions. */
export interface KeepaliveSettings {
  readonly connections: number;
}

/** Parameters of `server` that a balancing method does not understand. */
export type ServerParameter =
  | 'weight'
  | 'max_conns'
  | 'max_fails'
  | 'fail_timeout'
  | 'down'
  | 'backup';

/** An `upstream` block while it is read. */
export class UpstreamDraft {
  readonly name: string;
  readonly place: Place;
  readonly servers: UpstreamServer[] = [];
  method: BalancingMethod = { kind: 'round-robin' };
  /** A method, or `keepalive`, was given: naming another one is worth a warning. */
  hasMethod = false;
  unsupported: readonly ServerParameter[] = [];
  keepalive: number | null = null;
  keepaliveRequests: number | null = null;
  keepaliveTimeMs: number | null = null;
  keepaliveTimeoutMs: number | null = null;
  /** The shared memory zone, which outlives a worker. */
  zone: string | null = null;

  constructor(options: { name: string; place: Place }) {
    this.name = options.name;
    this.place = options.place;
  }
}

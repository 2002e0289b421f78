// A group of upstream servers at run time: what nginx remembers of each server, and the connections
// it keeps open. Which server comes next is decided in ./balance; what a failure does in
// ./peer-result.ts.

import type { Place } from '../config/place.ts';
import type {
  BalancingMethod,
  PeerAddress,
  UpstreamDraft,
  UpstreamServer,
} from '../config/upstream-draft.ts';
import type { IdleConnection } from './idle-connection.ts';

/** One address of a group and what nginx remembers of it. Times are whole seconds of the clock. */
export interface Peer {
  readonly address: PeerAddress;
  /** The words of the `server` line: the name, for messages. */
  readonly serverName: string;
  readonly place: Place | null;
  readonly weight: number;
  readonly maxConns: number;
  readonly maxFails: number;
  readonly failTimeoutS: number;
  readonly isDown: boolean;
  effectiveWeight: number;
  currentWeight: number;
  conns: number;
  fails: number;
  accessedS: number;
  checkedS: number;
}

/** Primary or backup servers. */
export interface PeerSet {
  readonly peers: readonly Peer[];
  readonly totalWeight: number;
  /** How many can be tried at all. */
  readonly tries: number;
}

const newPeer = (server: UpstreamServer, address: PeerAddress): Peer => ({
  address,
  serverName: server.name,
  place: server.place,
  weight: server.weight,
  maxConns: server.maxConns,
  maxFails: server.maxFails,
  failTimeoutS: server.failTimeoutMs / 1_000,
  isDown: server.isDown,
  effectiveWeight: server.weight,
  currentWeight: 0,
  conns: 0,
  fails: 0,
  accessedS: 0,
  checkedS: 0,
});

const peerSet = (servers: readonly UpstreamServer[]): PeerSet => {
  const peers = servers.flatMap((server) =>
    server.addresses.map((address) => newPeer(server, address)),
  );
  return {
    peers,
    totalWeight: peers.reduce((sum, peer) => sum + peer.weight, 0),
    tries: peers.filter((peer) => !peer.isDown).length,
  };
};

/** How many idle connections are kept, for how many requests and how long. */
export interface KeepaliveConfig {
  readonly connections: number;
  readonly requests: number;
  readonly timeMs: number;
  readonly timeoutMs: number;
}

/** What a group is made from. */
export interface GroupOptions {
  readonly name: string;
  readonly place: Place | null;
  readonly servers: readonly UpstreamServer[];
  readonly method: BalancingMethod;
  readonly keepalive: KeepaliveConfig | null;
  readonly zone: string | null;
  /** False for the servers a host name in `proxy_pass` stands for. */
  readonly isExplicit: boolean;
}

/** A group of servers, and what nginx remembers of them between requests. */
export class UpstreamGroup {
  readonly name: string;
  readonly place: Place | null;
  readonly method: BalancingMethod;
  readonly keepalive: KeepaliveConfig | null;
  readonly zone: string | null;
  readonly isExplicit: boolean;
  readonly #servers: readonly UpstreamServer[];
  primary: PeerSet;
  backup: PeerSet | null;
  /** Idle connections, the most recently used first. */
  idle: IdleConnection[] = [];

  constructor(options: GroupOptions) {
    this.name = options.name;
    this.place = options.place;
    this.method = options.method;
    this.keepalive = options.keepalive;
    this.zone = options.zone;
    this.isExplicit = options.isExplicit;
    this.#servers = options.servers;
    this.primary = peerSet(options.servers.filter((server) => !server.isBackup));
    this.backup = this.#backups();
  }

  /** There is one server and no backup: it is never left out, whatever happens. */
  get isSingle(): boolean {
    return this.primary.peers.length === 1 && this.backup === null;
  }

  get servers(): readonly UpstreamServer[] {
    return this.#servers;
  }

  /** A worker starts afresh: without a zone nothing is remembered. */
  forget(): void {
    this.idle = [];
    if (this.zone !== null) return;
    this.primary = peerSet(this.#servers.filter((server) => !server.isBackup));
    this.backup = this.#backups();
  }

  #backups(): PeerSet | null {
    const backups = this.#servers.filter((server) => server.isBackup);
    return backups.length > 0 ? peerSet(backups) : null;
  }
}

/**
 * Connections kept without a `keepalive` directive: none, or up to 32 since 1.29.7.
 * Simplified: 1.29.7 keeps them apart for each location (`local`); here a group's locations share
 * them.
 */
export const defaultKeepalive = (version: string): KeepaliveConfig | null =>
  version === '1.22.1'
    ? null
    : { connections: 32, requests: 1_000, timeMs: 3_600_000, timeoutMs: 60_000 };

/** What an upstream block becomes. */
export const groupOf = (draft: UpstreamDraft, version: string): UpstreamGroup =>
  new UpstreamGroup({
    name: draft.name,
    place: draft.place,
    servers: draft.servers,
    method: draft.method,
    keepalive:
      draft.keepalive === null
        ? defaultKeepalive(version)
        : {
            connections: draft.keepalive,
            requests: draft.keepaliveRequests ?? 1_000,
            timeMs: draft.keepaliveTimeMs ?? 3_600_000,
            timeoutMs: draft.keepaliveTimeoutMs ?? 60_000,
          },
    zone: draft.zone,
    isExplicit: true,
  });

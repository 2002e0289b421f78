// Which server of a group a request goes to, and what its outcome means for the next ones: round
// robin with weights, least_conn, ip_hash, hash and random, failures counted over `fail_timeout`.
// Rules as in nginx 1.22.

import { evaluate } from '../config/template.ts';
import { crc32 } from '../crc32.ts';
import type { HttpRequest } from '../http/request.ts';
import type { Peer, PeerSet, UpstreamGroup } from './group.ts';
import { ketamaPoints } from './ketama.ts';

/** After so many steps a hash gives up and takes the next server in the round. */
const HASH_TRIES = 20;

/** One request's way through the servers of a group. */
export class PeerSelection {
  readonly group: UpstreamGroup;
  readonly #request: HttpRequest;
  readonly #tried = new Set<Peer>();
  #set: PeerSet;
  /** How many attempts are left. */
  tries: number;
  #ipHash = 89;
  #hashTries = 0;
  #hash = 0;
  #rehash = 0;

  constructor(group: UpstreamGroup, request: HttpRequest) {
    this.group = group;
    this.#request = request;
    this.#set = group.primary;
    this.tries = group.primary.tries + (group.backup?.tries ?? 0);
  }

  /** The next server to try; null where none is to be had. */
  pick(): Peer | null {
    const { isSingle, primary } = this.group;
    if (isSingle) {
      const only = primary.peers[0];
      if (!only || only.isDown || isFull(only)) return null;
      only.conns++;
      return only;
    }
    const peer = this.#pickByMethod();
    if (peer) peer.conns++;
    return peer;
  }

  #pickByMethod(): Peer | null {
    switch (this.group.method.kind) {
      case 'least-conn':
        return this.#fromSets((set) => this.#leastConn(set));
      case 'ip-hash':
        return this.#byIpHash();
      case 'hash':
        return this.group.method.consistent ? this.#byKetama() : this.#byHash();
      case 'random':
        return this.#byRandom(this.group.method.two);
      default:
        return this.#fromSets((set) => this.#roundRobin(set, () => true));
    }
  }

  /** Asks the primary servers, then the backups. */
  #fromSets(choose: (set: PeerSet) => Peer | null): Peer | null {
    const peer = choose(this.#set);
    if (peer) return this.#chosen(peer);
    const { backup } = this.group;
    if (this.#set === backup || !backup) return null;
    this.#set = backup;
    this.#tried.clear();
    const second = choose(backup);
    return second ? this.#chosen(second) : null;
  }

  #chosen(peer: Peer): Peer {
    this.#tried.add(peer);
    const nowS = this.#nowS;
    if (nowS - peer.checkedS > peer.failTimeoutS) peer.checkedS = nowS;
    return peer;
  }

  get #nowS(): number {
    return this.#request.worker.clockS;
  }

  /** Whether a server may be asked: not tried, not down, not failed lately, not full. */
  #isUsable(peer: Peer): boolean {
    if (this.#tried.has(peer) || peer.isDown || isFull(peer)) return false;
    return !(
      peer.maxFails > 0 &&
      peer.fails >= peer.maxFails &&
      this.#nowS - peer.checkedS <= peer.failTimeoutS
    );
  }

  #roundRobin(set: PeerSet, isCandidate: (peer: Peer) => boolean): Peer | null {
    let best: Peer | null = null;
    let total = 0;
    for (const peer of set.peers) {
      if (!this.#isUsable(peer) || !isCandidate(peer)) continue;
      peer.currentWeight += peer.effectiveWeight;
      total += peer.effectiveWeight;
      if (peer.effectiveWeight < peer.weight) peer.effectiveWeight++;
      if (!best || peer.currentWeight > best.currentWeight) best = peer;
    }
    if (best) best.currentWeight -= total;
    return best;
  }

  #leastConn(set: PeerSet): Peer | null {
    let best: Peer | null = null;
    for (const peer of set.peers) {
      if (!this.#isUsable(peer)) continue;
      if (!best || peer.conns * best.weight < best.conns * peer.weight) best = peer;
    }
    const least = best;
    if (!least) return null;
    const isEqual = (peer: Peer): boolean =>
      peer.conns * least.weight === least.conns * peer.weight;
    const equals = set.peers.filter((peer) => this.#isUsable(peer) && isEqual(peer));
    return equals.length > 1 ? this.#roundRobin(set, isEqual) : least;
  }

  #fallBack(): Peer | null {
    return this.#fromSets((set) => this.#roundRobin(set, () => true));
  }

  /** The server whose share of the weights a number falls into. */
  #byWeight(number: number): Peer | undefined {
    let left = number % this.group.primary.totalWeight;
    return this.group.primary.peers.find((peer) => {
      left -= peer.weight;
      return left < 0;
    });
  }

  #byIpHash(): Peer | null {
    // Only the first three bytes of an IPv4 address count.
    const bytes = this.#request.remoteIp.split('.').slice(0, 3).map(Number);
    while (this.#hashTries <= HASH_TRIES) {
      for (const byte of bytes) this.#ipHash = (this.#ipHash * 113 + byte) % 6271;
      const peer = this.#byWeight(this.#ipHash);
      if (peer && this.#isUsable(peer)) return this.#chosen(peer);
      this.#hashTries++;
    }
    return this.#fallBack();
  }

  #hashKey(): string {
    const { method } = this.group;
    return method.kind === 'hash' ? evaluate(method.key, this.#request) : '';
  }

  #byHash(): Peer | null {
    const key = this.#hashKey();
    if (key === '') return this.#fallBack();
    while (this.#hashTries <= HASH_TRIES) {
      const text = this.#rehash > 0 ? `${this.#rehash}${key}` : key;
      this.#hash += (crc32(text) >>> 16) & 0x7fff;
      this.#rehash++;
      const peer = this.#byWeight(this.#hash);
      if (peer && this.#isUsable(peer)) return this.#chosen(peer);
      this.#hashTries++;
    }
    return this.#fallBack();
  }

  #byKetama(): Peer | null {
    const points = ketamaPoints(this.group);
    if (points.length === 0) return null;
    if (this.#hashTries === 0) {
      const key = crc32(this.#hashKey());
      const at = points.findIndex((point) => point.hash >= key);
      this.#hash = at < 0 ? 0 : at;
    }
    while (this.#hashTries <= HASH_TRIES) {
      const point = points[this.#hash % points.length];
      const peers = this.group.primary.peers.filter(
        ({ serverName }) => serverName === point?.server,
      );
      const peer = peers.find((one) => this.#isUsable(one));
      if (peer) return this.#chosen(peer);
      this.#hash++;
      this.#hashTries++;
    }
    return this.#fallBack();
  }

  #byRandom(two: boolean): Peer | null {
    const { random } = this.#request.worker;
    const draw = (): Peer | undefined =>
      this.#byWeight(random.below(this.group.primary.totalWeight));
    while (this.#hashTries <= HASH_TRIES) {
      const first = draw();
      const second = two ? draw() : first;
      const [less, more] =
        first && second && second.conns * first.weight < first.conns * second.weight
          ? [second, first]
          : [first, second];
      for (const peer of [less, more]) {
        if (peer && this.#isUsable(peer)) return this.#chosen(peer);
      }
      this.#hashTries++;
    }
    return this.#fallBack();
  }

  /** The attempt at a server is over. Answers whether the server is now left out for a while. */
  release(peer: Peer, outcome: 'fine' | 'failed' | 'next'): boolean {
    if (this.group.isSingle) {
      peer.conns--;
      this.tries = 0;
      return false;
    }
    let isDisabled = false;
    if (outcome === 'failed') {
      const nowS = this.#nowS;
      peer.fails++;
      peer.accessedS = nowS;
      peer.checkedS = nowS;
      if (peer.maxFails > 0) {
        peer.effectiveWeight -= Math.floor(peer.weight / peer.maxFails);
        isDisabled = peer.fails >= peer.maxFails;
      }
      if (peer.effectiveWeight < 0) peer.effectiveWeight = 0;
    } else if (peer.accessedS < peer.checkedS) {
      // It answered after its time-out had passed: it counts as alive again.
      peer.fails = 0;
    }
    peer.conns--;
    if (this.tries > 0) this.tries--;
    return isDisabled;
  }
}

const isFull = (peer: Peer): boolean => peer.maxConns > 0 && peer.conns >= peer.maxConns;

// What can go wrong on the way between two hosts, as data: the network's part of the vocabulary of faults
// (scenario/fault.ts has all of it). What a fault does to packets and connections: network-faults.ts.

/**
 * How likely a fault is, each time it could strike: at a connection attempt for `refuse` and `unreachable`, at each packet
 * for `blackhole`, `latency` and `bandwidth`, once for each connection for the others. 1 where nothing is said.
 * `seed` sets the draws of one fault apart from another's of the same id; 0 where nothing is said.
 */
export interface Chance {
  readonly probability?: number;
  readonly seed?: number;
}

/** Which bytes of a connection count: those for the host that listens, or its answers. */
export type Direction = 'to-server' | 'to-client';

export type NetworkFault =
  /** SYNs are answered with RST, as by a firewall that rejects: ECONNREFUSED. Open connections go on. */
  | (Chance & { readonly type: 'refuse' })
  /** Packets vanish, as in a firewall that drops: nobody is told, timers run out. Below 1, packet loss. */
  | (Chance & { readonly type: 'blackhole' })
  /** There is no route: connection attempts fail at once with EHOSTUNREACH, and packets vanish. */
  | (Chance & { readonly type: 'unreachable' })
  /** The next packet of an open connection is answered with RST to both ends: ECONNRESET. */
  | (Chance & { readonly type: 'reset' })
  /** Packets take longer: by `latencyMs`, and up to `jitterMs` (0) more, drawn for each. */
  | (Chance & { readonly type: 'latency'; readonly latencyMs: number; readonly jitterMs?: number })
  /** So many bytes fit through in a second, in each direction. */
  | (Chance & { readonly type: 'bandwidth'; readonly bytesPerSecond: number })
  /**
   * A connection ends once `afterBytes` have passed in a direction, counted from its beginning or from that of the fault:
   * by RST to both ends, by an orderly end (FIN) in the middle of things, or in silence.
   */
  | (Chance & {
      readonly type: 'cut';
      readonly afterBytes: number;
      readonly direction: Direction;
      readonly by: 'reset' | 'fin' | 'silence';
    })
  /** The end of a connection (FIN) arrives so much later than its last bytes. */
  | (Chance & { readonly type: 'slow-close'; readonly delayMs: number })
  /**
   * Connections that are open when the fault begins are known to one end only: the other has been restarted, or what
   * stands between has forgotten them. Their packets vanish, or are answered with RST to who sent them. New ones work.
   */
  | (Chance & { readonly type: 'half-open'; readonly answer: 'silence' | 'reset' })
  /**
   * The request arrives whole; at the first byte of its answer the connection is reset. Who tries again has it done
   * twice: this is the fault that duplicates come from.
   */
  | (Chance & { readonly type: 'lost-answer' });

/** Where a fault strikes: all ways of a host to others, or the way between two (or of one host to itself). */
export type NetworkPlace =
  | { readonly host: string; readonly port?: number }
  | {
      readonly link: readonly [from: string, to: string];
      /** Only connections to this port of either. */
      readonly port?: number;
      /** Only what goes from the first to the second: packets, or attempts to connect. */
      readonly oneWay?: boolean;
    };

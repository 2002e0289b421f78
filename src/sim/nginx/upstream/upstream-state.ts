// What one attempt at an upstream server came to: the values behind `$upstream_addr`,
// `$upstream_status` and the times. A state without a server separates the groups of an internal
// redirect.

/** One attempt at a server. Times are in milliseconds, -1 where nothing was measured. */
export interface UpstreamState {
  /** Null where no attempt was made: a redirect inside nginx lies between. */
  peerName: string | null;
  status: number;
  /** Milliseconds; -1 for none. */
  connectMs: number;
  headerMs: number;
  responseMs: number;
  responseBytes: number;
  receivedBytes: number;
  sentBytes: number;
}

/** The state of an attempt that begins; without a server it separates two groups of attempts. */
export const newState = (peerName: string | null): UpstreamState => ({
  peerName,
  status: 0,
  connectMs: -1,
  headerMs: -1,
  responseMs: -1,
  responseBytes: 0,
  receivedBytes: 0,
  sentBytes: 0,
});

// What can go wrong with a machine and its processes, as data: their part of the vocabulary of faults
// (scenario/fault.ts has all of it). The chance of these is drawn each time one begins; that of `tls-failure`
// at each handshake.

import type { Chance } from '../net/network-fault.ts';

/** What is wrong with how a machine speaks TLS as a server. */
export type TlsFailure =
  /** The handshake is broken off with an alert. */
  | 'handshake'
  /** No version both know. */
  | 'protocol'
  /** The certificate's time is over. */
  | 'expired'
  /** The certificate is signed by itself. */
  | 'self-signed'
  /** The certificate is for another name. */
  | 'wrong-name';

export type MachineFault =
  /**
   * Programs take `factor` times as long for their work: a throttled container, a noisy neighbour.
   * Simplified: only programs in JavaScript; the simulator's own (nginx, databases) take no processor time.
   */
  | (Chance & { readonly type: 'slow-processor'; readonly factor: number })
  /** So many bytes can still be written: ENOSPC after them. */
  | (Chance & { readonly type: 'disk-full'; readonly freeBytes: number })
  /** The clock on the wall is off by so much; timers are not. */
  | (Chance & { readonly type: 'clock-skew'; readonly skewMs: number })
  /** TLS handshakes with the machine go wrong. */
  | (Chance & { readonly type: 'tls-failure'; readonly failure: TlsFailure });

export type ProcessFault =
  /** SIGSTOP, and SIGCONT when the fault ends: the process does nothing, its host still accepts connections. */
  | (Chance & { readonly type: 'pause' })
  /** SIGKILL, once: sockets are closed by the host, nothing is tidied up. */
  | (Chance & { readonly type: 'kill' })
  /** SIGTERM, once: the process may finish what it does. */
  | (Chance & { readonly type: 'terminate' })
  /**
   * Memory runs out, once: the machine's (the kernel kills: SIGKILL, 137 to a shell, no word of the process's own), or a
   * JavaScript heap's limit (a fatal message and SIGABRT, 134; other programs are killed as by the machine).
   */
  | (Chance & { readonly type: 'out-of-memory'; readonly of: 'machine' | 'heap' });

// One direction of a TCP connection: bytes in order, flow control, retransmission.
// It moves bytes; what an end or a reset means to a program is the endpoint's business.
// Simplified: a write travels as segments of at most 64 kB (the loopback MTU), buffers do not grow with the traffic,
// there is no slow start, no congestion window and no fast retransmit, acknowledgements cost no packets. RFC 9293;
// timers as in Linux 6.

import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { FaultyCourse } from './connection-faults.ts';
import type { Link } from './link.ts';
import type { Cut } from './network-faults.ts';

/** Bytes the receiving host takes in before its program has read any. */
export const RECEIVE_BUFFER_BYTES = 128 * 1024;
/** Bytes a program can write ahead of what the other side takes in. */
export const SEND_BUFFER_BYTES = 128 * 1024;

const SEGMENT_BYTES = 64 * 1024;
const HEADER_BYTES = 52;
/** Linux's shortest wait (tcp_rto_min), to which it adds the round trip. */
const FIRST_RETRANSMIT_US = 200_000;
const LONGEST_RETRANSMIT_US = 120_000_000;
/** Linux's tcp_retries2: about 924 s in all before the sender gives up. */
const RETRANSMIT_LIMIT = 15;

/** The far end of a stream: the receiving host's half of the connection. */
export interface StreamReceiver {
  /** Bytes that have arrived and that the program has not read yet. */
  readonly unreadBytes: number;
  receiveBytes(bytes: Uint8Array): void;
  receiveEnd(): void;
  receiveReset(): void;
}

/** What travels: bytes, FIN or RST. */
type Segment = Uint8Array | 'end' | 'reset';

interface PendingWrite {
  /** The write fits into the send buffer once so many bytes have been sent in all. */
  readonly sentBytes: number;
  readonly accepted: () => void;
}

export interface ByteStreamOptions {
  readonly kernel: Kernel;
  readonly link: Link;
  readonly receiver: StreamReceiver;
  /** Called when the peer has not acknowledged anything for too long. */
  readonly timedOut: () => void;
  /** The faults on the way, and what to call when one of them answers what was sent with RST. */
  readonly faults?: FaultyCourse;
  readonly wasReset?: () => void;
}

export class ByteStream {
  readonly #kernel: Kernel;
  readonly #link: Link;
  readonly #receiver: StreamReceiver;
  readonly #timedOut: () => void;
  readonly #faults: FaultyCourse | undefined;
  readonly #wasReset: (() => void) | undefined;
  #unsent: Uint8Array[] = [];
  #unsentBytes = 0;
  #sentBytes = 0;
  #inFlightBytes = 0;
  #endQueued = false;
  #endSent = false;
  #dropped = false;
  #pumping = false;
  #lastArrivalUs = 0;
  #lost: Segment[] = [];
  #retransmissions = 0;
  #retransmitEvent: ScheduledEvent | null = null;
  #pendingWrites: PendingWrite[] = [];

  constructor(options: ByteStreamOptions) {
    this.#kernel = options.kernel;
    this.#link = options.link;
    this.#receiver = options.receiver;
    this.#timedOut = options.timedOut;
    this.#faults = options.faults;
    this.#wasReset = options.wasReset;
  }

  /** Bytes written that the far host has not taken in yet. */
  get bufferedBytes(): number {
    return this.#unsentBytes + this.#inFlightBytes;
  }

  /** Whether a write waits for room in the send buffer. */
  get isBlocked(): boolean {
    return this.#pendingWrites.length > 0;
  }

  /**
   * Queues bytes, which must not be changed afterwards. Returns true when they fitted into the send
   * buffer; otherwise `accepted` is called once they do, as a blocked write(2) would return then.
   */
  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (bytes.length > 0) {
      this.#unsent.push(bytes);
      this.#unsentBytes += bytes.length;
      this.#pump();
    }
    const limit = this.#link.conditions.sendBufferBytes ?? SEND_BUFFER_BYTES;
    if (this.#unsentBytes <= limit) return true;
    const sentBytes = this.#sentBytes + this.#unsentBytes - limit;
    this.#pendingWrites.push({ sentBytes, accepted });
    return false;
  }

  /** Sends FIN after all that was written. */
  end(): void {
    if (this.#dropped) return;
    this.#endQueued = true;
    this.#pump();
  }

  /** Sends RST: it arrives behind what is on its way; what was not sent yet is lost. */
  reset(): void {
    this.#forgetUnsent();
    // A lost reset is not sent again: the peer learns of it when it writes.
    this.#transmit('reset');
  }

  /** Neither sends nor delivers anything more but resets: the connection is over for this side. */
  drop(): void {
    this.#dropped = true;
    this.#forgetUnsent();
  }

  /** The receiver's program has read: there may be room for more. */
  windowOpened(): void {
    if (this.#unsentBytes === 0 || this.#room() === 0) return;
    const { latencyUs } = this.#link.conditions;
    this.#kernel.after(latencyUs, () => this.#pump());
  }

  #forgetUnsent(): void {
    this.#unsent = [];
    this.#unsentBytes = 0;
    this.#endQueued = false;
    this.#lost = [];
    this.#pendingWrites = [];
    this.#kernel.cancel(this.#retransmitEvent);
    this.#retransmitEvent = null;
  }

  /** Sends what there is room for. Programs are told afterwards: they may write again at once. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#unsent.length > 0) {
      const room = this.#room();
      if (room === 0) break;
      this.#send(this.#takeSegment(Math.min(room, SEGMENT_BYTES)));
    }
    if (this.#endQueued && !this.#endSent && this.#unsent.length === 0) {
      this.#endSent = true;
      this.#send('end');
    }
    this.#pumping = false;
    this.#releaseWrites();
  }

  /**
   * How much may be sent now. Less than a full segment counts only if it is all there is to send: a
   * reader that takes a few bytes at a time would be sent a few bytes at a time (RFC 9293 3.8.6.2).
   */
  #room(): number {
    const limit = this.#link.conditions.receiveBufferBytes ?? RECEIVE_BUFFER_BYTES;
    const room = limit - this.#inFlightBytes - this.#receiver.unreadBytes;
    return room >= Math.min(SEGMENT_BYTES, this.#unsentBytes) ? room : 0;
  }

  #takeSegment(limit: number): Uint8Array {
    const first = this.#unsent[0] as Uint8Array;
    const segment = first.length <= limit ? first : first.subarray(0, limit);
    if (segment === first) this.#unsent.shift();
    else this.#unsent[0] = first.subarray(limit);
    this.#unsentBytes -= segment.length;
    this.#sentBytes += segment.length;
    this.#inFlightBytes += segment.length;
    return segment;
  }

  #releaseWrites(): void {
    while (this.#pendingWrites[0] && this.#pendingWrites[0].sentBytes <= this.#sentBytes) {
      this.#pendingWrites.shift()?.accepted();
    }
  }

  #send(segment: Segment): void {
    if (this.#lost.length > 0 || !this.#transmit(segment)) {
      this.#lost.push(segment);
      this.#scheduleRetransmit();
    }
  }

  #transmit(segment: Segment): boolean {
    const nowUs = this.#kernel.nowUs;
    const size = typeof segment === 'string' ? 0 : segment.length;
    if (this.#faults?.isOver) return true;
    const meeting = this.#faults?.meet({ bytes: size, isEnd: segment === 'end' }, nowUs);
    if (meeting?.lost) return false;
    if (meeting?.cut) return this.#cutOff(segment, meeting.cut);
    const passage = this.#link.pass(size + HEADER_BYTES, nowUs);
    if (passage.lost) return false;
    this.#faults?.passed(size);
    // Packets of one connection may not overtake each other, whatever the jitter says.
    const arrivesUs = nowUs + passage.delayUs + (meeting?.delayUs ?? 0);
    this.#lastArrivalUs = Math.max(this.#lastArrivalUs, arrivesUs);
    this.#kernel.at(this.#lastArrivalUs, () => this.#arrive(segment));
    return true;
  }

  /** A fault ends the connection: the first bytes of a segment still arrive, then what the fault says. */
  #cutOff(segment: Segment, { afterBytes, by }: Cut): boolean {
    const { latencyUs } = this.#link.conditions;
    this.#lastArrivalUs = Math.max(this.#lastArrivalUs, this.#kernel.nowUs + latencyUs);
    const last = this.#lastArrivalUs;
    if (typeof segment !== 'string' && afterBytes > 0) {
      const first = segment.subarray(0, afterBytes);
      this.#faults?.passed(first.length);
      this.#kernel.at(last, () => this.#arrive(first));
    }
    if (by === 'silence') return false;
    if (by === 'reset') this.#kernel.at(last, () => this.#receiver.receiveReset());
    if (by === 'fin') this.#kernel.at(last, () => this.#receiver.receiveEnd());
    // After what is on its way: a sender that has been reset delivers nothing any more.
    this.#kernel.at(last + latencyUs, () => this.#wasReset?.());
    return true;
  }

  #arrive(segment: Segment): void {
    if (segment === 'reset') {
      this.#receiver.receiveReset();
    } else if (this.#dropped) {
      return;
    } else if (segment === 'end') {
      this.#receiver.receiveEnd();
    } else {
      this.#inFlightBytes -= segment.length;
      this.#receiver.receiveBytes(segment);
    }
  }

  #scheduleRetransmit(): void {
    if (this.#retransmitEvent) return;
    const roundTripUs = 2 * this.#link.conditions.latencyUs;
    const delayUs = (FIRST_RETRANSMIT_US + roundTripUs) * 2 ** this.#retransmissions;
    this.#retransmitEvent = this.#kernel.after(Math.min(delayUs, LONGEST_RETRANSMIT_US), () =>
      this.#retransmit(),
    );
  }

  #retransmit(): void {
    this.#retransmitEvent = null;
    if (this.#retransmissions >= RETRANSMIT_LIMIT) {
      this.#timedOut();
      return;
    }
    while (this.#lost[0]) {
      if (!this.#transmit(this.#lost[0])) {
        this.#retransmissions++;
        this.#scheduleRetransmit();
        return;
      }
      this.#lost.shift();
    }
    this.#retransmissions = 0;
  }
}

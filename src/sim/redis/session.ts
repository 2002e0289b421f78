// A client's connection as the server knows it: what it has sent, which database, protocol and name it chose, its
// transaction, what it watches, listens to and waits for.

import { decodeLatin1, encodeLatin1 } from '../http/latin1.ts';
import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Endpoint } from '../net/endpoint.ts';
import { encodeReply, type ProtocolVersion, type Reply } from './reply.ts';
import { RequestReader } from './request-reader.ts';

/** A command that waits until one of its keys can be served. */
export interface Waiting {
  readonly database: number;
  readonly keys: readonly string[];
  /** Tries to serve a key; null while there is nothing in it. */
  readonly attempt: (key: string) => Reply | null;
  readonly timedOut: Reply;
  timer: ScheduledEvent | null;
}

export class Session {
  readonly id: number;
  readonly endpoint: Endpoint;
  readonly reader = new RequestReader();
  readonly createdMs: number;
  name = '';
  database = 0;
  version: ProtocolVersion = 2;
  isAuthenticated: boolean;
  lastCommand = 'NULL';
  lastActiveMs: number;
  /** Commands of an open transaction; null outside of one. */
  queued: (readonly string[])[] | null = null;
  /** A command was refused while the transaction was being queued. */
  isTransactionBroken = false;
  /** `database:key` of what is watched. */
  readonly watched = new Set<string>();
  /** Something watched was changed. */
  isWatchBroken = false;
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  waiting: Waiting | null = null;
  /** Asked for by CLIENT REPLY. */
  replies: 'on' | 'off' | 'skip' = 'on';
  isClosing = false;

  constructor(options: {
    id: number;
    endpoint: Endpoint;
    nowMs: number;
    isAuthenticated: boolean;
  }) {
    this.id = options.id;
    this.endpoint = options.endpoint;
    this.createdMs = options.nowMs;
    this.lastActiveMs = options.nowMs;
    this.isAuthenticated = options.isAuthenticated;
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size;
  }

  get address(): string {
    const { ip, port } = this.endpoint.remote;
    return `${ip}:${port}`;
  }

  /** Takes in what has arrived. */
  receive(bytes: Uint8Array): void {
    this.reader.push(decodeLatin1(bytes));
  }

  /** Writes a reply and returns how many bytes that were. */
  send(reply: Reply): number {
    const bytes = encodeLatin1(encodeReply(reply, this.version));
    if (bytes.length > 0) this.endpoint.write(bytes);
    return bytes.length;
  }

  /** Leaves the transaction and forgets what was watched. */
  endTransaction(): void {
    this.queued = null;
    this.isTransactionBroken = false;
  }
}

// redis-cli's connection: commands one after the other. What fails is told in the words of hiredis.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { resolveName, socketErrorWords, TcpSocket } from '../net/tcp-socket.ts';
import type { RedisTarget } from './redis-options.ts';
import { type Reply, ReplyReader } from './reply-reader.ts';

/** Why there is no answer. */
export interface ConnectionProblem {
  readonly problem: string;
}

/** Characters of one byte each, as bytes. */
const latin = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

export class RedisConnection {
  readonly #socket: TcpSocket;
  readonly #replies = new ReplyReader();

  private constructor(socket: TcpSocket) {
    this.#socket = socket;
  }

  static *open(run: Invocation, target: RedisTarget): Task<RedisConnection | ConnectionProblem> {
    const addresses = resolveName(run, target.host);
    if (addresses === 'NXDOMAIN') return { problem: 'Name or service not known' };
    if (addresses === 'failed') return { problem: 'Temporary failure in name resolution' };
    let last = '';
    for (const ip of addresses) {
      const socket = yield* TcpSocket.connect(run, { ip, port: target.port });
      if (typeof socket !== 'string') return new RedisConnection(socket);
      last = socketErrorWords(socket);
    }
    return { problem: last };
  }

  get isOver(): boolean {
    return this.#socket.isOver;
  }

  /** Sends words as a command. A character stands for a byte. */
  send(words: readonly string[]): void {
    const parts = words.map((word) => ({
      bytes: latin(word),
      head: latin(`$${word.length}\r\n`),
    }));
    const end = latin('\r\n');
    const all = [
      latin(`*${words.length}\r\n`),
      ...parts.flatMap(({ bytes, head }) => [head, bytes, end]),
    ];
    const joined = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of all) {
      joined.set(part, at);
      at += part.length;
    }
    this.#socket.write(joined);
  }

  /** The next answer. */
  *receive(): Task<Reply | ConnectionProblem> {
    for (;;) {
      const reply = this.#replies.next();
      if (reply) return reply;
      const bytes = yield* this.#socket.read();
      if (bytes === null) return { problem: 'Server closed the connection' };
      if (typeof bytes === 'string') return { problem: socketErrorWords(bytes) };
      this.#replies.add(bytes);
    }
  }

  *ask(words: readonly string[]): Task<Reply | ConnectionProblem> {
    this.send(words);
    return yield* this.receive();
  }

  close(): void {
    this.#socket.close();
  }
}

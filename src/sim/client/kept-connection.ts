// A connection that is kept under a name: it serves one call at a time, the others wait for it.

import type { ClientCall } from './client-call.ts';
import type { ClientConnection } from './connection.ts';

export class KeptConnection {
  connection: ClientConnection | null = null;
  #current: ClientCall | null = null;
  #waiting: ClientCall[] = [];

  /** Starts a call, or lets it wait. */
  add(call: ClientCall): void {
    if (this.#current) this.#waiting.push(call);
    else this.#start(call);
  }

  /** A call is over: the next may start. */
  remove(call: ClientCall): void {
    if (this.#current !== call) {
      this.#waiting = this.#waiting.filter((other) => other !== call);
      return;
    }
    this.#current = null;
    const next = this.#waiting.shift();
    if (next) this.#start(next);
  }

  #start(call: ClientCall): void {
    this.#current = call;
    const { connection } = this;
    const isUsable = connection && !connection.ending && !connection.isSpent;
    call.start(isUsable ? connection : null);
  }
}

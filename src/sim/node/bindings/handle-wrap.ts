// The base of handles: sockets, servers. Counted by the event loop while active and referenced
// (src/handle_wrap.cc).

import type { NodeEnvironment } from '../environment.ts';
import type { LoopHandle } from '../event-loop.ts';
import type { GuestFunction } from '../guest.ts';

export abstract class HandleWrap implements LoopHandle {
  protected readonly environment: NodeEnvironment;
  readonly #asyncId: number;
  /** The async context it was made in; its callbacks run in that. */
  readonly #frame: unknown;
  #referenced = true;
  #closed = false;
  isActive = false;

  constructor(environment: NodeEnvironment) {
    this.environment = environment;
    this.#asyncId = environment.nextAsyncId();
    this.#frame = environment.context.frame;
    environment.loop.addHandle(this);
  }

  /** Lets go of the socket or listener. Called once. */
  protected abstract release(): void;

  /** What follows runs in the handle's own async context. */
  enterContext(): void {
    this.environment.context.frame = this.#frame;
  }

  get isReferenced(): boolean {
    return this.#referenced;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  getAsyncId(): number {
    return this.#asyncId;
  }

  ref(): void {
    this.#referenced = true;
  }

  unref(): void {
    this.#referenced = false;
  }

  hasRef(): boolean {
    return this.#referenced && !this.#closed;
  }

  close(callback?: GuestFunction): void {
    if (this.#closed) return;
    this.#closed = true;
    this.isActive = false;
    this.release();
    this.environment.loop.removeHandle(this);
    this.environment.loop.postClosing(() => {
      this.enterContext();
      callback?.call(this);
    });
  }
}

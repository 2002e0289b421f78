// Who runs the callbacks of a socket. The network hands a notice over and never waits for it.

/** A process as the network sees it: something that will run callbacks when it gets to them. */
export interface Executor {
  /**
   * Runs `callback` when the process next looks at its sockets: at once for a native program, in a
   * turn of its own for a JavaScript process, never for a dead one.
   */
  post(callback: () => void): void;
}

// What the kernel needs of the machine it runs on: a way to wait until all microtasks of a turn are
// done, without time passing. Implementations live outside the simulator (browser worker, Node).

/** What a phase says to the driver: come back, or the run is over. */
export type Phase = 'again' | 'stop';

/** The kernel's side of a run. All of it is called on an empty stack. */
export interface DrivenRun {
  /** Goes on with the run. Before each call every microtask has run and every rejection was reported. */
  phase(): Phase;
  /** Runs what microtasks of the current turn left to do. Returns whether there was anything. */
  drain(): boolean;
  /** Reports a promise that was rejected and has no handler. */
  rejected(promise: Promise<unknown>, reason: unknown): void;
  /** Reports that a promise reported before has been given a handler. */
  rejectionHandled(promise: Promise<unknown>): void;
}

/** Drives a run to its end. The promise settles when `phase` has answered 'stop'. */
export interface Driver {
  drive(run: DrivenRun): Promise<void>;
}

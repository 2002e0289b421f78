// Stops the library between two timers or two immediates, so that each is a turn of its own.

/** Thrown from `runNextTicks`; the library is built to be entered again after an exception there. */
export class YieldSignal extends Error {
  constructor() {
    super('Another turn follows');
    this.name = 'YieldSignal';
  }
}

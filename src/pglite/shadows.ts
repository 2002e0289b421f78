// What the compiled module finds in place of the machine's own clock, chance, timers and network: the build puts
// these names where the module's text has the global ones. Time inside PostgreSQL comes through the imports of the
// WebAssembly module (see clock.ts); the times of its files stand still, and nobody sees them.

class FixedDate extends Date {
  constructor(ms = 0) {
    super(ms);
  }

  static override now(): number {
    return 0;
  }
}

const fixedClock = { now: () => 0 };

/** Where random bytes come from: set before each call by the database that is about to run. */
export const chance: { fill: (bytes: Uint8Array) => void } = { fill: () => {} };

const seededChance = {
  getRandomValues<View extends Uint8Array>(view: View): View {
    chance.fill(view);
    return view;
  },
};

const noTimer = (): number => 0;

const noNetwork = (): never => {
  throw new Error('The database has no network');
};

const silent = (): void => {};
const noConsole = { log: silent, warn: silent, error: silent };

const noProcess = undefined;
const bareGlobals = { TextDecoder };

export {
  bareGlobals as globalThis,
  FixedDate as Date,
  fixedClock as performance,
  noConsole as console,
  noNetwork as fetch,
  noNetwork as XMLHttpRequest,
  noProcess as document,
  noProcess as location,
  noProcess as process,
  noProcess as window,
  noTimer as clearTimeout,
  noTimer as setTimeout,
  seededChance as crypto,
};

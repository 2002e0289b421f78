// `Error.stackTraceLimit` and `Error.prepareStackTrace` of a simulated program. The constructor is the engine's
// and shared by all, so programs get a proxy of it that keeps these two apart for each process; the
// engine's own limit leaves room for the frames of the simulator, which no program sees.

/** What a program has set on its `Error`. Properties, so that they can be deleted and redefined. */
export type ErrorStatics = Record<string, unknown>;

interface ErrorApi {
  stackTraceLimit?: unknown;
  prepareStackTrace?: unknown;
  captureStackTrace?: unknown;
}

/** What V8 and Node start with. */
const DEFAULT_LIMIT = 10;
/** Frames of the simulator that may stand between and below those of a program. */
const HOST_FRAMES = 40;

const OWN_NAMES: ReadonlySet<PropertyKey> = new Set(['stackTraceLimit', 'prepareStackTrace']);

const hostError = Error as unknown as ErrorApi;

export const createErrorStatics = (limit: unknown): ErrorStatics => ({
  stackTraceLimit: typeof limit === 'number' ? limit : DEFAULT_LIMIT,
});

/** How many frames a program wants to see. */
export function wantedFrames(statics: ErrorStatics): number {
  const limit = statics['stackTraceLimit'];
  return typeof limit === 'number' ? Math.max(0, limit) : 0;
}

/** How many frames the engine has to capture for that. */
export const capturedFrames = (statics: ErrorStatics): number => {
  const wanted = wantedFrames(statics);
  return wanted === 0 ? 0 : wanted + HOST_FRAMES;
};

/** Runs something so that the errors it makes have no frames at all. */
export function withoutFrames<Result>(action: () => Result): Result {
  const limit = hostError.stackTraceLimit;
  hostError.stackTraceLimit = 0;
  try {
    return action();
  } finally {
    hostError.stackTraceLimit = limit;
  }
}

/** V8's function with somebody who hears of what it was given; absent where the engine has none. */
function notingCapture(made: (error: object) => void): unknown {
  const { captureStackTrace: capture } = hostError;
  if (typeof capture !== 'function') return undefined;
  const facade = {
    captureStackTrace(target: object, until: unknown): void {
      Reflect.apply(capture, hostError, until === undefined ? [target] : [target, until]);
      made(target);
    },
  };
  return facade.captureStackTrace;
}

export class GuestError {
  /** The proxy programs know as `Error`. */
  readonly constructorProxy: ErrorConstructor;
  readonly #captureStackTrace: unknown;
  #statics: ErrorStatics | null = null;
  #hostLimit: unknown;

  /** `made` hears of every object that a program makes as an error or has given a stack. */
  constructor(made: (error: object) => void) {
    const noted = (error: object): object => {
      made(error);
      return error;
    };
    this.#captureStackTrace = notingCapture(made);
    this.constructorProxy = new Proxy(Error, {
      construct: (target, args, newTarget) =>
        noted(Reflect.construct(target, args, newTarget) as object),
      apply: (target, self, args) => noted(Reflect.apply(target, self, args) as object),
      get: (target, name, receiver) =>
        this.#shown(Reflect.get(this.#holder(target, name), name, receiver)),
      has: (target, name) => Reflect.has(this.#holder(target, name), name),
      set: (target, name, value) =>
        this.#change(name, (holder) => Reflect.set(holder, name, value), target),
      defineProperty: (target, name, descriptor) =>
        this.#change(name, (holder) => Reflect.defineProperty(holder, name, descriptor), target),
      deleteProperty: (target, name) =>
        this.#change(name, (holder) => Reflect.deleteProperty(holder, name), target),
      getOwnPropertyDescriptor: (target, name) => {
        const found = Reflect.getOwnPropertyDescriptor(this.#holder(target, name), name);
        return found && 'value' in found ? { ...found, value: this.#shown(found.value) } : found;
      },
    });
    this.#beConstructor();
  }

  /** `error.constructor === Error` holds for programs; each release of Node has its own. */
  #beConstructor(): void {
    if (Error.prototype.constructor === this.constructorProxy) return;
    Object.defineProperty(Error.prototype, 'constructor', {
      value: this.constructorProxy,
      writable: true,
      configurable: true,
    });
  }

  /** From now on the statics are those of this process; with null the host's own count again. */
  use(statics: ErrorStatics | null): void {
    if (this.#statics === null) this.#hostLimit = hostError.stackTraceLimit;
    this.#statics = statics;
    if (statics) this.#beConstructor();
    hostError.stackTraceLimit = statics ? capturedFrames(statics) : this.#hostLimit;
  }

  #shown(value: unknown): unknown {
    return value === hostError.captureStackTrace ? (this.#captureStackTrace ?? value) : value;
  }

  #holder(target: object, name: PropertyKey): object {
    return this.#statics && OWN_NAMES.has(name) ? this.#statics : target;
  }

  #change(name: PropertyKey, change: (holder: object) => boolean, target: object): boolean {
    const done = change(this.#holder(target, name));
    if (this.#statics && name === 'stackTraceLimit') {
      hostError.stackTraceLimit = capturedFrames(this.#statics);
    }
    return done;
  }
}

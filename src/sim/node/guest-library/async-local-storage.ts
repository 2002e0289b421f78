// AsyncLocalStorage for Node 20, whose own rests on hooks into the engine's promises. The stores hang on the async
// context the simulator carries over awaits, promises and handles; ticks, timers and resources of programs come
// along by the library's own async hooks. Runs inside the simulated process; see the folder's README.

declare const require: (id: string) => unknown;
declare const internalBinding: (name: string) => unknown;
declare const module: { exports: object };

export type {};

type Frame = ReadonlyMap<object, unknown> | undefined;
type Action = (...args: unknown[]) => unknown;

const { createHook, executionAsyncResource } = require('async_hooks') as {
  createHook: (hooks: object) => { enable(): void };
  executionAsyncResource: () => Record<symbol, Frame>;
};
const {
  getContinuationPreservedEmbedderData: currentFrame,
  setContinuationPreservedEmbedderData: setFrame,
} = internalBinding('async_context_frame') as {
  getContinuationPreservedEmbedderData(): Frame;
  setContinuationPreservedEmbedderData(frame: Frame): void;
};

const FRAME = Symbol('frame');
const outer: Frame[] = [];
let isHooked = false;

/** Resources run in the frame they were made in. */
function hook(): void {
  if (isHooked) return;
  isHooked = true;
  createHook({
    init(_id: number, _type: string, _trigger: number, resource: Record<symbol, Frame>) {
      resource[FRAME] = currentFrame();
    },
    before() {
      outer.push(currentFrame());
      const resource = executionAsyncResource();
      if (FRAME in resource) setFrame(resource[FRAME]);
    },
    after() {
      setFrame(outer.pop());
    },
  }).enable();
}

class AsyncLocalStorage {
  static bind(action: Action): Action {
    const frame = currentFrame();
    return function (this: unknown, ...args: unknown[]): unknown {
      const before = currentFrame();
      setFrame(frame);
      try {
        return action.apply(this, args);
      } finally {
        setFrame(before);
      }
    };
  }

  static snapshot(): Action {
    return AsyncLocalStorage.bind((action, ...args) => (action as Action)(...args));
  }

  disable(): void {
    const frame = new Map(currentFrame());
    frame.delete(this);
    setFrame(frame);
  }

  enterWith(store: unknown): void {
    hook();
    setFrame(new Map(currentFrame()).set(this, store));
  }

  run(store: unknown, action: Action, ...args: unknown[]): unknown {
    const before = currentFrame();
    this.enterWith(store);
    try {
      return action(...args);
    } finally {
      setFrame(before);
    }
  }

  exit(action: Action, ...args: unknown[]): unknown {
    return this.run(undefined, action, ...args);
  }

  getStore(): unknown {
    return currentFrame()?.get(this);
  }
}

module.exports = { AsyncLocalStorage };

// WeakRef and FinalizationRegistry as simulated programs see them. When the engine collects garbage is nobody's
// to say and never the same twice, so here nothing is ever collected: references stay, callbacks never run.
// Simplified: a real Node lets go of what only weak references hold.

/** A reference that always leads to its target. */
class GuestWeakRef<Target extends WeakKey> {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  deref(): Target {
    return this.#target;
  }

  get [Symbol.toStringTag](): string {
    return 'WeakRef';
  }
}

/** A registry that never hears of anything. */
class GuestFinalizationRegistry {
  register(): undefined {}

  unregister(): boolean {
    return false;
  }

  get [Symbol.toStringTag](): string {
    return 'FinalizationRegistry';
  }
}

const named = (value: object, name: string): object =>
  Object.defineProperty(value, 'name', { value: name, configurable: true });

/** The two constructors, under the names programs know. */
export const guestWeakReferences = {
  WeakRef: named(GuestWeakRef, 'WeakRef'),
  FinalizationRegistry: named(GuestFinalizationRegistry, 'FinalizationRegistry'),
};

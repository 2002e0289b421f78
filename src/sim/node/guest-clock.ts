// Date and Math as simulated programs see them: the wall clock is the machine's, random numbers come
// from the process's seed. Shared by all programs of a world; `current` says who is asking.

/** What Date and Math need of the process that is running. */
export interface TimeSource {
  /** The machine's wall clock, in milliseconds since 1970; reading it takes a moment. */
  readClockMs(): number;
  random(): number;
}

/** Date with a clock of its own; everything else is the engine's. */
export function createGuestDate(current: () => TimeSource | null): DateConstructor {
  const now = (): number => Math.floor(current()?.readClockMs() ?? 0);
  const target = function GuestDate(this: unknown, ...args: unknown[]): unknown {
    if (!new.target) return new Date(now()).toString();
    return Reflect.construct(Date, args.length === 0 ? [now()] : args, new.target);
  };
  Object.defineProperties(target, {
    name: { value: 'Date' },
    length: { value: 7 },
    prototype: { value: Date.prototype, writable: false },
    now: { value: now, writable: true, configurable: true },
    parse: { value: Date.parse, writable: true, configurable: true },
    UTC: { value: Date.UTC, writable: true, configurable: true },
  });
  return target as unknown as DateConstructor;
}

/** Math with seeded random numbers. */
export function createGuestMath(current: () => TimeSource | null): Math {
  const descriptors = Object.getOwnPropertyDescriptors(Math);
  const random = (): number => current()?.random() ?? 0;
  return Object.defineProperties({} as Math, {
    ...descriptors,
    random: { value: random, writable: true, configurable: true },
  });
}

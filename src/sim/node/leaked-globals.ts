// Undeclared names that programs assign to, and what they set on `this` in sloppy functions, end up on the machine's own
// global object. Each is moved to the global object of the program that left it there, so that no other sees it.
// There is one such object for all worlds of a thread, and one list of what was on it before any program ran.

/** So many turns of a program are looked at one by one. */
const CLOSELY_WATCHED_TURNS = 100;

let known: readonly string[] = [];
let knownRun: object | null = null;
let knownRunNumber = -1;
/** The global object of the program whose turn was the last, while nobody has looked for names it left. */
let unlisted: object | null = null;
const turnsOf = new WeakMap<object, number>();

function settle(): void {
  const globalObject = unlisted;
  unlisted = null;
  if (!globalObject) return;
  const names = Object.keys(globalThis);
  if (names.length === known.length) return;
  // Whoever did it once will do it again: it is looked at closely from now on.
  turnsOf.set(globalObject, Number.NEGATIVE_INFINITY);
  for (const name of names) {
    if (known.includes(name)) continue;
    const value: unknown = Reflect.get(globalThis, name);
    Object.defineProperty(globalObject, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    Reflect.deleteProperty(globalThis, name);
  }
}

/**
 * A program's turn begins. `kernel` and `run` say in which run of which world: between two of them the machine's own code
 * may have added to its global object, within one nobody but programs does.
 */
export function enterTurn(globalObject: object, kernel: object, run: number): void {
  if (unlisted !== globalObject) settle();
  if (kernel === knownRun && run === knownRunNumber) return;
  settle();
  knownRun = kernel;
  knownRunNumber = run;
  known = Object.keys(globalThis);
}

/**
 * Its turn is over. Listing names is slow, and programs that leave any do so as they start, or do it again and again:
 * those of a program that has left none for long wait until another program's turn comes.
 */
export function leaveTurn(globalObject: object): void {
  unlisted = globalObject;
  const turns = (turnsOf.get(globalObject) ?? 0) + 1;
  if (turns > CLOSELY_WATCHED_TURNS) return;
  turnsOf.set(globalObject, turns);
  settle();
}

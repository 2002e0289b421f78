// The built-in objects all programs of a world share with the simulator. What a program changes on them
// (a patched method, a property on Object.prototype) is its own: it is taken away when
// the program's turn ends and given back when its next one begins, so that nobody else ever sees it.

/** A property as a program changed it; null for one it has deleted. */
interface Change {
  readonly holder: object;
  readonly key: PropertyKey;
  readonly descriptor: PropertyDescriptor | null;
}

/** What one program has changed. */
export interface ProgramChanges {
  readonly changes: readonly Change[];
}

export const NO_CHANGES: ProgramChanges = { changes: [] };

/** Methods that are looked at after every turn: whoever patches something patches one of these. */
const WATCHED: readonly (readonly [object, readonly string[]])[] = [
  [Array.prototype, ['push', 'pop', 'shift', 'unshift', 'slice', 'splice', 'map', 'filter']],
  [Array.prototype, ['forEach', 'reduce', 'sort', 'indexOf', 'includes', 'find', 'join', 'concat']],
  [String.prototype, ['slice', 'replace', 'split', 'indexOf', 'startsWith', 'charCodeAt', 'trim']],
  [Object, ['keys', 'entries', 'assign', 'defineProperty', 'freeze', 'create', 'getPrototypeOf']],
  [Object.prototype, ['hasOwnProperty', 'toString', 'valueOf']],
  [Function.prototype, ['call', 'apply', 'bind', 'toString']],
  [Map.prototype, ['get', 'set', 'has', 'delete']],
  [Set.prototype, ['add', 'has', 'delete']],
  [Promise.prototype, ['catch', 'finally']],
  [Promise, ['resolve', 'reject', 'all']],
  [Uint8Array.prototype, ['set', 'subarray', 'slice', 'fill']],
  [RegExp.prototype, ['exec', 'test']],
  [Number, ['isInteger', 'parseFloat']],
  [Reflect, ['get', 'set', 'apply', 'ownKeys']],
];

/** `then` is the simulator's own to change; see async-context.ts. */
const isExempt = (holder: object, key: PropertyKey): boolean =>
  holder === Promise.prototype && key === 'then';

const constructors = (): object[] =>
  Reflect.ownKeys(globalThis)
    .filter((name) => typeof name === 'string' && /^[A-Z]\w+$/.test(name))
    .map((name) => Object.getOwnPropertyDescriptor(globalThis, name)?.value as unknown)
    .filter((value): value is object => typeof value === 'function' || typeof value === 'object');

/** The objects of ECMAScript, with their prototypes and those that have no name. */
function sharedObjects(): Set<object> {
  const standard =
    /^(?:Aggregate|Array|Atomics|Big|Boolean|Data|Error|Eval|Finalization|Float|Function|Int|Iterator|Map|Number|Object|Promise|Range|Reference|Reflect|RegExp|Set|String|Symbol|Syntax|Type|URI|Uint|Weak)/;
  const found = new Set<object>();
  for (const value of constructors()) {
    const name = (value as { name?: unknown }).name;
    const isStandard = value === Reflect || (typeof name === 'string' && standard.test(name));
    if (!isStandard) continue;
    // What programs set on Error is kept apart already; see stacks/error-statics.ts.
    if (value !== Error) found.add(value);
    const { prototype } = value as { prototype?: unknown };
    if (typeof prototype === 'object' && prototype !== null) found.add(prototype);
  }
  const parentOf = (value: object): object => Object.getPrototypeOf(value) as object;
  found.add(parentOf(Uint8Array)).add(parentOf(Uint8Array.prototype));
  found.add(parentOf([].values())).add(parentOf(new Map().values())).add(Function.prototype);
  return found;
}

const isEqual = (a: PropertyDescriptor, b: PropertyDescriptor): boolean =>
  a.value === b.value && a.get === b.get && a.set === b.set && a.enumerable === b.enumerable;

/**
 * A function that says whether a watched method is another one than now. It is asked at the end of every turn,
 * so each comparison is written out: the engine then knows each place, where a loop over names would look them up.
 */
function changeDetector(
  evaluate: (text: string) => unknown,
  watched: readonly (readonly [object, readonly string[]])[],
): () => boolean {
  const names = watched.flatMap(([, keys], at) =>
    keys.map((key) => ({ holder: `holder${at}`, key: JSON.stringify(key) })),
  );
  const holders = watched.map((_, at) => `holder${at}=holders[${at}]`);
  const values = names.map(({ holder, key }, at) => `value${at}=${holder}[${key}]`);
  const tests = names.map(({ holder, key }, at) => `${holder}[${key}]!==value${at}`);
  const text = `(function(holders){const ${[...holders, ...values].join(',')};return function(){return ${tests.join('||')}}})`;
  const create = evaluate(text) as (holders: readonly object[]) => () => boolean;
  return create(watched.map(([holder]) => holder));
}

export class Intrinsics {
  readonly #baseline = new Map<object, Map<PropertyKey, PropertyDescriptor>>();
  readonly #isMethodChanged: () => boolean;

  /** Takes down how everything is now; `own` are objects of the realm that programs share as well. */
  constructor(evaluate: (text: string) => unknown, own: readonly object[]) {
    for (const holder of [...sharedObjects(), ...own]) {
      const keys = Reflect.ownKeys(holder).filter((key) => !isExempt(holder, key));
      const describe = (key: PropertyKey) =>
        [key, Object.getOwnPropertyDescriptor(holder, key) as PropertyDescriptor] as const;
      this.#baseline.set(holder, new Map(keys.map(describe)));
    }
    const methods = own.map((holder) => [holder, Object.getOwnPropertyNames(holder)] as const);
    this.#isMethodChanged = changeDetector(evaluate, [...WATCHED, ...methods]);
  }

  /** A program's turn begins: what it had changed is changed again. */
  enter({ changes }: ProgramChanges): void {
    for (const { holder, key, descriptor } of changes) {
      if (descriptor) Object.defineProperty(holder, key, descriptor);
      else Reflect.deleteProperty(holder, key);
    }
  }

  /** Its turn is over: what it has changed by now is taken away and answered. */
  leave(before: ProgramChanges): ProgramChanges {
    if (before.changes.length === 0 && !this.#isChanged()) return NO_CHANGES;
    return { changes: this.#restore() };
  }

  #isChanged(): boolean {
    if (this.#isMethodChanged()) return true;
    // The quickest way to see that Array.prototype or Object.prototype has got something.
    for (const key in []) if (key) return true;
    const empty: Record<string, unknown> = {};
    return empty['get'] !== undefined || empty['value'] !== undefined;
  }

  #restore(): Change[] {
    const changes: Change[] = [];
    for (const [holder, baseline] of this.#baseline) {
      for (const key of Reflect.ownKeys(holder)) {
        const descriptor = Object.getOwnPropertyDescriptor(holder, key) as PropertyDescriptor;
        const old = baseline.get(key);
        if (isExempt(holder, key) || (old && isEqual(old, descriptor))) continue;
        changes.push({ holder, key, descriptor });
        if (old) Object.defineProperty(holder, key, old);
        else Reflect.deleteProperty(holder, key);
      }
      for (const [key, descriptor] of baseline) {
        if (Object.hasOwn(holder, key)) continue;
        changes.push({ holder, key, descriptor: null });
        Object.defineProperty(holder, key, descriptor);
      }
    }
    return changes;
  }
}

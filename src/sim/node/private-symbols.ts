// Node's private symbols: properties that only the library and its C++ part can see. Here they are ordinary
// symbols whose values live beside the objects, so that no program finds them on an error or a module.

const symbols = new Map<string, symbol>();

/** Makes `object[symbol]` a property that no reflection shows. */
function hide(symbol: symbol): void {
  const values = new WeakMap<object, unknown>();
  Object.defineProperty(Object.prototype, symbol, {
    get(this: unknown) {
      return typeof this === 'object' || typeof this === 'function'
        ? values.get(this as object)
        : undefined;
    },
    set(this: object, value: unknown) {
      values.set(this, value);
    },
    enumerable: false,
    configurable: true,
  });
}

/** The private symbols by name; the same in every world. */
export function privateSymbols(names: readonly string[]): Record<string, symbol> {
  for (const name of names) {
    if (symbols.has(name)) continue;
    const symbol = Symbol(name);
    symbols.set(name, symbol);
    hide(symbol);
  }
  return Object.fromEntries(names.map((name) => [name, symbols.get(name) as symbol]));
}

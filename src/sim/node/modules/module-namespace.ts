// Module namespace objects (https://tc39.es/ecma262/, "Module Namespace Exotic Objects"): the exported names
// in order, read when they are asked for, never written.
// Simplified: properties say that they are configurable, which a proxy cannot deny.

/** Namespaces made here, for `util.types.isModuleNamespaceObject`. */
export const moduleNamespaces = new WeakSet<object>();

/** A namespace whose values are read through `getters`. */
export function createNamespace(getters: ReadonlyMap<string, () => unknown>): object {
  const target = Object.create(null) as Record<PropertyKey, unknown>;
  Object.defineProperty(target, Symbol.toStringTag, { value: 'Module' });
  const names = [...getters.keys()].sort();
  const own = (name: PropertyKey): (() => unknown) | undefined =>
    typeof name === 'string' ? getters.get(name) : undefined;
  const namespace = new Proxy(target, {
    get: (_, name) => {
      const read = own(name);
      return read ? read() : Reflect.get(target, name);
    },
    has: (_, name) => own(name) !== undefined || Reflect.has(target, name),
    set: (_, name) => {
      if (own(name) === undefined) return false;
      throw new TypeError(
        `Cannot assign to read only property '${String(name)}' of object '[object Module]'`,
      );
    },
    deleteProperty: (_, name) => own(name) === undefined && !Reflect.has(target, name),
    defineProperty: () => false,
    setPrototypeOf: (_, prototype) => prototype === null,
    ownKeys: () => [...names, Symbol.toStringTag],
    getOwnPropertyDescriptor: (_, name) => {
      const read = own(name);
      if (!read) return Reflect.getOwnPropertyDescriptor(target, name);
      return { value: read(), writable: true, enumerable: true, configurable: true };
    },
  });
  moduleNamespaces.add(namespace);
  return namespace;
}

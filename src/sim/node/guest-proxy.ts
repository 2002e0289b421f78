// Proxy as simulated programs see it: the engine's, but the proxies made are remembered, so that `inspect`
// looks at what is behind one without running its traps, and nothing takes it for what it is not.

interface ProxyParts {
  readonly target: object;
  readonly handler: object;
}

const known = new WeakMap<object, ProxyParts>();

/** Target and handler of a program's proxy; undefined for anything else. */
export const proxyParts = (value: object): ProxyParts | undefined => known.get(value);

export const isKnownProxy = (value: unknown): boolean =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  known.has(value as object);

function remember<Made extends object>(proxy: Made, target: object, handler: object): Made {
  known.set(proxy, { target, handler });
  return proxy;
}

function createGuestProxy(): ProxyConstructor {
  const revocable = (target: object, handler: ProxyHandler<object>) => {
    const made = Proxy.revocable(target, handler);
    remember(made.proxy, target, handler);
    return made;
  };
  return new Proxy(Proxy, {
    construct: (Made, [target, handler]: [object, ProxyHandler<object>]) =>
      remember(new Made(target, handler), target, handler),
    get: (own, name) => (name === 'revocable' ? revocable : Reflect.get(own, name)),
  });
}

/** The constructor programs know as `Proxy`. */
export const guestProxy = createGuestProxy();

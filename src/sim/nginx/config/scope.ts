// The values set in one block, and how a block inherits from the one around it. A value that a
// block does not set is the outer block's, down to the module's default; lists are inherited whole.

import { DEFAULTS, type LocationModules } from './location-modules.ts';
import type { Place } from './place.ts';

type ModuleName = keyof LocationModules;
type OwnValues = { [M in ModuleName]?: Partial<LocationModules[M]> };

/** The values given in one block, as it is being read. */
export class Scope {
  readonly parent: Scope | null;
  /** The body of an `if` or `limit_except`: it keeps its location's handler. */
  readonly isNameless: boolean;
  readonly #own: OwnValues = {};
  readonly #places = new Map<string, Place>();

  constructor(parent: Scope | null, options: { readonly isNameless?: boolean } = {}) {
    this.parent = parent;
    this.isNameless = options.isNameless ?? false;
  }

  has<M extends ModuleName>(module: M, key: keyof LocationModules[M]): boolean {
    return this.own(module, key) !== undefined;
  }

  /** The value given in this very block. */
  own<M extends ModuleName, K extends keyof LocationModules[M]>(
    module: M,
    key: K,
  ): LocationModules[M][K] | undefined {
    return this.#own[module]?.[key];
  }

  set<M extends ModuleName, K extends keyof LocationModules[M]>(
    module: M,
    key: K,
    value: LocationModules[M][K],
    place: Place,
  ): void {
    const values: Partial<LocationModules[M]> = this.#own[module] ?? {};
    values[key] = value;
    this.#own[module] = values as OwnValues[M];
    this.#places.set(`${module}.${String(key)}`, place);
  }

  /** Adds to a list value of this block. */
  append<M extends ModuleName, K extends keyof LocationModules[M]>(
    module: M,
    key: K,
    item: LocationModules[M][K] extends readonly (infer I)[] ? I : never,
    place: Place,
  ): void {
    const list = (this.own(module, key) ?? []) as readonly unknown[];
    this.set(module, key, [...list, item] as LocationModules[M][K], place);
  }

  /** Where the value that holds in this block was set; null for a default. */
  placeOf<M extends ModuleName>(module: M, key: keyof LocationModules[M]): Place | null {
    const place = this.#places.get(`${module}.${String(key)}`);
    if (place) return place;
    return this.#stopsHere(`${module}.${String(key)}`)
      ? null
      : (this.parent?.placeOf(module, key) ?? null);
  }

  /** All values that hold in this block. */
  resolve(outer: LocationModules | null): LocationModules {
    const resolved: Partial<LocationModules> = {};
    for (const module of Object.keys(DEFAULTS) as ModuleName[]) {
      this.#resolveModule(resolved, outer, module);
    }
    return resolved as LocationModules;
  }

  /** Whether a block that does not set a value goes without it. */
  #stopsHere(name: string): boolean {
    if (name === 'files.tryFiles') return true;
    return !this.isNameless && (name === 'core.handler' || name === 'proxy.pass');
  }

  #resolveModule<M extends ModuleName>(
    into: Partial<LocationModules>,
    outer: LocationModules | null,
    module: M,
  ): void {
    const defaults = DEFAULTS[module];
    const own = this.#own[module];
    if (!outer) {
      into[module] = { ...defaults, ...own };
      return;
    }
    const merged = { ...outer[module], ...own };
    for (const key of Object.keys(defaults) as (keyof LocationModules[M])[]) {
      if (own?.[key] === undefined && this.#stopsHere(`${module}.${String(key)}`)) {
        merged[key] = defaults[key];
      }
    }
    into[module] = merged;
  }
}

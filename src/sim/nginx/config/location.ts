// A location of a server, with everything that holds for requests in it. Also the nameless ones
// that the bodies of `if` and `limit_except` are. How one is chosen: ../http/find-location.ts.

import type { RewriteCode } from '../rewrite/code.ts';
import { DEFAULTS, type LocationModules } from './location-modules.ts';
import type { Place } from './place.ts';
import type { Pattern } from './regex.ts';
import type { Scope } from './scope.ts';

/**
 * `location = /a`, `location /a`, `location ^~ /a`, `location ~ a`, `location @a`, the body of an
 * `if`.
 */
export type LocationKind = 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'named' | 'nameless';

/** What a location is made from. */
export interface LocationOptions {
  readonly kind: LocationKind;
  readonly name: string;
  readonly pattern: Pattern | null;
  readonly scope: Scope;
  readonly place: Place;
  readonly parent: LocationConfig | null;
}

/** A location, its settings and what lies inside it. */
export class LocationConfig {
  readonly kind: LocationKind;
  readonly name: string;
  readonly pattern: Pattern | null;
  readonly scope: Scope;
  readonly place: Place;
  readonly parent: LocationConfig | null;
  readonly children: LocationConfig[] = [];
  /** What `set`, `if`, `rewrite`, `return` and `break` do here, in order. */
  readonly rewrites: RewriteCode[] = [];
  /** The body of `limit_except` and the methods it leaves alone. */
  limitExcept: { readonly allowed: readonly string[]; readonly location: LocationConfig } | null =
    null;
  /** A request without the final slash of the name is redirected. */
  redirectsWithoutSlash = false;
  /** Complete once the whole configuration has been read. */
  settings: LocationModules = DEFAULTS;

  constructor(options: LocationOptions) {
    this.kind = options.kind;
    this.name = options.name;
    this.pattern = options.pattern;
    this.scope = options.scope;
    this.place = options.place;
    this.parent = options.parent;
  }

  /** Where a value that holds here was set; null for a default. */
  placeOf<M extends keyof LocationModules>(module: M, key: keyof LocationModules[M]): Place | null {
    return this.scope.placeOf(module, key);
  }

  /** How the configuration writes it: `= /a`, `/a`, `~ \.php$`. */
  get label(): string {
    if (this.kind === 'exact') return `= ${this.name}`;
    if (this.kind === 'prefix-final') return `^~ ${this.name}`;
    if (this.kind === 'regex') {
      return `${this.pattern?.regexp.ignoreCase ? '~*' : '~'} ${this.name}`;
    }
    return this.name;
  }
}

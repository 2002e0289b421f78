// A `server` block: addresses, names, locations. Filled while the configuration is read.

import type { RewriteCode } from '../rewrite/code.ts';
import type { LocationConfig } from './location.ts';
import { DEFAULTS, type LocationModules } from './location-modules.ts';
import type { Place } from './place.ts';
import type { Pattern } from './regex.ts';
import type { Scope } from './scope.ts';

/** One `listen`. */
export interface Listen {
  readonly place: Place;
  /** `0.0.0.0`, `127.0.0.1`, `::`; for a Unix socket its path. */
  readonly ip: string;
  readonly port: number;
  readonly unix: boolean;
  /** How messages name it: `0.0.0.0:8080`, `[::]:8080`. */
  readonly label: string;
  readonly isDefault: boolean;
  readonly ssl: boolean;
  readonly backlog: number;
  /** For `[::]`: nginx binds it for IPv6 alone unless told otherwise. */
  readonly ipv6Only: boolean;
}

/** One word of `server_name`. */
export interface ServerName {
  readonly text: string;
  readonly pattern: Pattern | null;
}

/** A server with all it holds. */
export class ServerDraft {
  readonly place: Place;
  readonly scope: Scope;
  readonly listens: Listen[] = [];
  readonly names: ServerName[] = [];
  readonly locations: LocationConfig[] = [];
  readonly named = new Map<string, LocationConfig>();
  readonly rewrites: RewriteCode[] = [];
  /** What holds outside any location: errors in the head, server-level rewrites. */
  readonly location: LocationConfig;
  settings: LocationModules = DEFAULTS;

  constructor(options: { place: Place; scope: Scope; location: LocationConfig }) {
    this.place = options.place;
    this.scope = options.scope;
    this.location = options.location;
  }

  /** The first name: `$server_name` and what log lines call the server. */
  get name(): string {
    return this.names[0]?.text ?? '';
  }
}

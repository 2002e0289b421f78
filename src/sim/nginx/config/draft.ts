// The whole configuration as it is being read, and what has to be checked once all of it is known.

import type { CacheZone } from '../cache/zone.ts';
import type { LimitConnZone, LimitReqZone } from '../limits/zones.ts';
import type { ErrorLog } from '../settings/core.ts';
import type { LogFormat } from '../settings/response.ts';
import type { UpstreamGroup } from '../upstream/group.ts';
import { type BuiltInLookup, VariableTable } from '../variables/table.ts';
import type { ListenAddress } from './addresses.ts';
import type { LocationModules } from './location-modules.ts';
import type { Place } from './place.ts';
import type { Scope } from './scope.ts';
import type { ServerDraft } from './server-draft.ts';
import type { UpstreamDraft } from './upstream-draft.ts';

/** What a shared memory zone is used for. */
export type ZoneKind = 'limit_req' | 'limit_conn' | 'cache' | 'upstream' | 'ssl';

/** A zone of shared memory by name. */
export interface SharedZone {
  readonly name: string;
  readonly kind: ZoneKind;
  /** 0 until a directive gives the size: a zone that is only used has none. */
  sizeBytes: number;
}

/** A host name that `proxy_pass` names: a group, or servers still to be looked up. */
export interface UpstreamReference {
  readonly host: string;
  readonly port: number | null;
  readonly defaultPort: number;
  readonly place: Place;
  resolved: UpstreamGroup | null;
}

/** Everything a configuration says. */
export class ConfigDraft {
  readonly variables: VariableTable;
  readonly version: string;
  workerConnections: number | null = null;
  workerOpenFiles: number | null = null;
  pidFile: string | null = null;
  errorLogs: ErrorLog[] = [];
  /** Names of main-level directives that can be given once. */
  readonly given = new Set<string>();
  /** The sockets to listen on, once all is read. */
  addresses: readonly ListenAddress[] = [];
  /** The log format every nginx has. */
  combined: LogFormat | null = null;
  /** The scope of the http block; null until there is one. */
  http: Scope | null = null;
  readonly servers: ServerDraft[] = [];
  readonly upstreams = new Map<string, UpstreamDraft>();
  readonly references: UpstreamReference[] = [];
  /** The groups of upstream blocks by name, complete when the http block has ended. */
  readonly groups = new Map<string, UpstreamGroup>();
  /** The servers behind host names that are no group. */
  readonly implicitGroups: UpstreamGroup[] = [];
  /** What holds at http level, complete when the http block has ended. */
  httpSettings: LocationModules | null = null;
  readonly zones = new Map<string, SharedZone>();
  readonly reqZones = new Map<string, LimitReqZone>();
  readonly connZones = new Map<string, LimitConnZone>();
  readonly cacheZones = new Map<string, CacheZone>();
  readonly formats = new Map<string, LogFormat>();
  /** Files that are opened when nginx starts: logs. */
  readonly openedFiles = new Set<string>();
  /** Directories that are made when nginx starts. */
  readonly madeDirectories = new Set<string>();
  /** Checks to make when the http block ends, in the order they were asked for. */
  readonly atEndOfHttp: (() => void)[] = [];
  /** Real directives the model leaves out, as met. */
  readonly notModelled: { readonly name: string; readonly place: Place }[] = [];

  constructor(options: { builtIns: BuiltInLookup; version: string }) {
    this.variables = new VariableTable(options.builtIns);
    this.version = options.version;
  }
}

// What a simulated system is made of, as plain data: hosts, what runs on them, the files they start with.
// A lab's manifest is turned into this; a shared link carries it.

import type { NodeMajor } from '../node/release.ts';
import type { RestartPolicy } from '../process/supervisor.ts';
import type { ScheduledFault } from './fault.ts';

/** A machine that only sends requests. */
export interface ClientHost {
  readonly kind: 'client';
  readonly name: string;
  readonly label: string;
  /** What sends the requests: a program that does one thing, as curl, or a browser; curl. */
  readonly program?: 'curl' | 'browser';
}

/** nginx as reverse proxy. Its files lie below /etc/nginx. */
export interface NginxHost {
  readonly kind: 'nginx';
  readonly name: string;
  readonly label: string;
  readonly ip: string;
  /** The version whose behaviour is modelled. */
  readonly version: '1.22.1' | '1.29.7';
}

/** How a Node program is run and kept running. */
export interface NodeProgram {
  /** The file to run, below the directory. */
  readonly main: string;
  readonly environment: Readonly<Record<string, string>>;
  /** An environment file below the directory: `node --env-file=.env`. Variables of `environment` come before its. */
  readonly environmentFile?: string;
  /** Options of Node itself, as they stand before the file: `--max-old-space-size=64`. */
  readonly nodeOptions?: readonly string[];
  /** When it is started again after it ended; always. */
  readonly restart?: RestartPolicy;
  /**
   * So many processes of it. Each gets its number as NODE_APP_INSTANCE, and `incrementVariable` (PORT, say) counted up
   * from its value, as pm2's `increment_var` does in fork mode.
   */
  readonly instances?: { readonly count: number; readonly incrementVariable?: string };
}

/** One of several programs of a host. */
export interface NodeServiceSpec extends NodeProgram {
  readonly name: string;
}

/** A Node service kept running by a supervisor. Its files lie below `directory`. */
export interface NodeHost extends NodeProgram {
  readonly kind: 'node';
  readonly name: string;
  readonly label: string;
  readonly ip: string;
  readonly directory: string;
  /** The release of Node installed; 24. */
  readonly nodeVersion?: NodeMajor;
  /**
   * What its container may have of memory, in megabytes (`docker run --memory`); nothing limits it where none is said.
   * Small figures (64 to 256) keep the reader's own browser out of it.
   */
  readonly memoryMb?: number;
  /** Packages installed in its node_modules. */
  readonly packages: readonly string[];
  /** Programs beside the one that has the host's name: workers, a second service. */
  readonly services?: readonly NodeServiceSpec[];
}

/** What all peers have in common: see peers.ts. Their settings are files below `directory`. */
interface PeerSpec {
  readonly name: string;
  readonly label: string;
  readonly ip: string;
  readonly directory: string;
}

/** PostgreSQL, or what passes for it on the wire. */
export interface PostgresHost extends PeerSpec {
  readonly kind: 'postgres';
  /**
   * What runs its SQL: an engine of our own, small enough to come with a lab; or PGlite, a whole PostgreSQL 18 of
   * some 4 MB that readers load with a click. Small where nothing is said.
   */
  readonly engine?: 'small' | 'pglite';
}

/** Redis. */
export interface RedisHost extends PeerSpec {
  readonly kind: 'redis';
}

/** A third party's HTTP API, which does what a script says. */
export interface ApiHost extends PeerSpec {
  readonly kind: 'api';
}

/** A CDN's edge in front of the origin. */
export interface EdgeHost extends PeerSpec {
  readonly kind: 'edge';
}

/** A host whose program is loaded only where a system has one. */
export type PeerHost = PostgresHost | RedisHost | ApiHost | EdgeHost;

export type HostSpec = ClientHost | NginxHost | NodeHost | PeerHost;

export interface SystemSpec {
  readonly seed: number;
  /** What the clock on the wall says when the world begins: ISO 8601, UTC. */
  readonly startedAt: string;
  /** The first is the client. */
  readonly hosts: readonly HostSpec[];
  /** Where requests go, and the name the public knows the system by. */
  readonly entry: { readonly host: string; readonly port: number; readonly publicName: string };
}

/** A file of a host: its absolute path and its text. */
export interface HostFile {
  readonly host: string;
  readonly path: string;
  readonly text: string;
}

/** Everything a world is built from. The same source gives the same world. */
export interface WorldSource {
  readonly system: SystemSpec;
  readonly files: readonly HostFile[];
  /** Faults that come and go by themselves. */
  readonly faults?: readonly ScheduledFault[];
}

/** The host of that name. Throws where there is none: the manifest has been checked before. */
export function hostSpec(system: SystemSpec, name: string): HostSpec {
  const found = system.hosts.find((host) => host.name === name);
  if (!found) throw new Error(`The system has no host "${name}"`);
  return found;
}

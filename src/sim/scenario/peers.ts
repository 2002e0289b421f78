// Peers: the kinds of host whose programs are part of the simulator but not of every world (databases,
// caches, third-party APIs, edges). A world gets their factories from outside, so that a page loads only the
// peers of its lab.

import type { Platform } from '../platform.ts';
import type { TakeDatabase } from '../postgres/pglite/raw-database.ts';
import type { Machine } from '../process/machine.ts';
import type { HostService } from './host-service.ts';
import type { PeerHost } from './system.ts';

export type PeerKind = PeerHost['kind'];

export interface PeerOptions<Spec extends PeerHost = PeerHost> {
  readonly spec: Spec;
  readonly machine: Machine;
  readonly platform: Platform;
  /** Databases that were opened before the world was built; none where nobody said what it needs. */
  readonly takeDatabase?: TakeDatabase | undefined;
}

/** Makes the service of one kind of host; it is not started yet. */
export type PeerFactory<Kind extends PeerKind> = (
  options: PeerOptions<Extract<PeerHost, { kind: Kind }>>,
) => HostService;

/** The factories at hand, by kind of host. */
export type PeerFactories = { readonly [Kind in PeerKind]?: PeerFactory<Kind> };

/** A world has a host of a kind whose peer has not been loaded: load it, and build the world again. */
export class MissingPeerError extends Error {
  readonly kind: PeerKind;

  constructor(kind: PeerKind) {
    super(`The peer "${kind}" is not loaded`);
    this.kind = kind;
  }
}

/** The service of a host of any peer kind. */
export function createPeerService(factories: PeerFactories, options: PeerOptions): HostService {
  const { kind } = options.spec;
  // The factory of a kind takes specs of that kind; the compiler cannot follow the pair through the table.
  const factory = factories[kind] as ((options: PeerOptions) => HostService) | undefined;
  if (!factory) throw new MissingPeerError(kind);
  return factory(options);
}

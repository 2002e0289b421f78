// The whole vocabulary of faults, and where each can strike. Plain data: a lab's manifest, a shared link or a
// command carries it; read-fault.ts checks what comes from outside, fault-board.ts puts it into effect.

import type { Micros } from '../kernel/event-queue.ts';
import type { NameFault } from '../net/name-faults.ts';
import type { NetworkFault } from '../net/network-fault.ts';
import type { MachineFault, ProcessFault } from '../process/machine-fault.ts';

/** A fault: of connections and packets, of name resolution, of a machine, or of processes. */
export type Fault = NetworkFault | NameFault | MachineFault | ProcessFault;

/** Where a fault strikes. */
export type FaultTarget =
  /**
   * The way between two hosts: faults of the network. `oneWay`: only packets from the first to the second. `port`: only
   * connections to that port.
   */
  | {
      readonly link: readonly [from: string, to: string];
      readonly port?: number;
      readonly oneWay?: boolean;
    }
  /** A host: faults of the network on all its ways, of its lookups, of its machine, of all its processes. */
  | { readonly host: string; readonly port?: number }
  /** All processes of a name on a host (`ps` shows it): faults of processes. */
  | { readonly host: string; readonly process: string }
  /** The lookups of all hosts: faults of name resolution. */
  | { readonly everywhere: true };

/** A fault that a world begins and ends by itself. */
export interface ScheduledFault {
  /** Unique in its schedule; `clear-fault` takes it. */
  readonly id: string;
  readonly fault: Fault;
  readonly on: FaultTarget;
  /** When it begins, from the start of the world. */
  readonly fromUs: Micros;
  /** When it ends; never where nothing is said. */
  readonly untilUs?: Micros;
  /** Begins again so long after it began, until it was there `times` times; for ever where that is left out. */
  readonly repeat?: { readonly everyUs: Micros; readonly times?: number };
}

/** The types of each family, which decide what a fault can strike. */
export const FAULT_FAMILIES = {
  network: [
    'refuse',
    'blackhole',
    'unreachable',
    'reset',
    'latency',
    'bandwidth',
    'cut',
    'slow-close',
    'half-open',
    'lost-answer',
  ],
  name: ['dns-failure', 'dns-change'],
  machine: ['slow-processor', 'disk-full', 'clock-skew', 'tls-failure'],
  process: ['pause', 'kill', 'terminate', 'out-of-memory'],
} as const satisfies {
  readonly network: readonly NetworkFault['type'][];
  readonly name: readonly NameFault['type'][];
  readonly machine: readonly MachineFault['type'][];
  readonly process: readonly ProcessFault['type'][];
};

export type FaultFamily = keyof typeof FAULT_FAMILIES;

/** The family of a type of fault. */
export function familyOf(type: Fault['type']): FaultFamily {
  for (const [family, types] of Object.entries(FAULT_FAMILIES)) {
    if ((types as readonly string[]).includes(type)) return family as FaultFamily;
  }
  throw new Error(`There is no fault of type "${type}"`);
}

export const isNetworkFault = (fault: Fault): fault is NetworkFault =>
  familyOf(fault.type) === 'network';
export const isNameFault = (fault: Fault): fault is NameFault => familyOf(fault.type) === 'name';
export const isMachineFault = (fault: Fault): fault is MachineFault =>
  familyOf(fault.type) === 'machine';

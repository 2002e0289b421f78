// Puts faults into effect and ends them, by command and by schedule. What a fault does is in the layer it belongs to;
// this knows which hosts and processes are meant and tells the trace.

import type { Micros, ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import type { Network } from '../net/network.ts';
import type { Machine } from '../process/machine.ts';
import type { ProcessFault } from '../process/machine-fault.ts';
import type { Process } from '../process/process.ts';
import {
  type Fault,
  type FaultTarget,
  isMachineFault,
  isNameFault,
  isNetworkFault,
  type ScheduledFault,
} from './fault.ts';
import { FaultError, readFault, readFaultTarget, readScheduledFault } from './read-fault.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A fault is at work from now on. `missed`: its chance was drawn, and it does nothing this time. */
    'fault-started': {
      readonly id: string;
      readonly fault: Fault;
      readonly on: FaultTarget;
      readonly untilUs: Micros | null;
      readonly missed: boolean;
    };
    /** It is no longer: it was cleared, its time was over, it happened at once, or another of its name came. */
    'fault-ended': {
      readonly id: string;
      readonly reason: 'cleared' | 'expired' | 'done' | 'replaced';
    };
  }
}

/** What switches a fault on. */
export interface FaultStart {
  readonly id: string;
  readonly fault: Fault;
  readonly on: FaultTarget;
  /** When it ends by itself. */
  readonly untilUs?: Micros;
}

interface Active {
  readonly undo: () => void;
  readonly expiry: ScheduledEvent | null;
}

export interface FaultBoardOptions {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly machines: ReadonlyMap<string, Machine>;
  /** The host whose program asks: it cannot be killed. */
  readonly clients: ReadonlySet<string>;
}

export class FaultBoard {
  readonly #options: FaultBoardOptions;
  readonly #active = new Map<string, Active>();
  /** The draws of each fault: it begins again with the next of them, not with the first. */
  readonly #randoms = new Map<string, Random>();

  constructor(options: FaultBoardOptions) {
    this.#options = options;
  }

  /** Plans the faults of a schedule. Throws where one names a host that is not there. */
  plan(schedule: readonly ScheduledFault[]): void {
    for (const scheduled of schedule) {
      readScheduledFault(scheduled);
      this.#check(scheduled);
      this.#plan(scheduled, 0);
    }
  }

  #plan(scheduled: ScheduledFault, round: number): void {
    const { id, fault, on, fromUs, untilUs, repeat } = scheduled;
    const shiftUs = round * (repeat?.everyUs ?? 0);
    this.#options.kernel.at(fromUs + shiftUs, () => {
      this.start({ id, fault, on, ...(untilUs !== undefined && { untilUs: untilUs + shiftUs }) });
      const isLast = !repeat || (repeat.times !== undefined && round + 1 >= repeat.times);
      if (!isLast) this.#plan(scheduled, round + 1);
    });
  }

  /** Switches a fault on; one of the same id gives way. Throws where it cannot strike there. */
  start(start: FaultStart): void {
    this.#check(start);
    const { kernel } = this.#options;
    const { id, fault, on, untilUs } = start;
    this.#end(id, 'replaced');
    const random = this.#randomOf(id, fault);
    // Faults that strike packets, connections, lookups or handshakes draw there.
    const drawsLater = isNetworkFault(fault) || isNameFault(fault) || fault.type === 'tls-failure';
    const { probability = 1 } = fault;
    const missed = !drawsLater && probability < 1 && random.next() >= probability;
    kernel.trace.record({
      kind: 'fault-started',
      id,
      fault,
      on,
      untilUs: untilUs ?? null,
      missed,
    });
    const undo = missed ? null : this.#strike(start, random);
    if (!undo) {
      kernel.trace.record({ kind: 'fault-ended', id, reason: 'done' });
      return;
    }
    const expiry =
      untilUs === undefined ? null : kernel.at(untilUs, () => this.#end(id, 'expired'));
    this.#active.set(id, { undo, expiry });
  }

  /** Ends a fault. Does nothing where there is none of that id. */
  clear(id: string): void {
    this.#end(id, 'cleared');
  }

  #end(id: string, reason: 'cleared' | 'expired' | 'replaced'): void {
    const active = this.#active.get(id);
    if (!active) return;
    this.#active.delete(id);
    const { kernel } = this.#options;
    kernel.cancel(active.expiry);
    active.undo();
    kernel.trace.record({ kind: 'fault-ended', id, reason });
  }

  #randomOf(id: string, { seed = 0 }: Fault): Random {
    const name = `fault ${id} ${seed}`;
    let random = this.#randoms.get(name);
    if (!random) {
      random = this.#options.kernel.random.fork(name);
      this.#randoms.set(name, random);
    }
    return random;
  }

  #check({ id, fault, on }: Pick<FaultStart, 'id' | 'fault' | 'on'>): void {
    const { machines } = this.#options;
    readFaultTarget(on, readFault(fault));
    const hosts = 'link' in on ? on.link : 'host' in on ? [on.host] : [];
    const unknown = hosts.find((host) => !machines.has(host));
    if (unknown !== undefined) {
      throw new FaultError(`The fault "${id}" is on "${unknown}", and there is no such host`);
    }
  }

  /** Puts a fault into effect; answers how to end it, or null for one that is over at once. */
  #strike({ id, fault, on }: FaultStart, random: Random): (() => void) | null {
    const { network, kernel } = this.#options;
    if (isNetworkFault(fault)) {
      if (!('link' in on) && !('host' in on)) throw this.#misplaced(id, fault);
      network.faults.start({ id, fault, place: on, sinceUs: kernel.nowUs, random });
      return () => network.faults.end(id);
    }
    if (isNameFault(fault)) {
      if ('link' in on) throw this.#misplaced(id, fault);
      network.nameFaults.start({ id, fault, host: 'host' in on ? on.host : null, random });
      return () => network.nameFaults.end(id);
    }
    const machine = 'host' in on ? this.#options.machines.get(on.host) : undefined;
    if (!machine || !('host' in on)) throw this.#misplaced(id, fault);
    if (isMachineFault(fault)) {
      machine.faults.start({ id, fault, random });
      return () => machine.faults.end(id);
    }
    if (this.#options.clients.has(on.host)) throw this.#misplaced(id, fault);
    const name = 'process' in on ? on.process : null;
    const struck = machine.processes.filter((process) => name === null || process.name === name);
    return strikeProcesses(fault, struck);
  }

  #misplaced(id: string, { type }: Fault): FaultError {
    return new FaultError(`The fault "${id}" (${type}) cannot strike there`);
  }
}

/** All at the same moment: what the end of one sets off does not save another. */
function strikeProcesses(fault: ProcessFault, struck: readonly Process[]): (() => void) | null {
  switch (fault.type) {
    case 'pause':
      for (const process of struck) process.signal('SIGSTOP');
      return () => {
        for (const process of struck) process.signal('SIGCONT');
      };
    case 'kill':
      for (const process of struck) process.signal('SIGKILL');
      return null;
    case 'terminate':
      for (const process of struck) process.signal('SIGTERM');
      return null;
    default:
      for (const process of struck) process.runOutOfMemory(fault.of);
      return null;
  }
}

// The faults at work on a machine: its disk, its clock, its processor, its TLS. Those of processes are signals and
// leave nothing here.

import type { FileSystem } from '../files/file-system.ts';
import type { Random } from '../kernel/random.ts';
import type { MachineFault, TlsFailure } from './machine-fault.ts';

interface ActiveMachineFault {
  readonly id: string;
  readonly fault: MachineFault;
  readonly random: Random;
}

export class MachineFaults {
  readonly #files: FileSystem;
  #active: readonly ActiveMachineFault[] = [];
  /** What could be written before the first fault of the disk. */
  #roomBefore: number | null = null;
  #slowdown = 1;
  #clockSkewMs = 0;

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** How many times as long work takes: the factors of all faults together. */
  get slowdown(): number {
    return this.#slowdown;
  }

  /** How far the clock on the wall is off. */
  get clockSkewMs(): number {
    return this.#clockSkewMs;
  }

  start(started: ActiveMachineFault): void {
    this.end(started.id);
    this.#change([...this.#active, started]);
    if (started.fault.type === 'disk-full') {
      this.#roomBefore ??= this.#files.freeBytes;
      this.#files.freeBytes = Math.min(this.#files.freeBytes, started.fault.freeBytes);
    }
  }

  end(id: string): void {
    const ended = this.#active.find((active) => active.id === id);
    if (!ended) return;
    this.#change(this.#active.filter((active) => active !== ended));
    const isLastOfDisk = !this.#active.some(({ fault }) => fault.type === 'disk-full');
    if (ended.fault.type === 'disk-full' && isLastOfDisk && this.#roomBefore !== null) {
      this.#files.freeBytes = this.#roomBefore;
      this.#roomBefore = null;
    }
  }

  /** What is wrong with a TLS handshake that begins now; null for nothing. */
  tlsFailure(): TlsFailure | null {
    for (const { fault, random } of this.#active) {
      if (fault.type !== 'tls-failure') continue;
      if (fault.probability === undefined || random.next() < fault.probability) {
        return fault.failure;
      }
    }
    return null;
  }

  #change(active: readonly ActiveMachineFault[]): void {
    this.#active = active;
    this.#slowdown = 1;
    this.#clockSkewMs = 0;
    for (const { fault } of active) {
      if (fault.type === 'slow-processor') this.#slowdown *= fault.factor;
      if (fault.type === 'clock-skew') this.#clockSkewMs += fault.skewMs;
    }
  }
}

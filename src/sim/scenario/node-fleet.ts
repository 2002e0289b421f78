// Several Node processes on one host, each under a supervisor of its own: what is done to the host is done to all of
// them, in their order, and each can be had by its name.

import type { Process } from '../process/process.ts';
import type { Supervisor } from '../process/supervisor.ts';
import type { HostService } from './host-service.ts';

interface Member {
  readonly name: string;
  readonly supervisor: Supervisor;
}

export class NodeFleet implements HostService {
  readonly #members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.#members = members;
  }

  /** The process of the first that runs. */
  get process(): Process | null {
    return this.#members.find(({ supervisor }) => supervisor.process)?.supervisor.process ?? null;
  }

  start(): void {
    for (const { supervisor } of this.#members) supervisor.start();
  }

  stop(): void {
    for (const { supervisor } of this.#members) supervisor.stop();
  }

  restart(): void {
    for (const { supervisor } of this.#members) supervisor.restart();
  }

  apply(): void {
    this.restart();
  }

  /** All processes of a name: its instances. */
  part(name: string): HostService | undefined {
    const members = this.#members.filter((member) => member.name === name);
    return members.length > 0 ? new NodeFleet(members) : undefined;
  }
}

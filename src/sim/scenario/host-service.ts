// What runs on a host of a world, as an operator sees it: started, stopped, restarted, given changed files.
// nginx, a Node app under its supervisor, a database: each kind of host has one.

import type { Process } from '../process/process.ts';

/** What a fault takes, by name; null ends the fault. */
export type FaultSetting = Readonly<Record<string, string | number | boolean>> | null;

export interface HostService {
  /** Its main process, while there is one. */
  readonly process: Process | null;
  start(): void;
  stop(): void;
  restart(): void;
  /** Puts saved files into force as an operator would: by a reload where there is one, else by a restart. */
  apply(): void;
  /** One of several services of a host, by its name; undefined where there is none of that name. */
  part?(name: string): HostService | undefined;
  /** Switches a fault of this kind of service on or off. Throws for a fault it does not know. */
  setFault?(fault: string, setting: FaultSetting): void;
}

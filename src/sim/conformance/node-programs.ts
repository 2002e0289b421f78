// Node programs as upstreams of a case: started in a simulated process as `node FLAGS MAIN` would
// start them, with what they print kept.

import type { FileSystem, InstalledText } from '../files/file-system.ts';
import type { GuestRealm } from '../node/guest-realm.ts';
import type { ScriptPreparer } from '../node/prepare/prepared.ts';
import { startNode } from '../node/start-node.ts';
import type { Machine } from '../process/machine.ts';
import type { Process, ProcessExit, Signal } from '../process/process.ts';

/** What Node programs are run with. Cases that share it share compiled code. */
export interface NodeServices {
  readonly realm: GuestRealm;
  readonly preparer: ScriptPreparer;
  /** The files of an installed package and of all it needs, below `node_modules`. */
  readonly packageFiles: (name: string) => Iterable<readonly [path: string, text: InstalledText]>;
}

/** Which program to start, and where. */
export interface NodeProgramOptions {
  readonly services: NodeServices;
  readonly machine: Machine;
  readonly name: string;
  /** Options of Node itself, and the file to run. */
  readonly args: readonly string[];
  /** The directory it runs in: `/srv/NAME`. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** How many files it may have open, where the case limits that. */
  readonly openFileLimit?: number;
}

/** A program that has been started. */
export class NodeProgram {
  readonly #process: Process;
  stdout = '';
  stderr = '';

  constructor(options: NodeProgramOptions) {
    const { kernel, host, nextPid: pid } = options.machine;
    const stop = kernel.trace.subscribe((event) => {
      if (event.kind === 'process-output' && event.pid === pid && event.host === host.name) {
        this[event.stream] += event.text;
      }
    });
    this.#process = startProcess(options);
    this.#process.onExit(() => stop());
  }

  /** Null while it runs. */
  get exit(): ProcessExit | null {
    return this.#process.exit;
  }

  signal(signal: Signal): void {
    this.#process.signal(signal);
  }

  onExit(listener: () => void): void {
    this.#process.onExit(listener);
  }
}

const startProcess = (options: NodeProgramOptions): Process => {
  const { services, machine, name, args, directory, env, openFileLimit } = options;
  return startNode({
    machine,
    realm: services.realm,
    preparer: services.preparer,
    name,
    words: args,
    workingDirectory: directory,
    environmentVariables: env,
    // By its path.
    calledAs: '/usr/bin/node',
    ...(openFileLimit !== undefined && { openFileLimit }),
  });
};

/** Packages every program can require, as `npm install express` leaves them. */
export const installPackages = (files: FileSystem, services: NodeServices, path: string): void => {
  for (const [name, text] of services.packageFiles('express')) {
    files.install(`${path}/${name}`, text);
  }
};

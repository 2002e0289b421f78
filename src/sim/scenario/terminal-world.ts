// A world as its terminal sees it: made of the world's parts and of the simulator's own functions.

import { formatCurl } from '../client/curl-output.ts';
import { HttpClient } from '../client/http-client.ts';
import { LoadGenerator } from '../client/load.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Network } from '../net/network.ts';
import { testConfiguration } from '../nginx/nginx.ts';
import type { GuestRealm } from '../node/guest-realm.ts';
import type { ScriptPreparer } from '../node/prepare/prepared.ts';
import { startNode } from '../node/start-node.ts';
import type { Platform } from '../platform.ts';
import type { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';
import type { HostService } from './host-service.ts';
import type { HostFile, SystemSpec } from './system.ts';
import type { TerminalWorld } from './terminal.ts';

export interface TerminalWorldOptions {
  readonly system: SystemSpec;
  readonly sourceFiles: readonly HostFile[];
  readonly kernel: Kernel;
  readonly network: Network;
  /** What Node programs of a host run on. */
  readonly realmOf: (host: string) => GuestRealm;
  readonly preparer: ScriptPreparer;
  readonly platform: Platform;
  readonly machine: (name: string) => Machine | undefined;
  readonly service: (host: string) => HostService | undefined;
}

export function createTerminalWorld(options: TerminalWorldOptions): TerminalWorld {
  const { system, sourceFiles, kernel, network, realmOf, preparer, machine, service } = options;
  return {
    system,
    sourceFiles,
    kernel,
    network,
    platform: options.platform,
    machine,
    service,
    formatCurl,
    createClient: (client) => new HttpClient(client),
    createLoad: (load) => new LoadGenerator(load),
    createProcess: (owner, name, command) => {
      const { host } = owner;
      const process = new NativeProcess({ kernel, host, pid: owner.takePid(), name, command });
      owner.add(process);
      return process;
    },
    testNginx: (tested, path, version) => testConfiguration(tested, path, { version }),
    nodeVersion: (host) => realmOf(host).library.constants.version,
    runNode: (run) =>
      startNode({ ...run, realm: realmOf(run.machine.host.name), preparer, name: 'node' }),
  };
}

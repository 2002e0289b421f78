// Runs in a page of the built site: a sandbox under load, with the same host code and files as the site's own.

import type { Command, PreparedEntry, WorldSource } from '#sim';
import { Sandbox } from '../sandbox/host/sandbox.ts';
import type { PackageName } from '../sandbox/protocol.ts';
import type { Throughput } from './throughput.ts';

/** What the page is given to run. */
export interface Load {
  readonly source: WorldSource;
  readonly packages: readonly PackageName[];
  readonly prepared: readonly PreparedEntry[];
  /** Sent first, its waiting included, and not counted. */
  readonly warm: readonly Command[];
  readonly traffic: readonly Command[];
  readonly requests: number;
}

/** Runs the traffic and counts the answers as they reach the page. */
export async function runLoad(load: Load): Promise<Throughput> {
  let answered = 0;
  const sandbox = new Sandbox({
    source: load.source,
    packages: load.packages,
    prepared: load.prepared,
    onStatus: () => {},
    onRebuilt: () => {},
    onEvents: (events) => {
      for (const event of events) {
        if (event.kind === 'client-response' && event.status === 200) answered++;
      }
    },
  });
  await sandbox.open();
  for (const command of load.warm) await sandbox.command(command);
  answered = 0;
  const startedMs = performance.now();
  for (const command of load.traffic) await sandbox.command(command);
  const seconds = (performance.now() - startedMs) / 1_000;
  sandbox.close();
  return { requests: load.requests, answered, seconds };
}

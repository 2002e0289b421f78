// Runs in a page of the built site: a world in a sandbox, one request, and the hash of the trace that leaves.

import type { RequestSpec, WorldSource } from '#sim';
import { Sandbox } from '../sandbox/host/sandbox.ts';
import type { PackageName } from '../sandbox/protocol.ts';

/** The digest after the world has booted and a request was answered. */
export async function digestOf(
  source: WorldSource,
  request: RequestSpec,
  packages: readonly PackageName[] = ['express'],
): Promise<string> {
  const sandbox = new Sandbox({
    source,
    packages,
    prepared: [],
    isHashed: true,
    // Nobody is there to click: what is offered is taken.
    onStatus: ({ state }) => {
      if (state === 'download') sandbox.allowDownload();
    },
    onEvents: () => {},
    onRebuilt: () => {},
  });
  await sandbox.open();
  const { digest } = await sandbox.command({ type: 'request', request });
  sandbox.close();
  return digest;
}

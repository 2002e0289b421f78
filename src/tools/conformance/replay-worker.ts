// A worker that replays the cases it is told, one at a time. A program that fills its memory, or never comes
// back, costs this worker and nothing else.

import { parentPort, workerData } from 'node:worker_threads';
import type { NodeMajor } from '../../sim/node/release.ts';
import { type Folders, replay, toolsFor } from './replay.ts';

const { folders, release } = workerData as { folders: Folders; release: NodeMajor };

parentPort?.on('message', (name: string) => {
  void replay(folders, name, toolsFor(release)).then((result) => parentPort?.postMessage(result));
});

// What the simulator itself keeps after many requests: the engine's heap after collections, which should not grow with
// what has been simulated.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { World } from '#sim';
import { createNodeServices } from '../platform/node-services.ts';
import { restOf, throughputWorld, trafficOf } from './throughput.ts';

/** A look at the heap after so many requests. */
export interface MemoryLevel {
  readonly requests: number;
  readonly heapUsedMb: number;
}

/** The engine's own collection; only flags make it reachable. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

const BATCH = 5_000;

/**
 * Sends requests through client, nginx and Express and looks at the heap after each of the given counts, in rising
 * order. Connections are new for every request: there is most to be left behind. The trace keeps its newest events only,
 * so the first twenty thousand requests fill it.
 */
export async function measureMemory(
  counts: readonly number[],
  { keepEvents = 200_000 }: { keepEvents?: number } = {},
): Promise<MemoryLevel[]> {
  const collect = collector();
  const world = new World(throughputWorld(), { ...createNodeServices(), keepEvents });
  await world.boot();
  const levels: MemoryLevel[] = [];
  let sent = 0;
  for (const requests of counts) {
    while (sent < requests) {
      const count = Math.min(BATCH, requests - sent);
      await world.execute(trafficOf('new', count));
      await world.execute(restOf(count));
      sent += count;
    }
    collect();
    collect();
    levels.push({ requests, heapUsedMb: process.memoryUsage().heapUsed / 1024 ** 2 });
  }
  return levels;
}

/** By how much the heap grew from the first look to the last, for each thousand requests between them, in kilobytes. */
export function growthKbPerThousand(levels: readonly MemoryLevel[]): number {
  const [first, last] = [levels[0], levels.at(-1)];
  if (!first || !last || first === last) return 0;
  const grownKb = (last.heapUsedMb - first.heapUsedMb) * 1_024;
  return grownKb / ((last.requests - first.requests) / 1_000);
}

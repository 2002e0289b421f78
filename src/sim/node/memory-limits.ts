// Which limits a Node process starts with: what `--max-old-space-size` or `--max-heap-size` says, and what V8 chooses
// where nobody says anything: half of a container's memory, at most 2 GB (v8/src/heap/heap.cc, HeapSizeFromPhysicalMemory).
// Simplified: where neither is set nothing limits the heap; a real machine's is in the gigabytes.

import type { Machine } from '../process/machine.ts';
import type { MemoryLimits } from './heap-watch.ts';

const MEGABYTE = 1024 ** 2;
const MOST_BY_DEFAULT_MB = 2_048;

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined;

/** The limits of a process on a machine, started with these options. */
export function memoryLimits(
  { memoryMb }: Machine,
  nodeOptions: Readonly<Record<string, unknown>> = {},
): MemoryLimits {
  const byDefault = memoryMb === null ? undefined : Math.min(memoryMb / 2, MOST_BY_DEFAULT_MB);
  const heapMb =
    numberOf(nodeOptions['--max-old-space-size']) ??
    numberOf(nodeOptions['--max-heap-size']) ??
    byDefault;
  return {
    heapBytes: heapMb === undefined ? null : heapMb * MEGABYTE,
    residentBytes: memoryMb === null ? null : memoryMb * MEGABYTE,
  };
}

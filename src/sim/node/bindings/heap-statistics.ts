// internalBinding('v8'): what node:v8 tells of the heap, out of the memory model (src/node_v8.cc).
// Simplified: the heap's spaces and its code are not told apart.

import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';
import { releaseOf } from '../release.ts';

const MEGABYTE = 1024 ** 2;
/** What V8 says where nothing limits the heap: the default on a machine with much memory. */
const USUAL_HEAP_BYTES = 4_096 * MEGABYTE;

/** The places of the figures in the buffer, in the order of the C++ part. */
const INDEXES = [
  'kTotalHeapSizeIndex',
  'kTotalHeapSizeExecutableIndex',
  'kTotalPhysicalSizeIndex',
  'kTotalAvailableSize',
  'kUsedHeapSizeIndex',
  'kHeapSizeLimitIndex',
  'kMallocedMemoryIndex',
  'kPeakMallocedMemoryIndex',
  'kDoesZapGarbageIndex',
  'kNumberOfNativeContextsIndex',
  'kNumberOfDetachedContextsIndex',
  'kTotalGlobalHandlesSizeIndex',
  'kUsedGlobalHandlesSizeIndex',
  'kExternalMemoryIndex',
];
/** What the young generation adds to the limit: three semi-spaces, which have grown with Node 24. */
const youngBytes = (version: string): number =>
  (releaseOf(version).major < 24 ? 48 : 192) * MEGABYTE;

export function createHeapStatistics({ memory, constants }: NodeEnvironment): Binding {
  const heapStatisticsBuffer = new Float64Array(INDEXES.length);
  return {
    ...Object.fromEntries(INDEXES.map((name, index) => [name, index])),
    heapStatisticsBuffer,
    heapCodeStatisticsBuffer: new Float64Array(4),
    heapSpaceStatisticsBuffer: new Float64Array(5),
    kHeapSpaces: [],
    detailLevel: { BRIEF: 0, DETAILED: 1 },
    updateHeapStatisticsBuffer() {
      const { heapTotal, heapUsed, external } = memory.figures();
      const limit = (memory.heapLimitBytes ?? USUAL_HEAP_BYTES) + youngBytes(constants.version);
      heapStatisticsBuffer.set([heapTotal, 262_144, heapTotal, limit - heapUsed, heapUsed, limit]);
      heapStatisticsBuffer.set([262_320, 571_392, 0, 1, 0, 8_192, 2_112, external], 6);
    },
    updateHeapCodeStatisticsBuffer() {},
    updateHeapSpaceStatisticsBuffer() {},
    setFlagsFromString() {},
    setHeapSnapshotNearHeapLimit() {},
    isStringOneByteRepresentation: (text: string) => !/[^\0-\xff]/.test(text),
    startCpuProfile() {},
    stopCpuProfile() {},
  };
}

// Bindings behind which the simulator has nothing: the inspector, snapshots, tracing, the permission
// model, workers. They say so in the way Node's library understands: off, empty, not there.

import { carryThroughPromises } from '../async-context.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction } from '../guest.ts';

const nothing = (): void => {};

export const createTraceEvents = (): Binding => ({
  trace: nothing,
  isTraceCategoryEnabled: () => false,
  setTraceCategoryStateUpdateHandler: nothing,
  getCategoryEnabledBuffer: () => new Uint8Array(1),
  getEnabledCategories: () => undefined,
  setLog: nothing,
  available: false,
});

export const createSnapshot = (): Binding => ({
  setSerializeCallback: nothing,
  setDeserializeCallback: nothing,
  setDeserializeMainFunction: nothing,
  isBuildingSnapshotBuffer: new Uint8Array(1),
  runEmbedderPreload: nothing,
  compileSerializeMain: nothing,
  anonymousMainPath: '__node_anonymous_main',
});

export const createPermission = (): Binding => ({ has: () => true });

export const createAsyncContextFrame = (
  environment: NodeEnvironment,
  countContinuation: () => void,
): Binding => ({
  /** The library asks for it for every tick and timer, which makes it the place to count them. */
  getContinuationPreservedEmbedderData() {
    countContinuation();
    return environment.context.frame;
  },
  setContinuationPreservedEmbedderData(frame: unknown) {
    if (frame !== undefined) carryThroughPromises(environment.platform);
    environment.context.frame = frame;
  },
});

export const createDiagnosticsChannel = (): Binding => ({
  subscribers: new Uint32Array(1_024),
  getOrCreateChannelIndex: () => 0,
  linkNativeChannel: nothing,
  notifyChannelActive: nothing,
  notifyChannelInactive: nothing,
});

/** The parts of messaging that are no messaging: DOMException and structured clone. */
export function createMessaging(
  environment: NodeEnvironment,
  DOMException: () => unknown,
): Binding {
  return {
    get DOMException() {
      return DOMException();
    },
    setDeserializerCreateObjectFunction: nothing,
    structuredClone: (value: unknown) => environment.platform.structuredClone(value),
    MessageChannel: class MessageChannel {},
    MessagePort: class MessagePort {},
    broadcastChannel: nothing,
    drainMessagePort: nothing,
    moveMessagePortToContext: nothing,
    receiveMessageOnPort: nothing,
    stopMessagePort: nothing,
    checkMessagePort: nothing,
    exposeLazyDOMExceptionProperty: nothing,
  };
}

export const createWorker = (): Binding => ({
  isMainThread: true,
  isInternalThread: false,
  ownsProcessState: true,
  threadId: 0,
  threadName: '',
  resourceLimits: new Float64Array(4),
  getEnvMessagePort: nothing,
});

export const createInspector = (): Binding => ({ console: {}, isEnabled: () => false });

export function createPerformance(environment: NodeEnvironment): Binding {
  const startMs = environment.kernel.nowUs / 1_000;
  const milestones = new Float64Array(16);
  const { performance } = environment.constants;
  milestones[performance['NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN'] as number] = startMs * 1e6;
  milestones[performance['NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP'] as number] =
    environment.machine.timeMs * 1e3;
  return {
    constants: performance,
    milestones,
    observerCounts: new Uint32Array(8),
    now: () => environment.readMonotonicUs() / 1_000 - startMs,
    loopIdleTime: () => 0,
    uvMetricsInfo: () => [0, 0, 0],
    getTimeOrigin: () => startMs,
    getTimeOriginTimestamp: () => environment.machine.timeMs,
    setupObservers: nothing,
    installGarbageCollectionTracking: nothing,
    removeGarbageCollectionTracking: nothing,
    notify: nothing,
    markBootstrapComplete: nothing,
    createELDHistogram: () => ({}),
  };
}

export const createHeapUtils = (): Binding => ({ buildEmbedderGraph: () => [] });

export const createReport = (): Binding => ({
  shouldReportOnUncaughtException: () => false,
  setReportOnUncaughtException: nothing,
  writeReport: () => '',
  getReport: () => '{}',
});

/** For bindings that are only asked for functions: each one answers undefined. */
export const createSilent = (names: readonly string[]): Binding =>
  Object.fromEntries(names.map((name) => [name, nothing as GuestFunction]));

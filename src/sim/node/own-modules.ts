// Modules of Node's library that the simulator provides itself: where Node's text is only a shell around
// C++ that has no counterpart here, or drags in far more than a server needs.

import type { OwnModule } from './builtin-loader.ts';
import { createCryptoModule } from './crypto-module.ts';
import type { NodeEnvironment } from './environment.ts';
import type { GuestObject } from './guest.ts';
import type { GuestRealm } from './guest-realm.ts';
import type { ProgramCompiler } from './program-compiler.ts';
import { createZlibModule } from './zlib-module.ts';

const nothing = (): void => {};

/** Source maps: the simulator keeps lines and columns, so there is nothing to map. */
const createSourceMapCache: OwnModule = () => ({
  // Asked by Node 20.
  getSourceMapsEnabled: () => false,
  getSourceMapsSupport: () => ({ enabled: false, nodeModules: false, generatedCode: false }),
  setSourceMapsSupport: nothing,
  findSourceMap: nothing,
  getSourceLine: nothing,
  maybeCacheSourceMap: nothing,
  maybeCacheGeneratedSourceMap: nothing,
  sourceMapCacheToObject: nothing,
});

/** Simplified: performance entries are not kept, and nothing observes them. The clock is all there. */
const createPerformanceObserver: OwnModule = () => ({
  PerformanceObserver: class PerformanceObserver {
    static readonly supportedEntryTypes: readonly string[] = [];
    observe(): void {}
    disconnect(): void {}
    takeRecords(): unknown[] {
      return [];
    }
  },
  PerformanceObserverEntryList: class PerformanceObserverEntryList {},
  bufferUserTiming: nothing,
  bufferResourceTiming: nothing,
  setResourceTimingBufferSize: nothing,
  setDispatchBufferFull: nothing,
  hasObserver: () => false,
  startPerf: nothing,
  stopPerf: nothing,
  enqueue: nothing,
  clearEntriesFromBuffer: nothing,
  filterBufferMapByNameAndType: () => [],
});

/** One process, the primary one. Simplified: `cluster.fork` does not exist; run several processes instead. */
const createCluster: OwnModule = (require) => {
  const EventEmitter = require('events') as unknown as new () => GuestObject;
  return Object.assign(new EventEmitter(), {
    isPrimary: true,
    isMaster: true,
    isWorker: false,
    workers: {},
    settings: {},
    SCHED_NONE: 1,
    SCHED_RR: 2,
    schedulingPolicy: 2,
    fork() {
      throw new Error('cluster.fork is not modelled by the simulator');
    },
  });
};

/** What a program meets that asks for something the simulator has not. */
const absent = (what: string) => (): never => {
  throw new Error(`${what} is not modelled by the simulator`);
};

/** The main thread, and no other. */
const createWorkerThreads: OwnModule = () => ({
  isMainThread: true,
  isInternalThread: false,
  parentPort: null,
  workerData: null,
  threadId: 0,
  threadName: '',
  resourceLimits: {},
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  Worker: class Worker {
    constructor() {
      absent('A worker thread')();
    }
  },
  MessageChannel: class MessageChannel {
    constructor() {
      absent('MessageChannel')();
    }
  },
  getEnvironmentData: nothing,
  setEnvironmentData: nothing,
  markAsUntransferable: nothing,
});

/** The names programs import from http2 to tell its requests from those of HTTP/1.1; there are none. */
const createHttp2: OwnModule = () => ({
  Http2ServerRequest: class Http2ServerRequest {},
  Http2ServerResponse: class Http2ServerResponse {},
  constants: {
    NGHTTP2_NO_ERROR: 0,
    NGHTTP2_PROTOCOL_ERROR: 1,
    NGHTTP2_INTERNAL_ERROR: 2,
    NGHTTP2_CANCEL: 8,
  },
  connect: absent('HTTP/2'),
  createServer: absent('HTTP/2'),
  createSecureServer: absent('HTTP/2'),
});

/** The parser that takes types off, with our own stripper behind it. */
const createAmaro = (compiler: ProgramCompiler): GuestObject => ({
  transformSync: (text: string, { filename = '' }: { filename?: string }) => ({
    code: compiler.stripTypes(text, filename),
  }),
});

/** Names a CommonJS file seems to export: Node 20 has the lexer among its modules, Node 24 in its C++ part. */
const createCjsLexer = (compiler: ProgramCompiler): GuestObject => ({
  parse(text: string) {
    const { exports, reExports } = compiler.commonJsNames(text);
    return { exports, reexports: reExports };
  },
});

/** DOMException is a script of its own kind in Node's library: it gets symbols, not bindings. */
function createDomException(environment: NodeEnvironment, realm: GuestRealm): GuestObject {
  const exports: GuestObject = {};
  const run = realm.compileLibrary('internal/per_context/domexception', {
    parameters: ['exports', 'primordials', 'privateSymbols', 'perIsolateSymbols'],
    globalObject: environment.globalObject,
    guardsFor: () => ({ names: [], values: [] }),
  });
  run.call(undefined, exports, realm.primordials, realm.privateSymbols, realm.symbols);
  return exports;
}

/** Runs the files of `--require`, before the program. */
function preload({ nodeOptions }: NodeEnvironment, require: (id: string) => GuestObject): void {
  const files = nodeOptions['--require'];
  if (!Array.isArray(files)) return;
  const { Module } = require('internal/modules/cjs/loader') as {
    Module: { _preloadModules(files: readonly string[]): void };
  };
  Module._preloadModules(files as readonly string[]);
}

export function createOwnModules(
  environment: NodeEnvironment,
  realm: GuestRealm,
  compiler: ProgramCompiler,
): Map<string, OwnModule> {
  return new Map<string, OwnModule>([
    ['internal/per_context/domexception', () => createDomException(environment, realm)],
    [
      'internal/process/pre_execution',
      (require) => ({
        prepareMainThreadExecution() {
          preload(environment, require);
          return environment.argv[0];
        },
        markBootstrapComplete: nothing,
      }),
    ],
    ['internal/source_map/source_map_cache', createSourceMapCache],
    ['crypto', (require) => createCryptoModule(environment, require, realm.algorithms)],
    ['zlib', (require) => createZlibModule(environment, require, realm.algorithms)],
    ['cluster', createCluster],
    ['worker_threads', createWorkerThreads],
    ['http2', createHttp2],
    ['internal/perf/observe', createPerformanceObserver],
    ['internal/deps/cjs-module-lexer/lexer', () => createCjsLexer(compiler)],
    ['internal/deps/amaro/dist/index', () => createAmaro(compiler)],
  ]);
}

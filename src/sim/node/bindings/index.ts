// All internal bindings of one process by name. Each is made when the library first asks for it.

import type { BootstrapOptions } from '../bootstrap.ts';
import type { Binding, GuestObject } from '../guest.ts';
import type { ProgramCompiler } from '../program-compiler.ts';
import { releaseOf } from '../release.ts';
import * as absent from './absent.ts';
import { createAsyncWrap, createAsyncWrapState } from './async-wrap.ts';
import { createBlob } from './blob.ts';
import { createBlockList } from './block-list.ts';
import { createBuffer } from './buffer.ts';
import { createCaresWrap } from './cares-wrap.ts';
import { createContextify } from './contextify.ts';
import { createErrors } from './errors.ts';
import { createFs } from './fs.ts';
import { createHeapStatistics } from './heap-statistics.ts';
import { createHttpParser } from './http-parser.ts';
import {
  createConfig,
  createCredentials,
  createOptions,
  createOs,
  createUv,
} from './machine-facts.ts';
import { createCjsLexer, createModuleWrap } from './module-wrap.ts';
import { createModules } from './modules.ts';
import { asInRelease } from './older-releases.ts';
import { createProcessMethods } from './process-methods.ts';
import { createStreamWrap } from './stream-wrap.ts';
import { createStringDecoder } from './string-decoder.ts';
import { createTaskQueue } from './task-queue.ts';
import { createPipeWrap, createTcpWrap } from './tcp-wrap.ts';
import { createTimers } from './timers.ts';
import { createTypes } from './types.ts';
import { createEncoding, createUrl } from './url.ts';
import { createUtil } from './util.ts';

export interface BindingsOptions extends BootstrapOptions {
  readonly compiler: ProgramCompiler;
  readonly require: (id: string) => GuestObject;
}

function createFactories(options: BindingsOptions): Record<string, () => Binding> {
  const { environment, compiler, guards, ticks, immediates, require } = options;
  const { constants, symbols } = environment;
  const streamState = new Int32Array(5);
  const countContinuation = (): void => guards.countContinuation(environment);
  const domException = (): unknown => {
    const exports: GuestObject = {};
    return require('internal/per_context/domexception')['DOMException'] ?? exports;
  };
  return {
    async_context_frame: () => absent.createAsyncContextFrame(environment, countContinuation),
    async_wrap: () => createAsyncWrap(environment, createAsyncWrapState(constants)),
    blob: createBlob,
    block_list: createBlockList,
    buffer: () => createBuffer(environment),
    builtins: () => ({ builtinIds: constants.builtinIds, natives: {}, config: '{}' }),
    cjs_lexer: () => createCjsLexer(compiler),
    cares_wrap: () => createCaresWrap(environment),
    config: createConfig,
    constants: () => ({ ...constants.constants, internal: {} }),
    contextify: () => createContextify(environment, compiler),
    credentials: () => createCredentials(environment),
    diagnostics_channel: absent.createDiagnosticsChannel,
    encoding_binding: () => createEncoding(environment),
    errors: () => createErrors(environment),
    fs: () => createFs(environment),
    fs_event_wrap: () => ({ FSEvent: class FSEvent {} }),
    fs_dir: () => absent.createSilent(['opendir', 'opendirSync']),
    heap_utils: absent.createHeapUtils,
    http_parser: () => createHttpParser(environment),
    inspector: absent.createInspector,
    messaging: () => absent.createMessaging(environment, domException),
    internal_only_v8: () => absent.createSilent(['queryObjects']),
    serdes: () => ({ Serializer: class Serializer {}, Deserializer: class Deserializer {} }),
    mksnapshot: absent.createSnapshot,
    module_wrap: () => createModuleWrap(environment, compiler),
    modules: () => createModules(environment),
    options: () => createOptions(environment),
    os: () => createOs(environment),
    performance: () => absent.createPerformance(environment),
    permission: absent.createPermission,
    pipe_wrap: () => createPipeWrap(environment, streamState),
    process_methods: () => createProcessMethods(environment),
    report: absent.createReport,
    stream_wrap: () => createStreamWrap(environment, streamState),
    string_decoder: () => createStringDecoder(environment),
    symbols: () => ({ ...symbols }),
    task_queue: () => createTaskQueue(environment, ticks, countContinuation),
    tcp_wrap: () => createTcpWrap(environment, streamState),
    timers: () => createTimers(environment, immediates),
    trace_events: absent.createTraceEvents,
    tty_wrap: () => ({ isTTY: () => false, TTY: class TTY {} }),
    types: createTypes,
    url: () => createUrl(environment),
    url_pattern: () => ({ URLPattern: class URLPattern {} }),
    util: () => createUtil(environment),
    uv: () => createUv(environment),
    v8: () => createHeapStatistics(environment),
    wasm_web_api: () => absent.createSilent(['setImplementation']),
    worker: absent.createWorker,
  };
}

/** `internalBinding` of one process. */
export function createBindings(options: BindingsOptions): (name: string) => Binding {
  const factories = createFactories(options);
  const { major } = releaseOf(options.environment.constants.version);
  const made = new Map<string, Binding>();
  return (name) => {
    let binding = made.get(name);
    if (!binding) {
      const create = factories[name];
      if (!create) throw new Error(`No such binding: ${name}`);
      binding = asInRelease(major, { name, binding: create() }, options.environment);
      made.set(name, binding);
    }
    return binding;
  };
}

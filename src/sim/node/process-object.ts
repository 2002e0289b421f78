// The `process` object of a program: facts, time, exit, streams, warnings. Methods are the library's own
// where it has them (internal/process/per_thread); the rest follows lib/internal/bootstrap/node.js.

import type { NodeEnvironment } from './environment.ts';
import type { GuestFunction, GuestObject } from './guest.ts';
import { releaseOf } from './release.ts';

type Require = (id: string) => GuestObject;

const EXITING = 0;
const EXIT_CODE = 1;
const HAS_EXIT_CODE = 2;

/** Environment variables: everything assigned becomes text, as in a real process. */
function createEnvironmentObject(variables: Record<string, string>): object {
  const target: Record<string, string> = { ...variables };
  return new Proxy(target, {
    set(object, name, value) {
      if (typeof name === 'string') object[name] = String(value);
      return true;
    },
    defineProperty(object, name, descriptor) {
      const value = String(descriptor.value);
      return Reflect.defineProperty(object, name, { ...descriptor, value });
    },
  });
}

/** The facts that modules of the library read while they load. Comes before any of them. */
export function defineProcessFacts(environment: NodeEnvironment): void {
  const { processObject, constants, argv, process, nodeOptions } = environment;
  const variables = Object.freeze({ v8_enable_i18n_support: 1, napi_build_version: '10' });
  Object.assign(processObject, {
    version: constants.version,
    versions: Object.freeze({ ...constants.versions }),
    arch: 'x64',
    platform: 'linux',
    release: { ...constants.release },
    argv: ['/usr/local/bin/node', ...argv],
    execArgv: [...environment.execArgv],
    env: createEnvironmentObject(environment.environmentVariables),
    pid: process.pid,
    ppid: 1,
    execPath: '/usr/local/bin/node',
    debugPort: 9229,
    argv0: 'node',
    title: 'node',
    config: Object.freeze({ target_defaults: Object.freeze({}), variables }),
    domain: null,
    features: Object.freeze({
      inspector: false,
      debug: false,
      uv: true,
      ipv6: true,
      tls: false,
      ...(releaseOf(constants.version).major > 20 && { typescript: 'strip' }),
      require_module: true,
    }),
    exitCodes: undefined,
    report: { reportOnUncaughtException: false },
    allowedNodeEnvironmentFlags: new Set(),
    sourceMapsEnabled: false,
    noDeprecation: nodeOptions['--deprecation'] === false,
    throwDeprecation: nodeOptions['--throw-deprecation'] === true,
    traceDeprecation: nodeOptions['--trace-deprecation'] === true,
    traceProcessWarnings: nodeOptions['--trace-warnings'] === true,
  });
  delete processObject['exitCodes'];
}

/** `process.exitCode` and `_exiting` live in fields that the exit path reads. */
function defineExitState(environment: NodeEnvironment, require: Require): void {
  const { processObject, privateSymbols } = environment;
  const symbol = privateSymbols['exit_info_private_symbol'] as symbol;
  const fields = processObject[symbol] as Int32Array;
  const { validateInteger } = require('internal/validators') as {
    validateInteger: (value: unknown, name: string) => void;
  };
  Object.defineProperties(processObject, {
    _exiting: {
      get: () => fields[EXITING] === 1,
      set: (value: unknown) => {
        fields[EXITING] = value ? 1 : 0;
      },
      enumerable: true,
      configurable: true,
    },
    exitCode: {
      get: () => (fields[HAS_EXIT_CODE] ? fields[EXIT_CODE] : undefined),
      set(code: unknown) {
        if (code === null || code === undefined) {
          fields[HAS_EXIT_CODE] = 0;
          return;
        }
        const value = typeof code === 'string' && code !== '' ? Number(code) : code;
        validateInteger(Number.isNaN(value) ? code : value, 'code');
        fields[EXIT_CODE] = value as number;
        fields[HAS_EXIT_CODE] = 1;
      },
      enumerable: true,
      configurable: false,
    },
  });
}

function defineMethods(environment: NodeEnvironment, require: Require): void {
  const { processObject } = environment;
  const { internalBinding } = require('internal/bootstrap/realm') as {
    internalBinding: (name: string) => Record<string, GuestFunction>;
  };
  const raw = internalBinding('process_methods');
  const credentials = internalBinding('credentials');
  const perThread = require('internal/process/per_thread') as {
    wrapProcessMethods: (raw: object) => Record<string, GuestFunction>;
    hrtime: GuestFunction;
    hrtimeBigInt: GuestFunction;
    ref: GuestFunction;
    unref: GuestFunction;
  };
  const wrapped = perThread.wrapProcessMethods(raw);
  const names = ['uptime', 'reallyExit', '_kill', 'cwd', 'chdir', 'umask', 'abort'];
  names.push('_getActiveRequests', '_getActiveHandles', 'getActiveResourcesInfo');
  names.push('constrainedMemory', 'availableMemory', 'dlopen');
  for (const name of names) processObject[name] = raw[name];
  for (const [name, method] of Object.entries(wrapped)) processObject[name] = method;
  for (const name of ['getuid', 'geteuid', 'getgid', 'getegid', 'getgroups']) {
    processObject[name] = credentials[name];
  }
  Object.assign(perThread.hrtime, { bigint: perThread.hrtimeBigInt });
  processObject['hrtime'] = perThread.hrtime;
  processObject['ref'] = perThread.ref;
  processObject['unref'] = perThread.unref;
  const { emitWarning } = require('internal/process/warning') as { emitWarning: GuestFunction };
  processObject['emitWarning'] = emitWarning;
  processObject['binding'] = (name: string): never => {
    throw new Error(`No such module: ${name}`);
  };
}

function defineFatalHandling(environment: NodeEnvironment, require: Require): void {
  const { processObject } = environment;
  const execution = require('internal/process/execution') as Record<string, GuestFunction>;
  processObject['_fatalException'] = execution['onGlobalUncaughtException'];
  for (const name of [
    'setUncaughtExceptionCaptureCallback',
    'hasUncaughtExceptionCaptureCallback',
  ]) {
    processObject[name] = execution[name];
  }
}

/** stdout and stderr write through at once, as files and pipes do on Linux; stdin is empty. */
function defineStreams(environment: NodeEnvironment, require: Require): void {
  const { processObject } = environment;
  const define = (name: string, create: () => unknown): void => {
    let stream: unknown;
    Object.defineProperty(processObject, name, {
      get: () => {
        stream ??= create();
        return stream;
      },
      enumerable: true,
      configurable: true,
    });
  };
  const output = (descriptor: number) => (): unknown => {
    const SyncWriteStream = require('internal/fs/sync_write_stream') as unknown as new (
      descriptor: number,
      options: object,
    ) => GuestObject;
    const stream = new SyncWriteStream(descriptor, { autoClose: false });
    stream['fd'] = descriptor;
    stream['_type'] = 'fs';
    stream['_isStdio'] = true;
    return stream;
  };
  define('stdout', output(1));
  define('stderr', output(2));
  define('stdin', () => {
    const { Readable } = require('stream') as {
      Readable: new (options: object) => GuestObject;
    };
    const stdin = new Readable({ read() {} });
    (stdin['push'] as GuestFunction).call(stdin, null);
    stdin['fd'] = 0;
    return stdin;
  });
}

/** Builds the program's `process`. The library's own modules are loaded as far as that needs them. */
export function defineProcessObject(environment: NodeEnvironment, require: Require): void {
  const { processObject } = environment;
  const EventEmitter = require('events') as unknown as GuestFunction & { prototype: object };
  const prototype = Object.getPrototypeOf(processObject) as object;
  Object.setPrototypeOf(prototype, EventEmitter.prototype);
  EventEmitter.call(processObject);
  Object.defineProperty(processObject, Symbol.toStringTag, {
    value: 'process',
    writable: true,
    enumerable: false,
  });
  defineExitState(environment, require);
  defineMethods(environment, require);
  defineFatalHandling(environment, require);
  defineStreams(environment, require);
  processObject['_exiting'] = false;
  const { onWarning } = require('internal/process/warning') as { onWarning: GuestFunction };
  (processObject['on'] as GuestFunction).call(processObject, 'warning', onWarning);
}

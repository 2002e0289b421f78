// internalBinding('process_methods'): time, memory, exit, signals (src/node_process_methods.cc).

import type { Signal } from '../../process/process.ts';
import { parseDotenv } from '../dotenv.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';
import { fileError } from './fs.ts';

const UV_ESRCH = -3;
const UV_EINVAL = -22;
const NANOSECONDS_PER_MICROSECOND = 1_000n;

export function createProcessMethods(environment: NodeEnvironment): Binding {
  const { constants, kernel, loop, machine, process } = environment;
  const startedUs = kernel.nowUs;
  const hrtimeBuffer = new Uint32Array(3);
  const bigHrtime = new BigUint64Array(hrtimeBuffer.buffer, 0, 1);
  // The machine had been up for a day when the simulation began.
  const uptimeUs = (): number => 86_400_000_000 + environment.readMonotonicUs();
  const signals = constants.constants.os.signals;
  return {
    hrtimeBuffer,
    hrtime() {
      const us = uptimeUs();
      const seconds = Math.floor(us / 1_000_000);
      hrtimeBuffer[0] = Math.floor(seconds / 0x100000000);
      hrtimeBuffer[1] = seconds >>> 0;
      hrtimeBuffer[2] = (us % 1_000_000) * 1_000;
    },
    hrtimeBigInt() {
      bigHrtime[0] = BigInt(Math.floor(uptimeUs())) * NANOSECONDS_PER_MICROSECOND;
    },
    uptime: () => (environment.readMonotonicUs() - startedUs) / 1_000_000,
    cwd: () => environment.workingDirectory,
    chdir(path: string) {
      environment.workingDirectory = machine.files.realPath(
        path.startsWith('/') ? path : `${environment.workingDirectory}/${path}`,
      );
    },
    umask: () => 0o22,
    _rawDebug: (text: string) => environment.write('stderr', `${text}\n`),
    reallyExit: (code: number) => environment.exit(code),
    _kill(pid: number, signal: number) {
      environment.checkAlive();
      const target = pid === process.pid ? process : machine.process(pid);
      if (!target) return UV_ESRCH;
      if (signal === 0) return 0;
      const name = Object.keys(signals).find((key) => signals[key] === signal);
      if (name === undefined) return UV_EINVAL;
      target.signal(name as Signal);
      environment.checkAlive();
      return 0;
    },
    _getActiveRequests: () => [],
    _getActiveHandles: () => loop.activeHandles,
    getActiveResourcesInfo: () => loop.activeHandles.map(() => 'TCPSocketWrap'),
    ...memoryMethods(environment),
    cpuUsage(values: Float64Array) {
      values[0] = environment.readMonotonicUs() - startedUs;
      values[1] = 0;
    },
    threadCpuUsage(values: Float64Array) {
      values[0] = environment.readMonotonicUs() - startedUs;
      values[1] = 0;
    },
    resourceUsage: (values: Float64Array) => values.fill(0),
    dlopen() {
      throw new Error('The simulator cannot load native addons');
    },
    patchProcessObject() {},
    setEmitWarningSync() {},
    loadEnvFile: (path: string = '.env') => loadEnvironmentFile(environment, path),
    execve() {
      throw new Error('The simulator cannot replace a process');
    },
    abort: () => process.signal('SIGABRT'),
    causeSegfault: () => process.signal('SIGABRT'),
  };
}

/** Adds a file's variables to those that are there; what is set already stays. */
function loadEnvironmentFile(environment: NodeEnvironment, path: string): void {
  const { machine, workingDirectory, processObject } = environment;
  const variables = processObject['env'] as Record<string, string>;
  try {
    const absolute = path.startsWith('/') ? path : `${workingDirectory}/${path}`;
    for (const [name, value] of parseDotenv(machine.files.readText(absolute))) {
      if (!(name in variables)) variables[name] = value;
    }
  } catch (error) {
    throw fileError(environment, error, { syscall: 'open', path, destination: undefined });
  }
}

/** The figures of the memory model: see heap-watch.ts. */
function memoryMethods({ machine, memory }: NodeEnvironment): Binding {
  const limitBytes = (machine.memoryMb ?? 0) * 1024 ** 2;
  return {
    memoryUsage(values: Float64Array) {
      const { rss, heapTotal, heapUsed, external, arrayBuffers } = memory.figures();
      values.set([rss, heapTotal, heapUsed, external, arrayBuffers]);
    },
    rss: () => memory.figures().rss,
    constrainedMemory: () => limitBytes,
    availableMemory: () =>
      limitBytes === 0 ? 1024 * 1024 ** 2 : Math.max(0, limitBytes - memory.figures().rss),
  };
}

// Bindings that only tell facts: how Node was built, its options, the machine, the user.
// internalBinding('config'), 'constants', 'options', 'credentials', 'os', 'uv', 'symbols', 'builtins'.

import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';

const MEMORY_BYTES = 2 * 1024 ** 3;

export const createConfig = (): Binding => ({
  isDebugBuild: false,
  hasIntl: false,
  hasSmallICU: false,
  hasInspector: false,
  hasOpenSSL: true,
  openSSLIsBoringSSL: false,
  fipsMode: false,
  hasTracing: false,
  hasNodeOptions: true,
  noBrowserGlobals: false,
  hasDtrace: false,
  hasCrypto: true,
  bits: 64,
  getDefaultLocale: () => 'en-US',
});

/** Options of the command line (`--max-old-space-size` ...) over Node's own defaults. */
export function createOptions(environment: NodeEnvironment): Binding {
  const fixed = { '--experimental-require-module': true };
  const values = {
    __proto__: null,
    ...environment.constants.options,
    ...fixed,
    ...environment.nodeOptions,
  };
  return {
    getCLIOptionsValues: () => values,
    getCLIOptionsInfo: () => ({ options: new Map(), aliases: new Map() }),
    getOptionsAsFlags: () => [],
    getEmbedderOptions: () => ({ hasEmbedderPreload: false, shouldNotRegisterESMLoader: false }),
    getEnvOptionsInputType: () => new Map(),
    getNamespaceOptionsInputType: () => new Map(),
    envSettings: {},
    types: {},
    noGlobalSearchPaths: false,
    shouldNotRegisterESMLoader: false,
  };
}

export function createCredentials(environment: NodeEnvironment): Binding {
  const userId = 1000;
  return {
    safeGetenv: (name: string) => environment.environmentVariables[name],
    getTempDir: () => environment.environmentVariables['TMPDIR'] ?? '/tmp',
    implementsPosixCredentials: true,
    getuid: () => userId,
    geteuid: () => userId,
    getgid: () => userId,
    getegid: () => userId,
    getgroups: () => [userId],
  };
}

export function createOs(environment: NodeEnvironment): Binding {
  const { machine } = environment;
  return {
    getAvailableParallelism: () => 2,
    getCPUs: () => ['Virtual CPU', 2400, 0, 0, 0, 0, 0, 'Virtual CPU', 2400, 0, 0, 0, 0, 0],
    getFreeMem: () => MEMORY_BYTES / 2,
    getTotalMem: () => MEMORY_BYTES,
    getHomeDirectory: () => '/home/node',
    getHostname: () => machine.host.name,
    getInterfaceAddresses: () => [
      ...['lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1],
      ...['eth0', machine.host.ip, '255.255.0.0', 'IPv4', '02:42:ac:12:00:02', false, -1],
    ],
    getLoadAvg: (values: Float64Array) => values.fill(0.1),
    getPriority: () => 0,
    setPriority: () => 0,
    getOSInformation: () => ['Linux', '#1 SMP PREEMPT_DYNAMIC', '6.1.0', 'x86_64'],
    getUserInfo: () => ({
      uid: 1000,
      gid: 1000,
      username: 'node',
      homedir: '/home/node',
      shell: '/bin/sh',
    }),
    getUptime: () => 86_400 + machine.kernel.nowUs / 1_000_000,
    isBigEndian: false,
  };
}

export function createUv(environment: NodeEnvironment): Binding {
  const { uv, uvErrors } = environment.constants;
  const map = new Map(uvErrors.map(([errno, name, message]) => [errno, [name, message]] as const));
  return {
    ...uv,
    errname: (errno: number) => map.get(errno)?.[0] ?? `Unknown system error ${errno}`,
    getErrorMap: () => map,
    getErrorMessage: (errno: number) => map.get(errno)?.[1] ?? `Unknown system error ${errno}`,
  };
}

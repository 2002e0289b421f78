// Directives of the main and events blocks, and `include`.

import {
  ANY_NUMBER,
  type Arity,
  type Context,
  type Directive,
  ONE_OR_MORE,
} from '../config/directive.ts';
import type { ConfigReader } from '../config/reader.ts';
import { readCount, readFlag, readMilliseconds } from '../config/setting.ts';
import { parseNumber } from '../config/values.ts';

/** Every kind of block. */
export const EVERYWHERE: readonly Context[] = [
  'main',
  'events',
  'http',
  'server',
  'location',
  'upstream',
  'if-server',
  'if-location',
  'limit_except',
];

/** Refuses the second use of a main-level directive. */
const once = (cf: ConfigReader, name: string): void => {
  const key = `${cf.context} ${name}`;
  if (cf.draft.given.has(key)) cf.fail(`"${name}" directive is duplicate`);
  cf.draft.given.add(key);
};

/** A directive of main or events that is checked and has no effect in the simulated world. */
const checked = (
  name: string,
  context: 'main' | 'events',
  check: (cf: ConfigReader, words: readonly string[]) => void,
  arity: Arity = [1, 1],
): Directive => ({
  name,
  contexts: [context],
  arity,
  apply: (cf, words) => {
    once(cf, name);
    check(cf, words);
  },
});

const anything = (): void => {};

/** Users a Debian box with nginx has. */
const USERS = new Set(['root', 'www-data', 'nobody', 'daemon', 'bin', 'sys', 'mail', 'backup']);

const readUser = (cf: ConfigReader, words: readonly string[]): void => {
  const [, user = '', group = user] = words;
  if (!USERS.has(user)) cf.fail(`getpwnam("${user}") failed`);
  const groups = group === 'nogroup' || USERS.has(group);
  if (!groups && !(words.length === 2 && user === 'nobody')) cf.fail(`getgrnam("${group}") failed`);
};

const readWorkerProcesses = (cf: ConfigReader, words: readonly string[]): void => {
  if (words[1] !== 'auto' && parseNumber(words[1] ?? '') === null) {
    cf.fail('"worker_processes" directive invalid value');
  }
};

const readEventMethod = (cf: ConfigReader, words: readonly string[]): void => {
  const method = words[1] ?? '';
  if (!['epoll', 'poll', 'select'].includes(method)) cf.fail(`invalid event type "${method}"`);
};

const include: Directive = {
  name: 'include',
  contexts: EVERYWHERE,
  arity: [1, 1],
  apply: (cf, words) => cf.include(words[1] ?? ''),
};

const events: Directive = {
  name: 'events',
  contexts: ['main'],
  arity: [0, 0],
  isBlock: true,
  apply: (cf) => {
    once(cf, 'events');
    cf.readBlock({ context: 'events' });
  },
};

const workerConnections: Directive = {
  name: 'worker_connections',
  contexts: ['events'],
  arity: [1, 1],
  apply: (cf, words) => {
    once(cf, 'worker_connections');
    const number = parseNumber(words[1] ?? '');
    cf.draft.workerConnections = number ?? cf.fail(`invalid number "${words[1]}"`);
  },
};

const loadModule: Directive = {
  name: 'load_module',
  contexts: ['main'],
  arity: [1, 1],
  apply: (cf, words) => {
    if (cf.draft.given.has('main events') || cf.draft.http) {
      cf.fail('"load_module" directive is specified too late');
    }
    const file = cf.fullName(words[1] ?? '');
    const reason = `${file}: cannot open shared object file: No such file or directory`;
    if (!cf.machine.files.exists(file)) cf.fail(`dlopen() "${file}" failed (${reason})`);
    cf.fail(`the simulator does not model dynamic modules: "${file}"`);
  },
};

/** The directives of the main and events blocks. */
export const MAIN_DIRECTIVES: readonly Directive[] = [
  include,
  events,
  workerConnections,
  loadModule,
  checked('user', 'main', readUser, [1, 2]),
  checked('worker_processes', 'main', readWorkerProcesses),
  checked('daemon', 'main', readFlag),
  checked('master_process', 'main', readFlag),
  checked('timer_resolution', 'main', readMilliseconds),
  checked('worker_priority', 'main', anything),
  checked('worker_cpu_affinity', 'main', anything, ONE_OR_MORE),
  checked('worker_rlimit_core', 'main', anything),
  checked('worker_shutdown_timeout', 'main', readMilliseconds),
  checked('working_directory', 'main', anything),
  checked('pcre_jit', 'main', readFlag),
  checked('lock_file', 'main', anything),
  checked('thread_pool', 'main', anything, [2, 3]),
  checked('ssl_engine', 'main', anything),
  { ...checked('env', 'main', anything), apply: anything },
  { ...checked('debug_points', 'main', anything), apply: anything },
  checked('worker_rlimit_nofile', 'main', (cf, words) => {
    cf.draft.workerOpenFiles = readCount(cf, words);
  }),
  checked('pid', 'main', (cf, words) => {
    cf.draft.pidFile = cf.fullName(words[1] ?? '');
  }),
  checked('multi_accept', 'events', readFlag),
  checked('accept_mutex', 'events', readFlag),
  checked('accept_mutex_delay', 'events', readMilliseconds),
  checked('worker_aio_requests', 'events', readCount),
  { ...checked('debug_connection', 'events', anything), apply: anything, arity: ANY_NUMBER },
  checked('use', 'events', readEventMethod),
];

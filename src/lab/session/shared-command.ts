// One thing that was done to a world, as a link carries it. Reading believes nothing: what is no command, names what the
// lab does not have, or is beyond what a page can replay is refused in words.

import {
  type Command,
  mostSends,
  readFault,
  readFaultTarget,
  readLoad,
  readServiceFault,
  type SystemSpec,
} from '#sim';
import type { LabData } from './lab-data.ts';
import { readRequest } from './request-text.ts';

/** Why a command was refused, as half a sentence. */
export class CommandError extends Error {}

/** A day: no step of a link takes longer, and no link goes on for longer. */
export const LONGEST_US = 86_400_000_000;
export const FILE_LIMIT = 200_000;
/** Requests that all steps of a link may send together, retries included: some seconds of a slow phone. */
export const SENDS_LIMIT = 20_000;
const BURST_LIMIT = 10_000;
const LINE_LIMIT = 10_000;
const BYTES_LIMIT = 2 ** 40;

type Fields = Readonly<Record<string, unknown>>;
type Of<Type extends Command['type']> = Extract<Command, { type: Type }>;
type Reader<Type extends Command['type']> = (value: Fields, data: LabData) => Of<Type>;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isCount = (value: unknown, limit: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= limit;

function countOf(value: Fields, field: string, limit: number): number {
  const count = value[field];
  if (!isCount(count, limit)) {
    throw new CommandError(`"${field}" must be a whole number from 0 to ${limit}`);
  }
  return count;
}

function idOf(value: Fields): string {
  const { id } = value;
  if (typeof id === 'string' && /^[\w.-]{1,60}$/.test(id)) return id;
  throw new CommandError('"id" must be a short name');
}

function hostOf(name: unknown, { hosts }: SystemSpec): SystemSpec['hosts'][number] {
  const host = hosts.find((one) => one.name === name);
  if (host) return host;
  throw new CommandError(`the lab has no host "${String(name).slice(0, 60)}"`);
}

const hostName = (value: Fields, data: LabData): string => hostOf(value['host'], data.system).name;

function requestOf(value: Fields): Of<'request'>['request'] {
  const request = readRequest(value['request']);
  if (request) return request;
  throw new CommandError('its request is none');
}

/** The service of a host, where one of several is meant. */
function serviceOf(value: Fields, data: LabData): { readonly service?: string } {
  const { service } = value;
  if (service === undefined) return {};
  const host = hostOf(value['host'], data.system);
  const names = host.kind === 'node' ? (host.services ?? []).map(({ name }) => name) : [];
  const found = [host.name, ...names].find((name) => name === service);
  if (found !== undefined && host.kind === 'node') return { service: found };
  throw new CommandError(`"${host.name}" has no service "${String(service).slice(0, 60)}"`);
}

const SIGNALS = ['SIGSTOP', 'SIGCONT', 'SIGTERM', 'SIGKILL', 'SIGINT', 'SIGHUP'] as const;
const TERMINAL_SIGNALS = ['SIGINT', 'SIGTSTP', 'SIGQUIT', 'EOF'] as const;

function signalOf<Name extends string>(value: Fields, known: readonly Name[]): Name {
  const found = known.find((name) => name === value['signal']);
  if (found !== undefined) return found;
  throw new CommandError(`"signal" must be one of ${known.join(', ')}`);
}

function sessionOf(value: Fields): string {
  const { session } = value;
  if (typeof session === 'string' && /^[a-z]{1,20}$/.test(session)) return session;
  throw new CommandError('"session" must be a short word');
}

function conditionsOf(value: Fields): Of<'link'>['conditions'] {
  const { conditions } = value;
  if (!isRecord(conditions)) throw new CommandError('"conditions" is not an object');
  for (const [name, set] of Object.entries(conditions)) {
    const limit = CONDITIONS[name];
    const isFit =
      limit === 'flag'
        ? typeof set === 'boolean'
        : typeof set === 'number' && set >= 0 && set <= (limit ?? -1);
    if (!isFit) throw new CommandError(`"${name.slice(0, 60)}" is no such condition of a link`);
  }
  return conditions;
}

/** What can be set on a link, and up to what. */
const CONDITIONS: Readonly<Record<string, number | 'flag' | undefined>> = {
  latencyUs: LONGEST_US,
  jitterUs: LONGEST_US,
  bytesPerSecond: BYTES_LIMIT,
  lossProbability: 1,
  blackhole: 'flag',
};

/** The hosts a fault is on have to be the lab's. */
function faultPlace(value: Fields, fault: Of<'fault'>['fault'], data: LabData): Of<'fault'>['on'] {
  const on = readFaultTarget(value['on'], fault);
  const hosts = 'link' in on ? on.link : 'host' in on ? [on.host] : [];
  for (const host of hosts) hostOf(host, data.system);
  const [first] = hosts;
  const isOfProcess = ['pause', 'kill', 'terminate', 'out-of-memory'].includes(fault.type);
  if (isOfProcess && hostOf(first, data.system).kind === 'client') {
    throw new CommandError(`a client cannot be struck by "${fault.type}"`);
  }
  return on;
}

function readSave(value: Fields, data: LabData): Of<'save'> {
  const { host, path, text } = value;
  const file = data.files.find((one) => one.host === host && one.path === path);
  if (!file) throw new CommandError('it saves a file the lab does not have');
  if (typeof text !== 'string' || text.length > FILE_LIMIT) {
    throw new CommandError('its text is no text, or too long');
  }
  return { type: 'save', host: file.host, path: file.path, text };
}

function readLine(value: Fields): Of<'terminal'> {
  const { line } = value;
  if (typeof line !== 'string' || line.length > LINE_LIMIT) {
    throw new CommandError('"line" is no line, or too long');
  }
  return { type: 'terminal', session: sessionOf(value), line };
}

/** Every command there is, and how it is read. */
const READERS: { readonly [Type in Command['type']]: Reader<Type> } = {
  request: (value) => ({ type: 'request', request: requestOf(value) }),
  visit: (value) => ({
    type: 'visit',
    request: requestOf(value),
    ...(typeof value['isReload'] === 'boolean' && { isReload: value['isReload'] }),
  }),
  burst: (value) => ({
    type: 'burst',
    request: requestOf(value),
    count: countOf(value, 'count', BURST_LIMIT),
    everyUs: countOf(value, 'everyUs', LONGEST_US),
  }),
  load: (value) => ({ type: 'load', id: idOf(value), load: readLoad(value['load']) }),
  'stop-load': (value) => ({ type: 'stop-load', id: idOf(value) }),
  save: readSave,
  apply: (value, data) => ({ type: 'apply', host: hostName(value, data) }),
  'start-service': (value, data) => ({
    type: 'start-service',
    host: hostName(value, data),
    ...serviceOf(value, data),
  }),
  'stop-service': (value, data) => ({
    type: 'stop-service',
    host: hostName(value, data),
    ...serviceOf(value, data),
  }),
  'restart-service': (value, data) => ({
    type: 'restart-service',
    host: hostName(value, data),
    ...serviceOf(value, data),
  }),
  signal: (value, data) => ({
    type: 'signal',
    host: hostName(value, data),
    signal: signalOf(value, SIGNALS),
  }),
  link: (value, data) => {
    const { between } = value;
    if (!Array.isArray(between) || between.length !== 2) {
      throw new CommandError('"between" must be the names of two hosts');
    }
    const [one, other] = between.map((name) => hostOf(name, data.system).name);
    return { type: 'link', between: [one ?? '', other ?? ''], conditions: conditionsOf(value) };
  },
  fault: (value, data) => {
    const fault = readFault(value['fault']);
    const on = faultPlace(value, fault, data);
    const lasts =
      value['durationUs'] === undefined
        ? {}
        : { durationUs: countOf(value, 'durationUs', LONGEST_US) };
    return { type: 'fault', id: idOf(value), fault, on, ...lasts };
  },
  'clear-fault': (value) => ({ type: 'clear-fault', id: idOf(value) }),
  'service-fault': (value, data) => {
    const { name, kind } = hostOf(value['host'], data.system);
    return {
      type: 'service-fault',
      host: name,
      ...readServiceFault(kind, value['fault'], value['setting']),
    };
  },
  'terminal-open': (value, data) => ({
    type: 'terminal-open',
    session: sessionOf(value),
    host: hostName(value, data),
  }),
  terminal: readLine,
  'terminal-signal': (value) => ({
    type: 'terminal-signal',
    session: sessionOf(value),
    signal: signalOf(value, TERMINAL_SIGNALS),
  }),
  wait: (value) => ({ type: 'wait', durationUs: countOf(value, 'durationUs', LONGEST_US) }),
};

/** A command of a link. Throws an error whose message says what is wrong where it is none of this lab. */
export function readCommand(value: unknown, data: LabData): Command {
  if (!isRecord(value)) throw new CommandError('it is not an object');
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(READERS, type)) {
    throw new CommandError(`there is no "${String(type).slice(0, 60)}"`);
  }
  return READERS[type as Command['type']](value, data);
}

/** How many requests a command can send at the most. */
export function sendsOf(command: Command): number {
  if (command.type === 'burst') return command.count;
  return command.type === 'load' ? mostSends(command.load) : 0;
}

// Checks faults that come from outside (a link, a manifest): every field known, of its kind and within its limits, and
// a target the fault can strike. It says in one line what is wrong and knows no hosts: that is the world's part.

import {
  checkFields as checkPlain,
  type FieldCheck,
  type FieldChecks,
  flag,
  name,
  number,
  oneOf,
  type PlainFields,
  fieldsOf as plainFields,
  whole,
} from './check-fields.ts';
import {
  FAULT_FAMILIES,
  type Fault,
  type FaultFamily,
  type FaultTarget,
  familyOf,
  type ScheduledFault,
} from './fault.ts';

/** Something that is no fault, or cannot strike there. The message says which field, and what it takes. */
export class FaultError extends Error {}

const addresses: FieldCheck = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= 16 &&
  value.every((one) => typeof one === 'string' && /^\d{1,3}(\.\d{1,3}){3}$/.test(one))
    ? null
    : 'a list of IPv4 addresses';

/** A day, in milliseconds: no fault of this vocabulary waits for longer. */
const DAY_MS = 86_400_000;
/** 30 years either way. */
const LONGEST_SKEW_MS = 1e12;
const MOST_BYTES = 2 ** 40;
/** Moments of a schedule: a year of simulated time. */
const LAST_US = 365 * DAY_MS * 1_000;

const CHANCE: FieldChecks = {
  'probability?': number(0, 1),
  'seed?': whole(0, 0xffffffff),
};

/** The fields of each type. */
const FIELDS: Readonly<Record<Fault['type'], FieldChecks>> = {
  refuse: {},
  blackhole: {},
  unreachable: {},
  reset: {},
  latency: { latencyMs: number(0, DAY_MS), 'jitterMs?': number(0, DAY_MS) },
  bandwidth: { bytesPerSecond: number(1, MOST_BYTES) },
  cut: {
    afterBytes: whole(0, MOST_BYTES),
    direction: oneOf('to-server', 'to-client'),
    by: oneOf('reset', 'fin', 'silence'),
  },
  'slow-close': { delayMs: number(0, DAY_MS) },
  'half-open': { answer: oneOf('silence', 'reset') },
  'lost-answer': {},
  'dns-failure': { name, answer: oneOf('NXDOMAIN', 'SERVFAIL', 'TIMEOUT') },
  'dns-change': { name, addresses },
  'slow-processor': { factor: number(1, 1_000) },
  'disk-full': { freeBytes: whole(0, MOST_BYTES) },
  'clock-skew': { skewMs: number(-LONGEST_SKEW_MS, LONGEST_SKEW_MS) },
  'tls-failure': {
    failure: oneOf('handshake', 'protocol', 'expired', 'self-signed', 'wrong-name'),
  },
  pause: {},
  kill: {},
  terminate: {},
  'out-of-memory': { of: oneOf('machine', 'heap') },
};

const fieldsOf = (value: unknown, where: string): PlainFields =>
  plainFields(value, where, FaultError);
const checkFields = (fields: PlainFields, checks: FieldChecks, where: string): void =>
  checkPlain(fields, checks, where, FaultError);

/** Reads a fault; throws a FaultError for anything else. */
export function readFault(value: unknown): Fault {
  const { type, ...fields } = fieldsOf(value, 'The fault');
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) {
    throw new FaultError(`There is no fault of type "${String(type)}"`);
  }
  const own = FIELDS[type as Fault['type']];
  checkFields(fields, { ...own, ...CHANCE }, `The fault "${type}"`);
  return value as Fault;
}

const TARGETS: Readonly<Record<FaultFamily, string>> = {
  network: 'a link or a host',
  name: 'a host or everywhere',
  machine: 'a host',
  process: 'a host or a process',
};

type TargetKind = 'link' | 'host' | 'process' | 'everywhere';

const targetKind = (fields: PlainFields): TargetKind => {
  if (fields['link'] !== undefined) return 'link';
  if (fields['everywhere'] !== undefined) return 'everywhere';
  return fields['process'] === undefined ? 'host' : 'process';
};

const pair: FieldCheck = (value) =>
  Array.isArray(value) && value.length === 2 && value.every((one) => name(one) === null)
    ? null
    : 'the names of two hosts';
const port = whole(1, 65_535);

const TARGET_FIELDS: Readonly<Record<TargetKind, FieldChecks>> = {
  link: { link: pair, 'port?': port, 'oneWay?': flag },
  host: { host: name, 'port?': port },
  process: { host: name, process: name },
  everywhere: { everywhere: (value) => (value === true ? null : 'true') },
};

const STRIKES: Readonly<Record<FaultFamily, readonly TargetKind[]>> = {
  network: ['link', 'host'],
  name: ['host', 'everywhere'],
  machine: ['host'],
  process: ['host', 'process'],
};

/** Reads where a fault strikes; throws a FaultError where that fault cannot. */
export function readFaultTarget(value: unknown, fault: Fault): FaultTarget {
  const fields = fieldsOf(value, 'The target');
  const kind = targetKind(fields);
  checkFields(fields, TARGET_FIELDS[kind], 'The target');
  const family = familyOf(fault.type);
  if (!STRIKES[family].includes(kind) || (fields['port'] !== undefined && family !== 'network')) {
    throw new FaultError(`The fault "${fault.type}" strikes ${TARGETS[family]}, without more`);
  }
  return value as FaultTarget;
}

/** Reads an entry of a schedule; throws a FaultError for anything else. */
export function readScheduledFault(value: unknown): ScheduledFault {
  const fields = fieldsOf(value, 'The scheduled fault');
  const { fault, on, repeat, ...times } = fields;
  const moment = whole(0, LAST_US);
  checkFields(times, { id: name, fromUs: moment, 'untilUs?': moment }, 'The scheduled fault');
  if (repeat !== undefined) {
    const checks = { everyUs: whole(1, LAST_US), 'times?': whole(1, 1_000_000) };
    checkFields(fieldsOf(repeat, 'The repeat'), checks, 'The repeat');
  }
  readFaultTarget(on, readFault(fault));
  const scheduled = value as ScheduledFault;
  const { fromUs, untilUs = Number.POSITIVE_INFINITY } = scheduled;
  const lastsUs = untilUs - fromUs;
  if (lastsUs < 0) throw new FaultError(`The fault "${scheduled.id}" ends before it begins`);
  if (
    scheduled.repeat &&
    untilUs !== Number.POSITIVE_INFINITY &&
    scheduled.repeat.everyUs < lastsUs
  ) {
    throw new FaultError(`The fault "${scheduled.id}" begins again before it ends`);
  }
  return scheduled;
}

/** Every type of fault there is, family by family. */
export const FAULT_TYPES: readonly Fault['type'][] = Object.values(FAULT_FAMILIES).flat();

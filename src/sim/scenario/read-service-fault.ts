// Checks faults of services that come from outside (a link): which there are for each kind of host, and what their
// settings take. What they do is in `setFault` of each service.

import {
  checkFields,
  type FieldChecks,
  fieldsOf,
  flag,
  number,
  oneOf,
  text,
  whole,
} from './check-fields.ts';
import type { FaultSetting } from './host-service.ts';
import { FaultError } from './read-fault.ts';
import type { HostSpec } from './system.ts';

const DAY_MS = 86_400_000;
const MOST_BYTES = 2 ** 40;
const ms = number(0, DAY_MS);
const count = whole(0, 1_000_000);
const status = whole(100, 599);

const POLICIES = [
  'noeviction',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
] as const;

type FaultsOfKind = Readonly<Record<string, FieldChecks>>;

/** The faults of each kind of service and their settings. */
const SERVICE_FAULTS: { readonly [Kind in HostSpec['kind']]?: FaultsOfKind } = {
  postgres: {
    'stop-accepting': {},
    'starting-up': {},
    'disk-full': {},
    'read-only': {},
    slow: { 'factor?': number(1, 100_000) },
    'max-connections': { 'limit?': whole(0, 10_000) },
    'kill-connections': { 'polite?': flag },
  },
  redis: {
    refuse: {},
    loading: { 'ms?': ms },
    'disk-full': {},
    replica: { 'master?': text(300) },
    password: { password: text(500) },
    'max-clients': { count },
    memory: { bytes: whole(0, MOST_BYTES), 'policy?': oneOf(...POLICIES) },
    slow: { ms },
    'kill-connections': { 'reset?': flag },
  },
  api: {
    refuse: {},
    hang: {},
    reset: {},
    'reset-on-reuse': {},
    garbage: { 'text?': text(10_000) },
    status: { 'status?': status, 'retryAfter?': number(0, 86_400) },
    'rate-limit': {
      'requests?': count,
      'perMs?': ms,
      'status?': status,
      'retryAfter?': flag,
    },
    html: { 'status?': status },
    'slow-head': { 'ms?': ms },
    'slow-body': { 'ms?': ms },
    cut: { 'afterBytes?': whole(0, MOST_BYTES), 'by?': oneOf('end', 'reset') },
  },
};

/** The faults a kind of service has, by name. */
export const serviceFaultNames = (kind: HostSpec['kind']): readonly string[] =>
  Object.keys(SERVICE_FAULTS[kind] ?? {});

/** Reads a fault of a service and its setting (null ends it); throws a FaultError for anything else. */
export function readServiceFault(
  kind: HostSpec['kind'],
  fault: unknown,
  setting: unknown,
): { readonly fault: string; readonly setting: FaultSetting } {
  const faults = SERVICE_FAULTS[kind];
  if (!faults) throw new FaultError(`A host of the kind "${kind}" has no faults of its own`);
  if (typeof fault !== 'string' || !Object.hasOwn(faults, fault)) {
    const names = Object.keys(faults).join(', ');
    throw new FaultError(`"${kind}" has no fault "${String(fault)}"; it has ${names}`);
  }
  if (setting === null) return { fault, setting };
  const where = `The fault "${fault}"`;
  const fields = fieldsOf(setting, where, FaultError);
  checkFields(fields, faults[fault] ?? {}, where, FaultError);
  return { fault, setting: fields as FaultSetting };
}

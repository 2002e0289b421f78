import { describe, expect, it } from 'vitest';
import { API_FAULTS, checkFault } from '../api/faults.ts';
import { FaultError } from './read-fault.ts';
import { readServiceFault, serviceFaultNames } from './read-service-fault.ts';

describe('readServiceFault', () => {
  it.each([
    ['postgres', 'slow', { factor: 10 }],
    ['postgres', 'kill-connections', { polite: false }],
    ['redis', 'memory', { bytes: 1_000, policy: 'allkeys-lru' }],
    ['redis', 'loading', null],
    ['api', 'status', { status: 503, retryAfter: 2 }],
    ['api', 'cut', { afterBytes: 10, by: 'reset' }],
  ] as const)('takes %s: %s %j', (kind, fault, setting) => {
    expect(readServiceFault(kind, fault, setting)).toEqual({ fault, setting });
  });

  it('knows every fault of an API', () => {
    expect(serviceFaultNames('api').toSorted()).toEqual(API_FAULTS.toSorted());
    for (const name of serviceFaultNames('api')) expect(checkFault(name)).toBe(name);
  });

  it.each([
    ['nginx', 'slow', null, 'A host of the kind "nginx" has no faults of its own'],
    ['redis', 'fire', null, '"redis" has no fault "fire"; it has refuse, loading'],
    ['redis', 'constructor', null, '"redis" has no fault "constructor"'],
    ['redis', 'slow', {}, 'The fault "slow" lacks the field "ms"'],
    ['redis', 'slow', { ms: 1e12 }, '"ms" must be a number from 0 to 86400000'],
    ['redis', 'memory', { bytes: 1, policy: 'random' }, '"policy" must be one of noeviction'],
    ['postgres', 'slow', [], 'The fault "slow" is not an object'],
    ['api', 'status', { status: '503' }, '"status" must be a whole number from 100 to 599'],
  ] as const)('refuses %s: %s %j', (kind, fault, setting, message) => {
    expect(() => readServiceFault(kind, fault, setting)).toThrow(FaultError);
    expect(() => readServiceFault(kind, fault, setting)).toThrow(message);
  });
});

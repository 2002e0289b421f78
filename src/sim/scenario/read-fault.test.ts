import { describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import {
  FAULT_TYPES,
  FaultError,
  readFault,
  readFaultTarget,
  readScheduledFault,
} from './read-fault.ts';

/** One of each type: a new one has to be added here. */
const EXAMPLES: { readonly [Type in Fault['type']]: Extract<Fault, { type: Type }> } = {
  refuse: { type: 'refuse', probability: 0.5, seed: 1 },
  blackhole: { type: 'blackhole' },
  unreachable: { type: 'unreachable' },
  reset: { type: 'reset' },
  latency: { type: 'latency', latencyMs: 20, jitterMs: 5 },
  bandwidth: { type: 'bandwidth', bytesPerSecond: 1_000 },
  cut: { type: 'cut', afterBytes: 100, direction: 'to-client', by: 'fin' },
  'slow-close': { type: 'slow-close', delayMs: 100 },
  'half-open': { type: 'half-open', answer: 'silence' },
  'lost-answer': { type: 'lost-answer' },
  'dns-failure': { type: 'dns-failure', name: '*', answer: 'SERVFAIL' },
  'dns-change': { type: 'dns-change', name: 'db', addresses: ['10.0.0.9'] },
  'slow-processor': { type: 'slow-processor', factor: 4 },
  'disk-full': { type: 'disk-full', freeBytes: 0 },
  'clock-skew': { type: 'clock-skew', skewMs: -1_000 },
  'tls-failure': { type: 'tls-failure', failure: 'expired' },
  pause: { type: 'pause' },
  kill: { type: 'kill' },
  terminate: { type: 'terminate' },
  'out-of-memory': { type: 'out-of-memory', of: 'heap' },
};

describe('readFault', () => {
  it.each(FAULT_TYPES)('takes %s with its fields, and no other', (type) => {
    const fault = EXAMPLES[type];
    expect(readFault(JSON.parse(JSON.stringify(fault)))).toEqual(fault);
    expect(() => readFault({ ...fault, colour: 'red' })).toThrow(
      new FaultError(`The fault "${type}" has an unknown field "colour"`),
    );
  });

  it.each(FAULT_TYPES)('misses each field of %s that has to be there', (type) => {
    const { probability: _p, seed: _s, ...fault } = EXAMPLES[type];
    for (const field of Object.keys(fault)) {
      if (field === 'type' || field === 'jitterMs') continue;
      const rest = Object.fromEntries(Object.entries(fault).filter(([name]) => name !== field));
      expect(() => readFault(rest)).toThrow(`lacks the field "${field}"`);
    }
  });

  it.each([
    [null, 'The fault is not an object'],
    [[], 'The fault is not an object'],
    [{ type: 'fire' }, 'There is no fault of type "fire"'],
    [{ type: 'constructor' }, 'There is no fault of type "constructor"'],
    [{ type: 'refuse', probability: 2 }, '"probability" must be a number from 0 to 1'],
    [{ type: 'refuse', seed: 0.5 }, '"seed" must be a whole number from 0 to 4294967295'],
    [{ type: 'latency', latencyMs: '9' }, '"latencyMs" must be a number from 0 to 86400000'],
    [{ type: 'latency', latencyMs: Number.NaN }, '"latencyMs" must be a number'],
    [{ type: 'bandwidth', bytesPerSecond: 0 }, '"bytesPerSecond" must be a number from 1'],
    [{ ...EXAMPLES['dns-change'], addresses: ['db'] }, 'must be a list of IPv4 addresses'],
    [{ ...EXAMPLES.cut, by: 'magic' }, '"by" must be one of reset, fin, silence'],
  ])('says what is wrong with %j', (value, message) => {
    expect(() => readFault(value)).toThrow(message);
  });
});

describe('readFaultTarget', () => {
  const network = EXAMPLES.refuse;

  it('takes what a fault can strike', () => {
    for (const on of [
      { link: ['a', 'b'], port: 80, oneWay: true },
      { host: 'a', port: 80 },
    ]) {
      expect(readFaultTarget(on, network)).toEqual(on);
    }
    expect(readFaultTarget({ everywhere: true }, EXAMPLES['dns-change'])).toBeTruthy();
    expect(readFaultTarget({ host: 'a', process: 'nginx' }, EXAMPLES.kill)).toBeTruthy();
  });

  it.each([
    [{ everywhere: true }, network, 'The fault "refuse" strikes a link or a host'],
    [{ link: ['a', 'b'] }, EXAMPLES.kill, 'The fault "kill" strikes a host or a process'],
    [{ host: 'a', port: 1 }, EXAMPLES.kill, 'The fault "kill" strikes a host or a process'],
    [{ host: 'a', process: 'b' }, EXAMPLES['disk-full'], 'The fault "disk-full" strikes a host'],
    [{ link: ['a'] }, network, '"link" must be the names of two hosts'],
    [{ host: 'a', port: 70_000 }, network, '"port" must be a whole number from 1 to 65535'],
    [{}, network, 'The target lacks the field "host"'],
    ['app', network, 'The target is not an object'],
  ])('refuses %j', (on, fault, message) => {
    expect(() => readFaultTarget(on, fault)).toThrow(message);
  });
});

describe('readScheduledFault', () => {
  const scheduled = { id: 'a', fault: EXAMPLES.kill, on: { host: 'app' }, fromUs: 1 };

  it('takes a fault with its times', () => {
    const full = { ...scheduled, untilUs: 5, repeat: { everyUs: 10, times: 3 } };
    expect(readScheduledFault(full)).toEqual(full);
    expect(readScheduledFault(scheduled)).toEqual(scheduled);
  });

  it.each([
    [{ untilUs: 0 }, 'The fault "a" ends before it begins'],
    [{ untilUs: 100, repeat: { everyUs: 10 } }, 'The fault "a" begins again before it ends'],
    [{ fromUs: -1 }, '"fromUs" must be a whole number from 0'],
    [{ repeat: { everyUs: 0 } }, '"everyUs" must be a whole number from 1'],
    [{ weather: 'bad' }, 'has an unknown field "weather"'],
    [{ fault: { type: 'fire' } }, 'There is no fault of type "fire"'],
    [{ on: { everywhere: true } }, 'The fault "kill" strikes a host or a process'],
  ])('refuses %j', (change, message) => {
    expect(() => readScheduledFault({ ...scheduled, ...change })).toThrow(message);
  });
});

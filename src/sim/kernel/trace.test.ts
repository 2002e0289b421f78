import { describe, expect, it } from 'vitest';
import { Trace } from './trace.ts';

declare module './trace.ts' {
  interface TraceEvents {
    'test-happening': { readonly value: number };
  }
}

function newTrace(keep?: number): { trace: Trace; clock: { nowUs: number } } {
  const clock = { nowUs: 0 };
  return { trace: new Trace(() => clock.nowUs, { keep }), clock };
}

const values = (trace: Trace, from?: number): number[] =>
  trace.since(from).map((event) => (event.kind === 'test-happening' ? event.value : Number.NaN));

describe('Trace', () => {
  it('gives each event the moment it happened', () => {
    const { trace, clock } = newTrace();
    clock.nowUs = 12;
    trace.record({ kind: 'test-happening', value: 1 });
    expect(trace.since()).toEqual([{ atUs: 12, kind: 'test-happening', value: 1 }]);
  });

  it('reads on from a place', () => {
    const { trace } = newTrace();
    for (let value = 0; value < 5; value++) trace.record({ kind: 'test-happening', value });
    const place = trace.length;
    trace.record({ kind: 'test-happening', value: 5 });
    expect(values(trace, place)).toEqual([5]);
    expect(values(trace, trace.length)).toEqual([]);
  });

  it('keeps the newest events, and places stay what they were', () => {
    const { trace } = newTrace(10);
    for (let value = 0; value < 35; value++) trace.record({ kind: 'test-happening', value });
    expect(trace.length).toBe(35);
    expect(values(trace, 33)).toEqual([33, 34]);
    const kept = values(trace);
    expect(kept.length).toBeGreaterThanOrEqual(10);
    expect(kept.length).toBeLessThanOrEqual(20);
    expect(kept.at(-1)).toBe(34);
  });

  it('tells listeners until they leave', () => {
    const { trace } = newTrace();
    const seen: string[] = [];
    const leave = trace.subscribe((event) => seen.push(`first ${event.kind}`));
    trace.subscribe(() => seen.push('second'));
    trace.record({ kind: 'test-happening', value: 1 });
    leave();
    leave();
    trace.record({ kind: 'test-happening', value: 2 });
    expect(seen).toEqual(['first test-happening', 'second', 'second']);
  });

  it('lets a listener leave while it is being told', () => {
    const { trace } = newTrace();
    const seen: number[] = [];
    const leave = trace.subscribe(() => {
      seen.push(1);
      leave();
    });
    trace.subscribe(() => seen.push(2));
    trace.record({ kind: 'test-happening', value: 1 });
    trace.record({ kind: 'test-happening', value: 2 });
    expect(seen).toEqual([1, 2, 2]);
  });

  it('has one digest for one history, whatever was dropped from memory', () => {
    const digestWith = (keep: number, last: number): string => {
      const { trace } = newTrace(keep);
      for (let value = 0; value < 30; value++) trace.record({ kind: 'test-happening', value });
      trace.record({ kind: 'test-happening', value: last });
      return trace.digest();
    };
    expect(digestWith(3, 1)).toBe(digestWith(1000, 1));
    expect(digestWith(1000, 2)).not.toBe(digestWith(1000, 1));
  });

  it('has no digest where it was not to be hashed, and is the same otherwise', () => {
    const trace = new Trace(() => 0, { keep: 10, isHashed: false });
    for (let value = 0; value < 35; value++) trace.record({ kind: 'test-happening', value });
    trace.addPayload(new Uint8Array(3));
    expect(values(trace, 33)).toEqual([33, 34]);
    expect(() => trace.digest()).toThrow('not to be hashed');
  });

  it('covers the time of events and the bytes that travelled', () => {
    const at = (nowUs: number, bytes: number[]): string => {
      const { trace, clock } = newTrace();
      clock.nowUs = nowUs;
      trace.record({ kind: 'test-happening', value: 1 });
      trace.addPayload(new Uint8Array(bytes));
      return trace.digest();
    };
    expect(at(1, [1])).toBe(at(1, [1]));
    expect(at(2, [1])).not.toBe(at(1, [1]));
    expect(at(1, [2])).not.toBe(at(1, [1]));
  });
});

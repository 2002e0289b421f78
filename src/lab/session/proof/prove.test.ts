import { describe, expect, it } from 'vitest';
import type { SystemSpec, TraceEvent } from '#sim';
import type { MeasureData, ProofData, ProofStepData } from './proof-data.ts';
import { proofOf } from './prove.ts';

const system: SystemSpec = {
  seed: 1,
  startedAt: '2026-11-27T08:00:00Z',
  entry: { host: 'nginx', port: 80, publicName: 'shop.test' },
  hosts: [
    { kind: 'client', name: 'client', label: 'You' },
    { kind: 'nginx', name: 'nginx', label: 'nginx', ip: '10.0.0.10', version: '1.22.1' },
  ],
};

const request = { method: 'GET', target: '/items/{n}', fields: [], body: '', timeoutMs: 0 };

const sent = (change: Partial<Extract<ProofStepData, { do: 'send' }>> = {}): ProofStepData => ({
  do: 'send',
  request,
  times: 1,
  everyMs: 0,
  expect: {
    statuses: [200],
    json: false,
    mentions: [],
    hides: [],
    members: {},
    fields: {},
    withinMs: null,
  },
  ...change,
});

/** A world that answers: each request with the next of these statuses, so many milliseconds later. */
function worldOf(data: ProofData, statuses: readonly number[], tookMs = 1): TraceEvent[] {
  const { script } = proofOf(data, system);
  const events: TraceEvent[] = [];
  let atUs = 0;
  let number = 0;
  for (const command of script.commands) {
    events.push({ kind: 'command', atUs, command });
    if (command.type !== 'request') continue;
    const status = statuses[number++] ?? 200;
    const of = { request: number, client: 'client', connection: number };
    const { method, target } = command.request;
    events.push({ kind: 'client-request', atUs, ...of, method, target, host: 'x', port: 80 });
    atUs += tookMs * 1_000;
    events.push({
      kind: 'client-response',
      atUs,
      ...of,
      status,
      reason: '',
      fields: [['Retry-After', '5']],
      framing: 'content-length',
      body: '{}',
      bytes: 2,
      complete: true,
    });
  }
  return events;
}

const problemsOf = (data: ProofData, events: readonly TraceEvent[]): string[] => {
  const verdict = proofOf(data, system).verdict(events);
  if (verdict.state !== 'failed') return [];
  return verdict.faults.map(({ what, problems }) => `${what}: ${problems.join(' ')}`);
};

const proof = (steps: readonly ProofStepData[], measures: readonly MeasureData[] = []) => ({
  steps,
  measures,
});

describe('a step that sends', () => {
  it('numbers what it sends over and over, and says how many went wrong', () => {
    const data = proof([sent({ times: 3 })]);
    const targets = proofOf(data, system).script.commands.flatMap((command) =>
      command.type === 'request' ? [command.request.target] : [],
    );
    expect(targets).toEqual(['/items/1', '/items/2', '/items/3']);
    expect(problemsOf(data, worldOf(data, [200, 200, 200]))).toEqual([]);
    expect(problemsOf(data, worldOf(data, [200, 500, 503]))).toEqual([
      'GET /items/2: Of 3 requests 2 were not answered as they should be, this one first. The status is 500, not 200.',
    ]);
  });

  it('takes any of several statuses, and holds the time against its limit', () => {
    const expected = sent();
    if (expected.do !== 'send' || !expected.expect) throw new Error('it expects something');
    const data = proof([
      { ...expected, expect: { ...expected.expect, statuses: [503, 504], withinMs: 100 } },
    ]);
    expect(problemsOf(data, worldOf(data, [504], 100))).toEqual([]);
    expect(problemsOf(data, worldOf(data, [500], 101))).toEqual([
      'GET /items/{n}: The status is 500, not 503 or 504. It took 101 ms; 100 ms is the limit.'.replace(
        '{n}',
        '1',
      ),
    ]);
  });

  it('looks at fields: there, with words, and not there', () => {
    const step = sent();
    if (step.do !== 'send' || !step.expect) throw new Error('it expects something');
    const withFields = (fields: Readonly<Record<string, string | null>>): ProofData =>
      proof([{ ...step, expect: { ...(step.expect ?? raise()), fields } }]);
    const raise = (): never => {
      throw new Error('it expects something');
    };
    const right = withFields({ 'retry-after': '', 'X-Stack': null });
    expect(problemsOf(right, worldOf(right, [200]))).toEqual([]);
    const wrong = withFields({ 'Retry-After': '60', Allow: '' });
    expect(problemsOf(wrong, worldOf(wrong, [200]))).toEqual([
      'GET /items/1: The field Retry-After is "5", and does not say "60". There is no field Allow.',
    ]);
  });

  it('does not take the requests of a load for its own', () => {
    const load = {
      arrivals: { kind: 'closed', workers: 1 },
      mix: [],
      keepConnections: true,
    } as const;
    const data = proof([
      { do: 'command', command: { type: 'load', id: 'shoppers', load } },
      sent(),
    ]);
    const events = worldOf(data, [200]);
    const ofLoad = { request: 1, client: 'shoppers', connection: 9, atUs: 0 };
    const at = events.findIndex(({ kind }) => kind === 'client-request');
    events.splice(
      at,
      0,
      { kind: 'client-request', ...ofLoad, method: 'GET', target: '/', host: 'x', port: 80 },
      { kind: 'client-failed', ...ofLoad, error: 'connection-refused' },
    );
    expect(problemsOf(data, events)).toEqual([]);
  });
});

describe('measures', () => {
  const counted = (change: object): MeasureData =>
    ({
      of: 'log',
      otherwise: 'The log is not as it should be',
      host: 'nginx',
      mentions: ['refused'],
      json: [],
      after: null,
      atLeast: null,
      atMost: 0,
      ...change,
    }) as MeasureData;
  const line = (text: string, atUs: number): TraceEvent => ({
    kind: 'nginx-log',
    atUs,
    process: 1,
    file: 'error',
    level: 'error',
    line: text,
    requestId: null,
  });

  it('counts lines with all the words, from a mark on', () => {
    const data = proof(
      [sent(), { do: 'mark', id: 'later' }, sent()],
      [counted({ after: 'later' })],
    );
    const events = worldOf(data, []);
    expect(problemsOf(data, [...events, line('connect() refused', 500)])).toEqual([]);
    expect(problemsOf(data, [...events, line('connect() refused', 1_500)])).toEqual([
      'The log is not as it should be: Lines in the log of nginx with "refused": 1, none may be.',
    ]);
  });

  it('takes only lines that are JSON with the members asked for', () => {
    const data = proof([sent()], [counted({ json: ['message', 'url'], atMost: null, atLeast: 1 })]);
    const whole = line('{"message":"refused","url":"/"}', 1);
    expect(problemsOf(data, [...worldOf(data, []), whole])).toEqual([]);
    expect(problemsOf(data, [...worldOf(data, []), line('{"message":"refused"}', 1)])).toHaveLength(
      1,
    );
  });

  it('counts ends of processes that nobody had asked for', () => {
    const data = proof(
      [sent(), { do: 'command', command: { type: 'restart-service', host: 'app' } }],
      [{ of: 'exits', otherwise: 'It crashes', host: 'app', atLeast: null, atMost: 0 }],
    );
    const started = (pid: number, atUs: number): TraceEvent => ({
      kind: 'process-started',
      atUs,
      pid,
      host: 'app',
      name: 'app',
      command: 'node',
    });
    const ended = (pid: number, atUs: number): TraceEvent => ({
      kind: 'process-exited',
      atUs,
      pid,
      host: 'app',
      name: 'app',
      code: 1,
      signal: null,
    });
    const asked = [started(7, 0), ...worldOf(data, []), ended(7, 2_000)];
    expect(problemsOf(data, asked)).toEqual([]);
    expect(problemsOf(data, [...asked, started(8, 2_100), ended(8, 2_200)])).toEqual([
      'It crashes: Times app ended without being asked (last app: exit code 1): 1, none may be.',
    ]);
  });

  it('leaves out what ends by itself, as a command in a terminal does', () => {
    const data = proof(
      [sent()],
      [{ of: 'exits', otherwise: 'It crashes', host: 'app', atLeast: null, atMost: 0 }],
    );
    const state: TraceEvent = {
      kind: 'service-state',
      atUs: 0,
      host: 'app',
      name: 'app',
      state: 'online',
      pid: 7,
      restarts: 0,
    };
    const ended = (pid: number, name: string, code: number): TraceEvent => {
      const of = { host: 'app', pid, name, code, signal: null };
      return { kind: 'process-exited', atUs: 2_000, ...of };
    };
    const events = [state, ...worldOf(data, []), ended(8, 'curl', 7)];
    expect(problemsOf(data, events)).toEqual([]);
    expect(problemsOf(data, [...events, ended(7, 'app', 0)])).toEqual([
      'It crashes: Times app ended without being asked (last app: exit code 0): 1, none may be.',
    ]);
  });

  it('says what a load came to', () => {
    const data = proof(
      [sent()],
      [
        {
          of: 'load',
          otherwise: 'Shoppers are turned away',
          load: 'shoppers',
          statuses: [200],
          otherShare: 0.01,
          p50Ms: null,
          p99Ms: 50,
          goodPerSecond: 95,
          attemptsPerRequest: 1.5,
        },
      ],
    );
    const latencies = {
      minUs: 1,
      meanUs: 1,
      p50Us: 1,
      p90Us: 1,
      p95Us: 1,
      p99Us: 80_000,
      maxUs: 80_000,
    };
    const ended: TraceEvent = {
      kind: 'load-ended',
      atUs: 2_000_000,
      id: 'shoppers',
      summary: {
        startedUs: 0,
        endedUs: 1_000_000,
        requests: 100,
        attempts: 200,
        refusedRetries: 0,
        unfinished: 0,
        statuses: [
          ['200', 90],
          ['503', 8],
        ],
        errors: [['timeout', 2]],
        requestsPerSecond: 100,
        latencies,
      },
    };
    expect(problemsOf(data, [...worldOf(data, []), ended])).toEqual([
      'Shoppers are turned away: Of 100 requests 10 ended otherwise than they should: 8 × 503, 2 × timeout. ' +
        'Good answers per second: 90, 95 at least. Each request was sent 2 times, 1.5 at most. ' +
        'The slowest of a hundred requests took 80 ms, 50 ms at most.',
    ]);
    expect(problemsOf(data, worldOf(data, []))).toEqual([
      'Shoppers are turned away: The load had not ended when the proof was over.',
    ]);
  });
});

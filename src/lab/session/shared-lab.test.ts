import { describe, expect, it } from 'vitest';
import { labData } from '../../content/lab-data.ts';
import { readLab } from '../../content/labs.ts';
import { edited, openLab } from './lab-session.ts';
import { shareLab } from './share-lab.ts';
import { readSharedLab } from './shared-lab.ts';

const data = labData(readLab('wrong-port'));
const session = edited(openLab(data), 'nginx/nginx.conf', 'events {}\n');
const request = data.presets[0]?.request;
const inputs = [
  {
    atUs: 1_000_000,
    command: { type: 'save', host: 'nginx', path: '/etc/nginx/nginx.conf', text: 'events {}\n' },
  },
  { atUs: 1_000_000, command: { type: 'apply', host: 'nginx' } },
  { atUs: 1_500_000, command: { type: 'request', request } },
] as Parameters<typeof shareLab>[1]['inputs'];
const shared = shareLab(session, { inputs, layout: 'side=300' }) as Record<string, unknown>;
/** As a link carries it: through JSON. */
const through = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
const read = (change: Record<string, unknown>) =>
  readSharedLab(through({ ...shared, ...change }), data);

describe('a lab that is shared', () => {
  it('comes back as it was: edits, request, what was done, seed, file, layout', () => {
    expect(read({})).toEqual({
      edits: { 'nginx/nginx.conf': 'events {}\n' },
      request,
      inputs,
      seed: 7,
      activeFile: 'nginx/nginx.conf',
      layout: 'side=300',
    });
  });

  it.each([
    ['no object', () => readSharedLab('lab', data), 'holds no lab'],
    ['another version', () => read({ v: 99 }), 'another version'],
    ['another lab', () => read({ lab: 'null-items' }), 'another lab (null-items)'],
    ['a file the lab has not', () => read({ edits: { '../../etc/passwd': 'x' } }), 'does not have'],
    ['an edit that is no text', () => read({ edits: { 'nginx/nginx.conf': 7 } }), 'no text'],
    ['a seed that is no number', () => read({ seed: 'x' }), 'no valid seed'],
    ['inputs that are no list', () => read({ inputs: {} }), 'no list of what was done'],
    ['too many inputs', () => read({ inputs: Array(501).fill(inputs[1]) }), 'no list of what'],
  ])('is refused with a reason: %s', (_name, attempt, reason) => {
    expect(attempt).toThrow(reason);
  });

  it.each([
    { type: 'save', host: 'nginx', path: '/etc/shadow', text: '' },
    { type: 'apply', host: 'elsewhere' },
    { type: 'signal', host: 'my-app', signal: 'SIGNONSENSE' },
    { type: 'wait', durationUs: -1 },
    { type: 'burst', request, count: 1e9, everyUs: 0 },
    { type: 'request', request: { ...request, method: 'GET /\r\nX: ' } },
    { type: 'terminal', session: '__proto__', line: 'ls' },
    { type: 'terminal-signal', session: 'bench', signal: 'SIGKILL' },
    { type: 'constructor' },
    null,
  ])('refuses a step that is none of a lab: %o', (command) => {
    expect(() => read({ inputs: [{ atUs: 0, command }] })).toThrow('Step 1 of the link');
  });

  const load = {
    arrivals: { kind: 'open', requestsPerSecond: 10, spacing: 'fixed' },
    mix: [{ weight: 1, request }],
    keepConnections: true,
    durationMs: 5_000,
  };
  const refuse = { type: 'refuse' };
  const link = { link: ['nginx', 'my-app'] };

  it('takes every kind of command that was given', () => {
    const commands = [
      { type: 'request', request },
      { type: 'visit', request, isReload: true },
      { type: 'burst', request, count: 3, everyUs: 10 },
      { type: 'load', id: 'busy', load },
      { type: 'stop-load', id: 'busy' },
      { type: 'start-service', host: 'my-app' },
      { type: 'signal', host: 'my-app', signal: 'SIGTERM' },
      { type: 'link', between: ['nginx', 'my-app'], conditions: { latencyUs: 5_000 } },
      { type: 'fault', id: 'f', fault: { ...refuse, probability: 0.5, seed: 3 }, on: link },
      { type: 'fault', id: 'g', fault: { type: 'kill' }, on: { host: 'my-app' }, durationUs: 9 },
      { type: 'clear-fault', id: 'f' },
      { type: 'terminal-open', session: 'bench', host: 'nginx' },
      { type: 'wait', durationUs: 1_000 },
    ];
    const given = commands.map((command, atUs) => ({ atUs, command }));
    expect(read({ inputs: given }).inputs).toEqual(given);
  });

  it.each([
    [{ type: 'load', id: 'a', load: { ...load, arrivals: 1 } }, "The load's arrivals is not an"],
    [{ type: 'load', id: 'a b', load }, '"id" must be a short name'],
    [{ type: 'fault', id: 'f', fault: { type: 'fire' }, on: link }, 'no fault of type "fire"'],
    [{ type: 'fault', id: 'f', fault: refuse, on: { host: 'db' } }, 'the lab has no host "db"'],
    [
      { type: 'fault', id: 'f', fault: refuse, on: link, durationUs: 1e15 },
      '"durationUs" must be a whole number from 0 to 86400000000',
    ],
    [
      { type: 'fault', id: 'f', fault: { type: 'kill' }, on: { host: 'client' } },
      'a client cannot be struck by "kill"',
    ],
    [
      { type: 'service-fault', host: 'my-app', fault: 'slow', setting: {} },
      'A host of the kind "node" has no faults of its own',
    ],
    [{ type: 'link', between: ['nginx', 'x'], conditions: {} }, 'the lab has no host "x"'],
    [
      { type: 'link', between: ['nginx', 'my-app'], conditions: { lossProbability: 2 } },
      '"lossProbability" is no such condition',
    ],
    [{ type: 'restart-service', host: 'my-app', service: 'x' }, 'has no service "x"'],
  ])('says why a step is refused: %j', (command, reason) => {
    const attempt = () => read({ inputs: [{ atUs: 0, command }] });
    expect(attempt).toThrow('Step 1 of the link is nothing this lab can do: ');
    expect(attempt).toThrow(reason);
  });

  it.each([
    ['a load without end', { durationMs: undefined }],
    ['a load at a rate nobody can replay', { durationMs: 10_000, requests: undefined, fast: true }],
    [
      'retries that multiply it',
      {
        retry: { attempts: 100, statuses: [], delayMs: 0, factor: 1, jitter: 'none' },
        durationMs: 60_000,
      },
    ],
  ])('refuses what would hang the page: %s', (_name, change) => {
    const { fast, ...rest } = { fast: false, ...change };
    const arrivals = { ...load.arrivals, requestsPerSecond: fast ? 5_000 : 10 };
    const command = { type: 'load', id: 'a', load: { ...load, arrivals, ...rest } };
    expect(() => read({ inputs: [{ atUs: 0, command }] })).toThrow('20000 is the limit');
  });

  it('counts what all steps together send', () => {
    const burst = { atUs: 0, command: { type: 'burst', request, count: 9_000, everyUs: 1 } };
    expect(read({ inputs: [burst, burst] }).inputs).toHaveLength(2);
    expect(() => read({ inputs: [burst, burst, burst] })).toThrow('Step 3 of the link sends more');
  });

  it('takes what was typed in the terminal along', () => {
    const typed = [
      { atUs: 1, command: { type: 'terminal', session: 'bench', line: 'ls -l' } },
      { atUs: 2, command: { type: 'terminal-signal', session: 'bench', signal: 'SIGINT' } },
    ];
    expect(read({ inputs: typed }).inputs).toEqual(typed);
  });

  it('refuses steps that go back in time', () => {
    expect(() => read({ inputs: [inputs[2], inputs[0]] })).toThrow('Step 2 of the link');
  });

  it('falls back where a request or a file makes no sense', () => {
    const { request: none, activeFile } = read({ request: { method: 'GET' }, file: 'nothing.ts' });
    expect(none).toBeNull();
    expect(activeFile).toBe(data.open);
  });
});

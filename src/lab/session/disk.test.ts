import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '#sim';
import { labData } from '../../content/lab-data.ts';
import { readLab } from '../../content/labs.ts';
import {
  changeWords,
  curlSeen,
  diskAfter,
  diskApplied,
  diskTaken,
  emptyDisk,
  isStanding,
  staleHosts,
} from './disk.ts';
import { appliedTextOf, edited, openLab, textOf, unapplied } from './lab-session.ts';

const data = labData(readLab('wrong-port'));
const lab = openLab(data);
const NAME = 'nginx/nginx.conf';
const PATH = '/etc/nginx/nginx.conf';

const changed = (text: string | null, atUs = 5): TraceEvent => ({
  kind: 'file-changed',
  atUs,
  host: 'nginx',
  path: PATH,
  text,
  changedUs: atUs,
});
const disks = (...events: TraceEvent[]) => diskAfter(emptyDisk, events, data);

describe('a file that a terminal changed', () => {
  it('comes into the files of a reader who had not touched it', () => {
    const { session, changes } = diskTaken(lab, disks(changed('events {}\n')));
    expect(textOf(session, NAME)).toBe('events {}\n');
    expect(appliedTextOf(session, NAME)).toBe('events {}\n');
    expect(unapplied(session)).toEqual([]);
    expect(changeWords(changes)).toBe(`Changed in the terminal: ${NAME}.`);
    expect(changes[0]?.mine).toBe(textOf(lab, NAME));
  });

  it('leaves what the reader typed and has not saved, and says so', () => {
    const typing = edited(lab, NAME, 'mine\n');
    const { session, changes } = diskTaken(typing, disks(changed('theirs\n')));
    expect(textOf(session, NAME)).toBe('mine\n');
    expect(appliedTextOf(session, NAME)).toBe('theirs\n');
    expect(changeWords(changes)).toContain('the editor keeps your text until you decide');
    const [change] = changes;
    if (!change) throw new Error('no change was told');
    expect(isStanding(session, change)).toBe(true);
    expect(isStanding(edited(session, NAME, 'theirs\n'), change)).toBe(false);
  });

  it('is no conflict where both wrote the same', () => {
    const { session, changes } = diskTaken(edited(lab, NAME, 'a\n'), disks(changed('a\n')));
    expect(changes.some(({ isContested }) => isContested)).toBe(false);
    expect(unapplied(session)).toEqual([]);
  });

  it('is shown empty when it is gone, and is itself again when it comes back', () => {
    const gone = diskTaken(lab, disks(changed(null)));
    expect(textOf(gone.session, NAME)).toBe('');
    expect(changeWords(gone.changes)).toBe(`Removed in the terminal: ${NAME}.`);
    const back = diskTaken(gone.session, disks(changed(null), changed(textOf(lab, NAME))));
    expect(back.session.edits).toEqual({});
  });

  it('is what runs after the world was built again, whatever is typed', () => {
    const save: TraceEvent = {
      kind: 'command',
      atUs: 1,
      command: { type: 'save', host: 'nginx', path: PATH, text: 'saved\n' },
    };
    const session = edited(lab, NAME, 'typed\n');
    const first = diskApplied(session, disks(save, changed('sed\n')));
    expect([textOf(first, NAME), appliedTextOf(first, NAME)]).toEqual(['typed\n', 'sed\n']);
    expect(appliedTextOf(diskApplied(session, disks(save)), NAME)).toBe('saved\n');
    expect(appliedTextOf(diskApplied(session, disks()), NAME)).toBe(textOf(lab, NAME));
  });

  it('makes its service stale until it starts or reloads', () => {
    const started = (atUs: number): TraceEvent => ({
      kind: 'process-started',
      atUs,
      pid: 7,
      host: 'nginx',
      name: 'nginx',
      command: 'nginx: worker process',
    });
    expect(staleHosts(disks(started(1), changed('a\n', 9)))).toEqual(['nginx']);
    expect(staleHosts(disks(changed('a\n', 9), started(10)))).toEqual([]);
    // Both in one line: the change is told after the start.
    expect(staleHosts(disks(started(10), changed('a\n', 9)))).toEqual([]);
  });
});

describe('a request that curl sends from a terminal', () => {
  const sent = (host: string, port: number, client = 'curl'): TraceEvent[] => [
    {
      kind: 'client-request',
      atUs: 1,
      request: 1,
      client,
      connection: 4,
      method: 'GET',
      target: '/api/orders',
      host,
      port,
    },
    {
      kind: 'client-response',
      atUs: 2,
      request: 1,
      client,
      connection: 4,
      status: 502,
      reason: 'Bad Gateway',
      fields: [],
      framing: { kind: 'none' },
      body: '',
      bytes: 0,
      complete: true,
    } as unknown as TraceEvent,
  ];
  const state = (events: TraceEvent[]) => curlSeen(lab, events).verdicts['trigger']?.state;

  it('counts as seen where it went to the front door', () => {
    expect(state(sent('nginx', 80))).toBe('reached');
    expect(state(sent('shop.test', 80))).toBe('reached');
    expect(state(sent('my-app', 3001))).toBe('open');
    expect(state(sent('nginx', 80, 'other'))).toBe('open');
  });
});

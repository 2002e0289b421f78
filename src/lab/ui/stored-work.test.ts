import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { labData } from '../../content/lab-data.ts';
import { readLab } from '../../content/labs.ts';
import { edited, openLab } from '../session/lab-session.ts';
import { readStoredWork, WorkKeeper } from './stored-work.ts';

const session = openLab(labData(readLab('wrong-port')));
const slug = session.data.slug;
const FILE = 'nginx/nginx.conf';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('WorkKeeper', () => {
  it('keeps what changes, and forgets it when the lab is as it was', () => {
    const keeper = new WorkKeeper(session);
    keeper.changed(edited(session, FILE, 'mine'));
    expect(readStoredWork(slug)).toContain('mine');
    keeper.changed(session);
    expect(readStoredWork(slug)).toBe(null);
  });

  it('does not write back what it took over: text typed in the other tab was lost', () => {
    const here = new WorkKeeper(session);
    const there = new WorkKeeper(session);
    const early = edited(session, FILE, 'listen 80');
    there.changed(early);
    here.tookOver(early);
    there.changed(edited(session, FILE, 'listen 8080'));
    here.changed(early);
    expect(readStoredWork(slug)).toContain('listen 8080');
  });
});

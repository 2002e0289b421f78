import { describe, expect, it } from 'vitest';
import { completed } from './completion.ts';

const at = (line: string, candidates: readonly string[], from: number, cursor = line.length) =>
  completed(line, cursor, { from, candidates });

describe('Tab', () => {
  it('types the only candidate and a space behind it, but none behind a directory', () => {
    expect(at('gre', ['grep'], 0)).toEqual({ line: 'grep ', cursor: 5, choices: [] });
    expect(at('cd /sr', ['/srv/'], 3)).toEqual({ line: 'cd /srv/', cursor: 8, choices: [] });
  });

  it('types what all candidates share, and shows the names that are left', () => {
    expect(at('cat /srv/s', ['/srv/server.ts', '/srv/settings.json'], 4)).toEqual({
      line: 'cat /srv/se',
      cursor: 11,
      choices: ['server.ts', 'settings.json'],
    });
  });

  it('leaves the line where there is none, and what stands behind the cursor', () => {
    expect(at('zzz', [], 0)).toEqual({ line: 'zzz', cursor: 3, choices: [] });
    expect(at('gi log', ['git'], 0, 2)).toEqual({ line: 'git  log', cursor: 4, choices: [] });
  });
});

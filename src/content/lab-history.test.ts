import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTerminal } from '../shell/testing/terminal-world.ts';
import { readHistory } from './lab-history.ts';

const COMMITS = `
- folder: 1-start
  author: Ann Lee <ann@shop.test>
  date: 2026-11-20T09:00:00Z
  message: Start
- folder: 2-port
  author: Bo Ek <bo@shop.test>
  date: 2026-11-21T09:00:00Z
  message: |
    Listen on 8080

    The proxy expects it there.
  removes: [old.js]
`;

let folder = '';

const write = (path: string, text: string): void => {
  const full = join(folder, 'history/app', path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-history-'));
  write('commits.yaml', COMMITS);
  write('1-start/src/server.js', 'listen(3000)\n');
  write('1-start/old.js', 'old\n');
  write('2-port/src/server.js', 'listen(8080)\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('readHistory', () => {
  it('makes a repository that git reads in a terminal', async () => {
    const { gitFiles, workTree } = readHistory(folder, 'app');
    const files = [...gitFiles, ...workTree].map(([path, text]) => ({
      host: 'box',
      path: `/srv/app/${path}`,
      text,
    }));
    const terminal = await openTerminal({ files });
    const { stdout } = await terminal.type(
      "cd /srv/app; git status | cat; git log --format='%h %an %s' | cat; git show --stat HEAD | cat",
    );
    expect(stdout).toContain('nothing to commit, working tree clean');
    expect(stdout).toContain('Bo Ek Listen on 8080');
    expect(stdout).toContain(' old.js        | 1 -\n src/server.js | 2 +-\n');
  });

  it('gives the commits the names git would give them', () => {
    const { gitFiles } = readHistory(folder, 'app');
    const script = `git init -q -b main .; mkdir src
      export GIT_AUTHOR_NAME='Ann Lee' GIT_AUTHOR_EMAIL=ann@shop.test GIT_AUTHOR_DATE='2026-11-20T09:00:00Z'
      export GIT_COMMITTER_NAME='Ann Lee' GIT_COMMITTER_EMAIL=ann@shop.test GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
      echo 'listen(3000)' > src/server.js; echo old > old.js; git add -A; git commit -qm Start; git rev-parse HEAD`;
    const cwd = mkdtempSync(join(tmpdir(), 'git-'));
    const { stdout, error } = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8' });
    rmSync(cwd, { recursive: true });
    if (error || stdout === '') return;
    expect(gitFiles.get('.git/logs/HEAD')).toContain(`${stdout.trim()} commit (initial): Start`);
  });

  it.each([
    [
      'a commit without a change',
      `${COMMITS}- { author: A B <a@b.test>, date: '2026-11-22T09:00:00Z', message: Nothing }\n`,
      /changes nothing/,
    ],
    [
      'dates that go back',
      COMMITS.replace('2026-11-21', '2026-11-19'),
      /older than the commit before/,
    ],
    ['a file that is not there to be removed', COMMITS.replace('old.js', 'no.js'), /not there/],
    ['an author without an address', COMMITS.replace(' <bo@shop.test>', ''), /Name <address>/],
  ])('refuses %s', (_what, text, problem) => {
    write('commits.yaml', text);
    expect(() => readHistory(folder, 'app')).toThrow(problem);
  });
});

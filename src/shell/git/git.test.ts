// Our git and the real one, command by command, where git is installed.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTerminal } from '../testing/terminal-world.ts';
import { SESSIONS, type Session } from './fixtures/sessions.ts';

const isInstalled = spawnSync('git', ['--version']).status === 0;

/** A script that marks where each line's output begins and ends. */
const scriptOf = ({ prelude, lines }: Session): string =>
  `${prelude}\n${lines
    .map((line, index) => `echo "@@@ ${index}"; echo "@@@ ${index}" >&2\n${line}\necho "= $?"`)
    .join('\n')}\n`;

/** What each line printed. */
const pieces = (text: string): string[] => text.split(/^@@@ \d+\n/m).slice(1);

function real(session: Session) {
  const cwd = mkdtempSync(join(tmpdir(), 'git-session-'));
  writeFileSync(join(tmpdir(), 'session.sh'), scriptOf(session));
  const { PATH = '' } = process.env;
  const env = { PATH, LC_ALL: 'C.UTF-8', GIT_PAGER: 'cat', EDITOR: '', TERM: 'dumb' };
  const options = { cwd, env, encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync('bash', [join(tmpdir(), 'session.sh')], options);
  rmSync(cwd, { recursive: true });
  const bare = (text: string): string => text.replaceAll(cwd, '/work');
  return { stdout: pieces(bare(stdout)), stderr: pieces(bare(stderr)) };
}

async function ours(session: Session) {
  const terminal = await openTerminal();
  const files = terminal.world.machine('box')?.files;
  files?.writeFile('/session.sh', scriptOf(session));
  await terminal.type('mkdir /work /out; cd /work');
  await terminal.type('bash /session.sh > /out/o 2> /out/e < /dev/null');
  const read = (path: string): string[] => pieces(files?.readText(path) ?? '');
  return { stdout: read('/out/o'), stderr: read('/out/e') };
}

/** Some forty processes a session: on a busy machine they take their time. */
const SESSION_MS = 60_000;

describe.runIf(isInstalled)('git prints what the real git prints', () => {
  it.each(SESSIONS)('$name', { timeout: SESSION_MS }, async (session) => {
    const [expected, printed] = [real(session), await ours(session)];
    for (const [index, line] of session.lines.entries()) {
      expect({ line, stdout: printed.stdout[index], stderr: printed.stderr[index] }).toEqual({
        line,
        stdout: expected.stdout[index],
        stderr: expected.stderr[index],
      });
    }
  });
});

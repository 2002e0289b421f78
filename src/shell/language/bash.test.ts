// What the shell and its tools print, compared with the real ones: fixtures/record-bash.mjs.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTerminal } from '../testing/terminal-world.ts';

interface RecordedCase {
  readonly name: string;
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const recorded = (tool: string): readonly RecordedCase[] => {
  const file = new URL(`../fixtures/${tool}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { cases: RecordedCase[] }).cases;
};

/** What differs from run to run: directories, process numbers. */
const normalise = (text: string): string =>
  text
    .replace(/bash-case-\w+/g, 'bash-case-x')
    .replace(/line (\d+): +\d+ (Terminated|Killed)/g, 'line $1: <pid> $2');

async function run(script: string) {
  const terminal = await openTerminal();
  const files = terminal.world.machine('box')?.files;
  files?.writeFile('/tmp/bash-case-x/script.sh', script);
  await terminal.type('mkdir /out; cd /tmp/bash-case-x');
  const { status } = await terminal.type('bash script.sh > /out/o 2> /out/e < /dev/null');
  const read = (path: string): string => normalise(files?.readText(path) ?? '');
  return { stdout: read('/out/o'), stderr: read('/out/e'), status };
}

describe.each(['bash', 'jq', 'awk'])('Scripts do what the real %s does', (tool) => {
  it.each(recorded(tool))('$name', async ({ script, stdout, stderr, status }) => {
    expect(await run(script)).toEqual({
      stdout: normalise(stdout),
      stderr: normalise(stderr),
      status,
    });
  });
});

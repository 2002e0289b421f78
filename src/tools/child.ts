// Runs commands of packages as child processes, on the same Node as this one.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How a command ended, and what it printed where that was kept. */
export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** The script behind a package's command. Throws where no package has it. */
export function commandFile(command: string): string {
  for (const name of [command, `@${command}/test`, `@biomejs/${command}`]) {
    const manifest = join(root, 'node_modules', name, 'package.json');
    if (!existsSync(manifest)) continue;
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      bin?: string | Record<string, string>;
    };
    const path = typeof bin === 'string' ? bin : bin?.[command];
    if (path) return join(dirname(manifest), path);
  }
  if (command === 'tsc') return join(root, 'node_modules/typescript/bin/tsc');
  throw new Error(`No package has a command "${command}"`);
}

/**
 * Runs a package's command, or `node` with a script. With `quiet` the output is kept and not shown;
 * otherwise it goes to the terminal as it comes.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly quiet?: boolean; readonly env?: Record<string, string> } = {},
): Promise<Finished> {
  const { quiet = false, env = {} } = options;
  const all = command === 'node' ? args : [commandFile(command), ...args];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, all, {
      cwd: root,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...env },
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('exit', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a command that has to succeed; otherwise shows what it printed and ends this process. */
export async function mustRun(title: string, command: string, args: string[]): Promise<void> {
  const startedMs = performance.now();
  process.stdout.write(`${title} ... `);
  const { code, output } = await runCommand(command, args, { quiet: true });
  if (code !== 0) {
    process.stdout.write(`failed\n\n${output}`);
    process.exit(code);
  }
  process.stdout.write(`${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
}

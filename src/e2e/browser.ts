// Finds a Chromium to test with: the one named in PLAYWRIGHT_CHROMIUM, one of the system's, or the one that
// comes inside an npm package. Nothing is downloaded.

import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type LaunchOptions } from '@playwright/test';

/** No sandbox of the browser's own (containers run as root), and no traffic of the browser's own. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
];

async function packedBrowser(): Promise<LaunchOptions> {
  const { default: packed, inflate } = await import('@sparticuz/chromium');
  const executablePath = await packed.executablePath();
  // The binary needs libraries that a bare system may lack; the package brings them as well.
  const folder = dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium')));
  await inflate(join(folder, '..', 'bin', 'al2023.tar.br'));
  const libraries = join(tmpdir(), 'al2023', 'lib');
  const env = { ...(process.env as Record<string, string>), LD_LIBRARY_PATH: libraries };
  return { executablePath, args: ARGS, env };
}

/** How to launch the browser. Throws where there is none for this system. */
export async function launchOptions(): Promise<LaunchOptions> {
  const given = process.env['PLAYWRIGHT_CHROMIUM'];
  if (given && !existsSync(given)) {
    throw new Error(`PLAYWRIGHT_CHROMIUM is ${given}, which does not exist`);
  }
  const candidates = [given, ...SYSTEM_BROWSERS, chromium.executablePath()];
  const executablePath = candidates.find((path) => path && existsSync(path));
  if (executablePath) return { executablePath, args: ARGS };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium found: install one, or name one in PLAYWRIGHT_CHROMIUM');
  }
  return packedBrowser();
}

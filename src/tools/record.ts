// Records cases from real nginx and Node, so that the truth can be renewed. `--cases DIR --out DIR
// [--only TEXT,TEXT] [--node PROGRAM] [--modules NODE_MODULES] [--name-node]`. It needs Linux, root (for unshare),
// nginx, openssl and iproute2; `--node` is the Node that programs run on, by default the one in PATH, and
// `--modules` a node_modules folder with express and nothing that a case expects to miss. Nothing outside the
// run's own network and file systems is touched. The suite needs none of this.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Case } from '../sim/conformance/case.ts';
import { listCases } from './conformance/replay.ts';
import { makeCertificates } from './record/certificates.ts';
import { PrivateWorld } from './record/private-world.ts';
import { recordCase } from './record/record-case.ts';

const CASE_LIMIT_MS = 45_000;
/** Set in the process that runs inside the private world. */
const CERTIFICATES = 'RECORD_CERTIFICATES';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string' },
    out: { type: 'string' },
    only: { type: 'string', default: '' },
    node: { type: 'string', default: '/usr/bin/node' },
    modules: { type: 'string', default: path.join(import.meta.dirname, '../../node_modules') },
  },
});
const { cases, out, node } = options;
if (!cases || !out) throw new Error('usage: npm run record -- --cases DIR --out DIR');

const late = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('The case took too long')), CASE_LIMIT_MS).unref();
  });

async function recordAll(
  certificates: string,
  folders: { cases: string; out: string },
): Promise<void> {
  const world = new PrivateWorld({ certificates, modules: path.resolve(options.modules) });
  const wanted = options.only.split(',').filter(Boolean);
  for (const name of listCases(folders.cases)) {
    if (wanted.length > 0 && !wanted.some((text) => name.includes(text))) continue;
    try {
      const c = JSON.parse(readFileSync(path.join(folders.cases, name), 'utf8')) as Case;
      const recording = await Promise.race([recordCase(c, world, node), late()]);
      const file = path.join(folders.out, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
      console.log(`recorded ${name}`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`FAILED ${name}: ${String((error as Error).stack)}`);
    }
  }
}

/** Starts this script again in a network and a mount namespace of its own. */
function enterPrivately(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'certificates-'));
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    makeCertificates(folder);
    for (const name of readdirSync(folder)) chmodSync(path.join(folder, name), 0o644);
    const args = ['--net', '--mount', '--propagation', 'private', process.execPath];
    const { status } = spawnSync('unshare', [...args, '--no-warnings', ...process.argv.slice(1)], {
      stdio: 'inherit',
      env: { ...process.env, [CERTIFICATES]: folder },
    });
    process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const certificates = process.env[CERTIFICATES];
if (certificates === undefined) {
  enterPrivately();
} else {
  await recordAll(certificates, { cases: path.resolve(cases), out: path.resolve(out) });
  process.exit();
}

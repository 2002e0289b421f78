// What a reader exports is what they had: the files of a lab, run on real nginx and real Node, fail as in the lab, and
// are mended by the same fix.

import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RequestSpec } from '#sim';
import { labData } from '../../content/lab-data.ts';
import { type Lab, type LabFile, readLab } from '../../content/labs.ts';
import { exportFiles } from '../../lab/session/export-files.ts';
import { edited, openLab } from '../../lab/session/lab-session.ts';
import type { Answer } from '../../lab/session/proof/findings.ts';
import { judge } from '../../lab/session/proof/judge-answer.ts';
import type { BoxPlan, RealAnswer } from './real-box.ts';

const runs = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Root needs no user namespace, and has all users in it. */
const UNSHARE =
  process.getuid?.() === 0 ? ['--net', '--mount'] : ['--map-root-user', '--net', '--mount'];

const missing = [
  ...(runs('nginx', '-v') ? [] : ['nginx (Debian: apt-get install nginx-light)']),
  ...(runs('unshare', ...UNSHARE, 'ip', 'link') ? [] : ['network namespaces (unshare, ip)']),
];

if (missing.length > 0) {
  console.warn(
    `Exported labs are not run on real servers: this machine lacks ${missing.join(' and ')}.`,
  );
}

const program = resolve('src/tools/labs/real-box.ts');
const start = promisify(execFile);

function planOf(lab: Lab, requests: readonly RequestSpec[]): BoxPlan {
  const { hosts, entry } = lab.manifest.system;
  return {
    names: hosts.map(({ name }) => name),
    nginx: hosts.some(({ kind }) => kind === 'nginx'),
    apps: hosts.flatMap((host) => (host.kind === 'node' ? [host] : [])),
    modules: resolve('node_modules'),
    entry,
    requests,
  };
}

/** The answers of real servers that have the exported files of a lab, some of them changed. */
async function runExported(
  lab: Lab,
  changed: readonly LabFile[],
  requests: readonly RequestSpec[],
): Promise<RealAnswer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'exported-'));
  try {
    const session = changed.reduce(
      (now, { name, text }) => edited(now, name, text),
      openLab(labData(lab)),
    );
    for (const [name, text] of Object.entries(exportFiles(session, 'A ticket.'))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const planFile = join(folder, 'plan.json');
    writeFileSync(planFile, JSON.stringify(planOf(lab, requests)));
    const args = [...UNSHARE, process.execPath, program, folder, planFile];
    const { stdout } = await start('unshare', args);
    return JSON.parse(stdout) as RealAnswer[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const asAnswer = (answer: RealAnswer, index: number): Answer => ({
  kind: 'client-response',
  atUs: 0,
  client: 'client',
  request: index + 1,
  connection: 1,
  framing: 'content-length',
  bytes: answer.body.length,
  complete: true,
  ...answer,
});

describe.skipIf(missing.length > 0)('exported labs on real nginx and Node', () => {
  for (const slug of ['null-items', 'wrong-port']) {
    const lab = readLab(slug);
    const { objectives, presets } = labData(lab);

    it(`${slug} fails as in the lab`, async () => {
      const wanted = objectives.flatMap(({ seen }) =>
        seen.flatMap((one) => (one.of === 'answer' ? [one] : [])),
      );
      const requests = wanted.map(({ method, target }) => {
        const preset = presets.find(
          ({ request }) => request.method === method && request.target === target,
        );
        if (!preset) throw new Error(`${slug} has no request ${method} ${target}`);
        return preset.request;
      });
      const answers = await runExported(lab, [], requests);
      expect(answers.map(({ status }) => status)).toEqual(wanted.map(({ status }) => status));
    });

    it(`${slug} is mended by the same fix`, async () => {
      const steps = objectives.flatMap(({ proof }) =>
        (proof?.steps ?? []).flatMap((step) => (step.do === 'send' ? [step] : [])),
      );
      const requests = steps.map(({ request }) => request);
      const answers = await runExported(lab, lab.solution, requests);
      const problems = answers.flatMap((answer, index) => {
        const step = steps[index];
        if (!step?.expect) return [];
        return judge({ answer: asAnswer(answer, index), tookUs: null }, step.expect);
      });
      expect(problems).toEqual([]);
    });
  }

  it('four-codes answers 500 with the bug, and 200 without it', async () => {
    const lab = readLab('four-codes');
    const bug = lab.variants.find(({ id }) => id === 'bug')?.files ?? [];
    const requests = labData(lab).presets.map(({ request }) => request);
    const broken = await runExported(lab, bug, requests);
    expect(broken.map(({ status }) => status)).toEqual([500]);
    const whole = await runExported(lab, [], requests);
    expect(whole.map(({ status }) => status)).toEqual([200]);
  });
});

// Every lab, proven by one suite: the start fails, the solution passes, wrong fixes are refused for the reason
// the manifest gives, and the same lab leaves the same trace.

import { describe, expect, it } from 'vitest';
import { labData } from '../../content/lab-data.ts';
import { readLabs } from '../../content/labs.ts';
import { proveLab, runAction, runLab } from './run-lab.ts';

/** How often a lab is run to see that its trace is always the same: the first lab often, the others for themselves. */
const repeatsOf = (slug: string): number => (slug === 'null-items' ? 100 : 5);
const SUITE_TIMEOUT_MS = 120_000;

const failedIn = (problems: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.keys(problems).filter((id) => problems[id]?.length !== 0);

describe.each(readLabs())('lab $slug', (lab) => {
  const { objectives, presets, actions } = labData(lab);
  const proofs = objectives.filter(({ steps }) => steps.length > 0);

  it.each(objectives.filter(({ seen }) => seen !== null))(
    'shows at its start, or after an action: $title',
    async ({ seen }) => {
      const sent = presets.filter(
        ({ request }) => request.method === seen?.method && request.target === seen.target,
      );
      const runs = [
        await runLab(
          lab,
          sent.map(({ request }) => request),
        ),
      ];
      // A demo starts healthy: its actions are what breaks it.
      for (const { id } of actions) runs.push(await runAction(lab, id));
      const statuses = runs.flatMap(({ answers }) =>
        answers.map((answer) => answer.kind === 'client-response' && answer.status),
      );
      expect(statuses).toContain(seen?.status);
    },
  );

  it.runIf(proofs.length > 0)(
    'does not pass as it starts, nor after an edit that changes nothing',
    async () => {
      expect(failedIn(await proveLab(lab))).not.toEqual([]);
      const padded = lab.solution.map(({ name }) => {
        const start = lab.files.find((file) => file.name === name);
        if (!start) throw new Error(`the solution adds ${name}`);
        return { ...start, text: `${start.text}\n` };
      });
      expect(failedIn(await proveLab(lab, padded))).not.toEqual([]);
    },
  );

  it.runIf(proofs.length > 0)('passes with its solution', async () => {
    const problems = await proveLab(lab, lab.solution);
    expect(problems).toEqual(Object.fromEntries(proofs.map(({ id }) => [id, []])));
  });

  it.each(lab.manifest.wrongFixes)('refuses: $title', async ({ id, refused }) => {
    const files = lab.wrongFixes.find((fix) => fix.id === id)?.files;
    expect(failedIn(await proveLab(lab, files)).sort()).toEqual([...refused].sort());
  });

  it.each(actions)('answers $status after: $title', async ({ id, status }) => {
    const { answers } = await runAction(lab, id);
    expect(answers.at(-1)).toMatchObject({ kind: 'client-response', status });
  });

  it(
    `leaves one trace in ${repeatsOf(lab.slug)} runs`,
    async () => {
      const requests = presets.map(({ request }) => request);
      const digests = new Set<string>();
      for (let run = 0; run < repeatsOf(lab.slug); run++) {
        digests.add((await runLab(lab, requests)).digest);
      }
      expect([...digests]).toHaveLength(1);
    },
    SUITE_TIMEOUT_MS,
  );
});

// Every lab, proven by one suite: the start fails, the solution passes, wrong fixes are refused for the reason
// the manifest gives, whatever the seed, and the same lab leaves the same trace. Two files of tests call it, each
// for half of the labs, so that two cores share the work.

import { describe, expect, it } from 'vitest';
import { labData } from '../../content/lab-data.ts';
import { type Lab, readLabs } from '../../content/labs.ts';
import { failsSomewhere, type LabProof, proveLab, runAction, runLab } from './run-lab.ts';

/** How often a lab's beginning is run to see that its trace is always the same: the first lab often. */
const repeatsOf = (slug: string): number => (slug === 'null-items' ? 100 : 3);
const SEEDS = Array.from({ length: 10 }, (_, index) => 1 + index * 7_919);
/** Ten seeds of a heavy lab take a minute on two busy cores. */
const SUITE_TIMEOUT_MS = 300_000;

const failedIn = ({ faults }: LabProof): string[] =>
  Object.keys(faults).filter((id) => faults[id]?.length !== 0);

const proofsOf = (lab: Lab): readonly string[] =>
  labData(lab)
    .objectives.filter(({ proof }) => proof !== null)
    .map(({ id }) => id);

const passesOf = (lab: Lab) => Object.fromEntries(proofsOf(lab).map((id) => [id, []]));

/** What a reader meets before anything is changed. */
function startTests(lab: Lab): void {
  const { objectives, presets, actions } = labData(lab);
  const seen = objectives.flatMap(({ seen: wanted, title }) =>
    wanted.flatMap((one) => (one.of === 'answer' ? [{ title, ...one }] : [])),
  );

  it.each(seen)('shows at its start, or after an action: $title', async (wanted) => {
    const sent = presets.filter(
      ({ request }) => request.method === wanted.method && request.target === wanted.target,
    );
    const requests = sent.map(({ request }) => request);
    const runs = [await runLab(lab, requests)];
    // A system that starts healthy is broken by its actions.
    for (const { id } of actions) runs.push(await runAction(lab, id));
    const statuses = runs.flatMap(({ answers }) =>
      answers.map((answer) => answer.kind === 'client-response' && answer.status),
    );
    expect(statuses).toContain(wanted.status);
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
}

/** The names of commits that a lab has found by git bisect; they change with every file of its history. */
function commitTests({ history, manifest }: Lab): void {
  const named = manifest.objectives.flatMap(({ seen }) =>
    seen
      .flatMap((one) => ('command' in one ? one.mentions : []))
      .flatMap((words) => /^[0-9a-f]{40}(?= is the first bad commit$)/.exec(words)?.[0] ?? []),
  );

  it.each(named)('has in its history the commit that is looked for: %s', (commit) => {
    const object = `.git/objects/${commit.slice(0, 2)}/${commit.slice(2)}`;
    expect(history.filter(({ path }) => path.endsWith(object))).toHaveLength(1);
  });
}

/** Right fixes pass, others do not. */
function fixTests(lab: Lab): void {
  const passes = passesOf(lab);

  it(
    'does not pass as it starts, nor after an edit that changes nothing',
    async () => {
      expect(await failsSomewhere(lab)).toBe(true);
      const padded = lab.solution.flatMap(({ name }) => {
        const start = lab.files.find((file) => file.name === name);
        return start && !name.endsWith('.json') ? [{ ...start, text: `${start.text}\n` }] : [];
      });
      if (padded.length === 0) return;
      expect(await failsSomewhere(lab, { files: padded })).toBe(true);
    },
    SUITE_TIMEOUT_MS,
  );

  it(
    'passes with its solution, whatever the seed, and with the same traces again',
    async () => {
      for (const seed of SEEDS) {
        const { faults } = await proveLab(lab, { files: lab.solution, seed });
        expect({ seed, faults }).toEqual({ seed, faults: passes });
      }
      const change = { files: lab.solution, isHashed: true };
      const [first, second] = [await proveLab(lab, change), await proveLab(lab, change)];
      expect(Object.keys(first.digests)).toEqual(proofsOf(lab));
      expect(second.digests).toEqual(first.digests);
    },
    SUITE_TIMEOUT_MS,
  );

  it.each(lab.manifest.otherFixes)(
    'passes with another right fix: $title',
    async ({ id }) => {
      const files = lab.otherFixes.find((fix) => fix.id === id)?.files ?? [];
      expect((await proveLab(lab, { files })).faults).toEqual(passes);
    },
    SUITE_TIMEOUT_MS,
  );

  it.each(lab.manifest.wrongFixes)(
    'refuses: $title',
    async ({ id, refused }) => {
      const files = lab.wrongFixes.find((fix) => fix.id === id)?.files ?? [];
      expect(failedIn(await proveLab(lab, { files })).sort()).toEqual([...refused].sort());
    },
    SUITE_TIMEOUT_MS,
  );
}

/** Proves every second lab, beginning with the first or the second. */
export function proveLabs(half: 0 | 1): void {
  const labs = readLabs().filter((_, index) => index % 2 === half);
  describe.each(labs)('lab $slug', (lab) => {
    startTests(lab);
    commitTests(lab);
    if (proofsOf(lab).length > 0) fixTests(lab);
  });
}

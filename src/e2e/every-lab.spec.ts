// Every lab as a reader meets it: it fails as its ticket says, and its solution, applied through the interface, is proven.

import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Bench, expect, test } from './bench.ts';

interface Manifest {
  readonly kind?: 'lab' | 'demo';
  readonly presets: readonly {
    readonly id: string;
    readonly title: string;
    readonly request: { readonly method: string; readonly target: string };
  }[];
  readonly actions?: readonly { readonly title: string }[];
  readonly objectives: readonly {
    readonly title: string;
    readonly seen?: unknown;
    readonly steps?: readonly unknown[];
  }[];
}

function manifestOf(slug: string): Manifest {
  const text = readFileSync(`content/labs/${slug}/lab.md`, 'utf8');
  return parse(text.split(/^---$/m)[1] ?? '') as Manifest;
}

interface SeenAnswer {
  readonly method: string;
  readonly target: string;
}

const answersSeen = (seen: unknown): SeenAnswer[] =>
  [seen].flat().filter((one): one is SeenAnswer => {
    return typeof one === 'object' && one !== null && 'status' in one && 'target' in one;
  });

/** Does what shows the failure: the lab's buttons, then the request that is to be seen. */
async function trigger(bench: Bench, { presets, actions = [] }: Manifest, seen: SeenAnswer) {
  const [action] = actions;
  if (action) {
    await bench.root.getByRole('button', { name: action.title, exact: true }).click();
    await expect(bench.message).not.toBeEmpty();
    return;
  }
  const preset = presets.find(
    ({ request }) => request.method === seen.method && request.target === seen.target,
  );
  if (preset) await bench.command(`Request: ${preset.title}`);
  await bench.send.click();
}

const slugs = readdirSync('content/labs', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((slug) => manifestOf(slug).kind !== 'demo');

for (const slug of slugs) {
  test(`${slug} fails as its ticket says, and is solved by its solution`, async ({ bench }) => {
    test.slow();
    const manifest = manifestOf(slug);
    await bench.open(slug);
    for (const { title, seen } of manifest.objectives) {
      const [answer] = answersSeen(seen);
      if (!answer) continue;
      await trigger(bench, manifest, answer);
      await expect(bench.check(title)).toHaveAttribute('data-state', 'reached', {
        timeout: 60_000,
      });
    }
    await bench.root.getByRole('button', { name: 'Show the solution' }).click();
    await bench.page.getByRole('button', { name: 'Use this solution' }).click();
    for (const { title, steps } of manifest.objectives) {
      if (!steps) continue;
      await expect(bench.check(title)).toHaveAttribute('data-state', 'reached', {
        timeout: 90_000,
      });
    }
  });
}

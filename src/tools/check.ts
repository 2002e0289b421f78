// `npm run check`: formatting, lint rules, and the types of every realm.

import { join } from 'node:path';
import { root, runCommand } from './child.ts';
import { generate } from './generate.ts';

/** One check: what it is called, and the command that makes it. */
interface Check {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Each realm has settings of its own, so that a wrong global or import is a type error. */
const REALMS = [
  'src/sim',
  'src/shell',
  'src/diagnose',
  'src/pglite',
  'src/platform',
  'src/sandbox/frame',
  'src/sandbox/supervisor',
  'src/sandbox/worker',
  'src/sandbox/host',
  'src/lab/session',
  'src/tools',
  'src/e2e',
  'src/bench',
];

/** Lets the compiler keep what it found, so that the next check looks only at what has changed. */
const remembering = (realm: string): string[] => [
  '--incremental',
  '--tsBuildInfoFile',
  join(root, 'node_modules/.cache/types', `${realm.replaceAll('/', '-')}.tsbuildinfo`),
];

/** Each takes half a gigabyte: no more than two, however many processors there are. */
const AT_ONCE = 2;

/** Where words that people read stand. Code, literal lines and names are left out by cspell.json. */
const WORDS = [
  'content/**/*.{md,mdx}',
  'content/{decisions,signatures}/*.yaml',
  'content/timeouts.yaml',
  'src/{pages,components,layouts}/**/*.{astro,tsx}',
  '*.md',
];

const CHECKS: readonly Check[] = [
  { title: 'format and lint', command: 'biome', args: ['check', '--error-on-warnings'] },
  {
    title: 'spelling',
    command: 'cspell',
    args: [
      'lint',
      ...['--no-progress', '--no-summary', '--cache', '--cache-strategy', 'content'],
      ...['--cache-location', join(root, 'node_modules/.cache/cspell')],
      ...['--config', join(root, 'src/tools/spelling/cspell.json'), '--root', root, ...WORDS],
    ],
  },
  { title: 'types of the pages', command: 'astro', args: ['check'] },
  ...REALMS.map((realm) => ({
    title: `types of ${realm}`,
    command: 'tsc',
    args: ['-p', join(root, realm, 'tsconfig.json'), ...remembering(realm)],
  })),
];

/** Makes one check and tells how it went. */
async function passes({ title, command, args }: Check): Promise<boolean> {
  const startedMs = performance.now();
  const { code, output } = await runCommand(command, args, { quiet: true });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
  if (code !== 0) console.log(output);
  return code === 0;
}

/** Makes all checks. Answers how many passed and failed; failures are printed. */
export async function check(): Promise<{ passed: number; failed: number }> {
  let failed = 0;
  const waiting = [...CHECKS];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (!(await passes(next))) failed++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { passed: CHECKS.length - failed, failed };
}

if (process.argv[1] === import.meta.filename) {
  await generate();
  const { passed, failed } = await check();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

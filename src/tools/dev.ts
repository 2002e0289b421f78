// `npm run dev`: the site with pages rebuilt as their files change.

import { runCommand } from './child.ts';
import { generate } from './generate.ts';

await generate();
const { code } = await runCommand('astro', ['dev', '--ignore-lock', ...process.argv.slice(2)]);
process.exit(code);

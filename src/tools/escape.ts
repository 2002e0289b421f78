// `npm run escape -- --programs DIR --json OUT`: runs a folder of hostile programs in the built site, in a real
// browser, and says of each whether it was held.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { isBuilt } from './build-stamp.ts';
import { root } from './child.ts';
import { runPrograms } from './escape/run-programs.ts';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: join(root, 'src/e2e/escape-sample') },
    json: { type: 'string' },
  },
});

if (!isBuilt()) await build();
const results = await runPrograms(values.programs, (result) => {
  console.log(
    `${result.held ? 'held  ' : 'FAILED'} ${result.name}: ${result.message} (${result.ms} ms)`,
  );
});
if (values.json) writeFileSync(values.json, JSON.stringify({ programs: results }, null, 2));
const failed = results.filter(({ held }) => !held).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

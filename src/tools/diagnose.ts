// Names hop and cause of pasted texts. `--in FILE.jsonl --json OUT`: FILE has one `{"id","text"}` a line, OUT is one
// `{"id","hop","status","cause","confidence"}` a line, in the same order. The words are explained in
// content/signatures/README.md.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { knowledgeOf, loadSignatures } from '../content/load-signatures.ts';
import { buildMatcher, diagnose } from '../diagnose/index.ts';
import { readPastes } from './diagnose/read-pastes.ts';

const { values: options } = parseArgs({
  options: { in: { type: 'string' }, json: { type: 'string' } },
});
if (options.in === undefined) {
  console.error('usage: npm run diagnose -- --in FILE.jsonl [--json OUT]');
  process.exit(2);
}
const pastes = readPastes(readFileSync(path.resolve(options.in), 'utf8'));
const matcher = buildMatcher(knowledgeOf(loadSignatures(path.join(import.meta.dirname, '../..'))));
const answers = pastes.map(({ id, text }) => {
  const { hop, status, cause, confidence } = diagnose(text, matcher);
  return JSON.stringify({ id, hop, status, cause, confidence });
});
const out = `${answers.join('\n')}\n`;
if (options.json === undefined) process.stdout.write(out);
else writeFileSync(path.resolve(options.json), out);

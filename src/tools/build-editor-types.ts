// Packs the types of Node and Express for the editor: declarations only, comments taken out, and of Node the
// modules a small service uses. Writes public/sandbox/types.<hash>.json and where it is.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './child.ts';

const modules = join(root, 'node_modules');

/** What readers' programs import; what these need comes along. */
const PROGRAM = `
import express from 'express';
export { express };
`;

/** Parts of @types/node that no service of a lab has a use for: they would be a third of the pack. */
const LEFT_OUT =
  /\/@types\/node\/(?:ts5|compatibility|inspector|test|sqlite|sea|wasi|v8|vm|repl|http2|cluster|dgram|domain|punycode|trace_events)/;

/** Files a program sees, as the compiler finds them. */
function filesOf(program: string): readonly ts.SourceFile[] {
  const entry = join(root, 'src/tools/editor-types-entry.ts');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ESNext,
    types: ['node'],
    typeRoots: [join(modules, '@types')],
    esModuleInterop: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === entry || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === entry
      ? ts.createSourceFile(name, program, ts.ScriptTarget.ESNext)
      : getSourceFile(name, ...rest);
  return ts.createProgram([entry], options, host).getSourceFiles();
}

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

/** A declaration file without comments; the printer's indents are halved. */
const compact = (file: ts.SourceFile): string =>
  printer
    .printFile(file)
    .replace(/^(?: {4})+/gm, (indent) => ' '.repeat(indent.length / 4))
    .trim();

const pathOf = (fileName: string): string | undefined =>
  fileName.replaceAll('\\', '/').split('/node_modules/').at(-1);

const files: Record<string, string> = {};
for (const file of filesOf(PROGRAM)) {
  const path = pathOf(file.fileName);
  const isPart = /\/node_modules\/(?:@types|undici-types)\//.test(file.fileName);
  if (!path || !isPart || LEFT_OUT.test(file.fileName)) continue;
  files[`/node_modules/${path}`] = compact(file);
}
for (const name of ['@types/express', '@types/node']) {
  if (!files[`/node_modules/${name}/index.d.ts`]) throw new Error(`${name} is not in the pack`);
}
const versions = ['@types/node', '@types/express'].map((name) => {
  const { version } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
  return `${name} ${version}`;
});
const text = JSON.stringify({ from: versions, licence: 'MIT, DefinitelyTyped', files });
const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
const address = `/sandbox/types.${hash}.json`;
mkdirSync(join(root, 'public/sandbox'), { recursive: true });
writeFileSync(join(root, 'public', address), text);
writeFileSync(
  join(root, 'src/generated/editor-types.json'),
  `${JSON.stringify({ address }, null, 2)}\n`,
);

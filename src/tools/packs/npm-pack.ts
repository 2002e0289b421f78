// Packs an npm package with all it depends on, as installed here: only what a program can load, comments
// blanked, lines and columns kept. The text is the package's own.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { preparePackageFile } from '../../sim/node/prepare/package-preparer.ts';
import { parseScript } from '../../sim/node/prepare/parse.ts';
import type { ScriptKind } from '../../sim/node/prepare/prepared.ts';
import { scriptPreparer } from '../../sim/node/prepare/script-preparer.ts';
import type { StoredPreparation } from '../../sim/node/prepare/stored-preparation.ts';
import { blankComments } from './blank-comments.ts';
import type { PackEntry } from './pack-file.ts';

/** Folders and files that no program loads. */
const SKIPPED =
  /(?:^|\/)(?:test|tests|examples?|benchmarks?|docs?|bin|\.github|\.nyc_output)\/|\.min\.js|(?:^|\/)(?:bower|component|\.eslintrc|tsconfig|\.\w+rc)\.?\w*\/?$/;
/** Tables of rare character sets, second builds, and parts that have no use on a Node server. */
const SKIPPED_TABLES =
  /^iconv-lite\/encodings\/tables\/|^qs\/dist\/|^safer-buffer\/tests|^zod\/(?:src|v3|mini|v4-mini|v4\/mini)\/|^hono\/dist\/(?:cjs\/)?(?:adapter|jsx|client|helper\/(?:css|ssg|dev)|middleware\/jsx-renderer)\//;
/** `express/index.js`, and what it exports whole: `express/lib/express.js`. */
const ENTRY_FILE = /^(?:@[^/]+\/)?([^/]+)\/(?:lib\/|dist\/)?(?:index|\1)\.c?js$/;
const LOADABLE = /(?<!\.test)\.(?:js|cjs|mjs|json)$/;
/** What the parser says of an ES module that was taken for a CommonJS one. */
const IS_MODULE = /'import' and 'export' may appear only/;

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Record<string, string>;
}

/** A package found on disk: its folder below node_modules, and its description. */
export interface FoundPackage {
  /** The folder all its packages lie in. */
  readonly modules: string;
  readonly folder: string;
  readonly json: PackageJson;
}

/** The package and everything it depends on, each once. */
export function findPackages(modules: string, name: string): FoundPackage[] {
  const found = new Map<string, FoundPackage>();
  const visit = (wanted: string, from: string): void => {
    // As Node looks: beside the dependant first, then further out.
    const nested = from && join(from, 'node_modules', wanted);
    const folder = nested && existsSync(join(modules, nested, 'package.json')) ? nested : wanted;
    if (found.has(folder)) return;
    const json = JSON.parse(
      readFileSync(join(modules, folder, 'package.json'), 'utf8'),
    ) as PackageJson;
    found.set(folder, { modules, folder, json });
    for (const dependency of Object.keys(json.dependencies ?? {})) visit(dependency, folder);
  };
  visit(name, '');
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix))
    .sort()
    .flatMap((entry) => {
      const path = prefix ? `${prefix}/${entry}` : entry;
      if (entry === 'node_modules' || SKIPPED.test(`${path}/`)) return [];
      return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
    });
}

/** JSON without its white space; settings files that are no strict JSON stay as they are. */
function compactJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

/** package.json reduced to what loading needs. */
function packageJsonText(text: string): string {
  const { name, version, type, main, exports, imports } = JSON.parse(text) as Record<
    string,
    unknown
  >;
  return JSON.stringify({ name, version, type, main, exports, imports });
}

/** A script with its comments blanked, and what the simulator has to know to run it without a parser. */
function scriptEntry(name: string, source: string): PackEntry {
  const kind = kindOf(name, source);
  const text = blankComments(source, kind === 'module' ? 'module' : 'script');
  const names = kind === 'module' ? {} : namesOf(name, text);
  const note = { ...preparePackageFile(text, name, kind), ...names };
  return Object.keys(note).length > 0 ? { name, text, note } : { name, text };
}

/** As Node 24 tells them apart where the name does not: by whether the text reads as a script. */
function kindOf(name: string, source: string): ScriptKind {
  if (name.endsWith('.mjs')) return 'module';
  if (name.endsWith('.cjs')) return 'commonjs';
  try {
    parseScript(source, { file: name, kind: 'commonjs', typescript: false });
  } catch (error) {
    if (error instanceof Error && IS_MODULE.test(error.message)) return 'module';
  }
  return 'commonjs';
}

/** Names an ES module may import: stored for the files that packages are entered by. */
function namesOf(name: string, text: string): Pick<StoredPreparation, 'x'> {
  if (!ENTRY_FILE.test(name)) return {};
  return { x: scriptPreparer.commonJsNames(text) };
}

/** The files of packages, named by their path below node_modules. */
export function packEntries(packages: readonly FoundPackage[]): PackEntry[] {
  return packages.flatMap(({ modules, folder }) =>
    filesBelow(join(modules, folder))
      .map((path) => ({ path, name: `${folder}/${path}` }))
      .filter(({ path, name }) => LOADABLE.test(path) && !SKIPPED_TABLES.test(name))
      .map(({ path, name }) => {
        const text = readFileSync(join(modules, folder, path), 'utf8');
        if (path === 'package.json') return { name, text: packageJsonText(text) };
        if (path.endsWith('.json')) return { name, text: compactJson(text) };
        return scriptEntry(name, text);
      }),
  );
}

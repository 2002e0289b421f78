// Prepares a reader's file: guards in loops, catches and throws; ES modules made into function bodies. See
// guards.ts for what the guards do.

import { collectCommonJsNames } from './commonjs-names.ts';
import { GuardEdits, type GuardSet, showVariables } from './guard-edits.ts';
import { readModule } from './module-shape.ts';
import { parseScript } from './parse.ts';
import type {
  CommonJsNames,
  ModuleLinks,
  PreparedScript,
  ScriptKind,
  ScriptPreparer,
} from './prepared.ts';
import { ScriptSyntaxError } from './prepared.ts';
import { SourceEdits } from './source-edits.ts';
import { stripTypes } from './strip-types.ts';
import { child, isFunction, type SyntaxNode, walk } from './syntax-tree.ts';

/** `import.meta` and `import()` become calls of functions that the file's function knows. */
export function replaceImport(node: SyntaxNode, edits: SourceEdits): void {
  if (node.type === 'ImportExpression') edits.replace(node.start, node.start + 6, '__impt');
  const isMeta =
    node.type === 'MetaProperty' && (child(node, 'meta')['name'] as string) === 'import';
  if (isMeta) edits.replace(node.start, node.end, '__meta()');
}

/** The first place where a module waits at its top level. */
export function findTopLevelAwait(text: string, tree: SyntaxNode): ModuleLinks['topLevelAwait'] {
  let start = -1;
  walk(tree, (node) => {
    const waits =
      node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node['await'] === true);
    if (waits && start === -1) start = node.start;
    return start === -1 && !isFunction(node);
  });
  if (start === -1) return undefined;
  const before = text.slice(0, start);
  return { line: before.split('\n').length, column: start - before.lastIndexOf('\n') };
}

/** The edits for a whole file, and what an ES module has to do with others. */
export function editScript(
  text: string,
  tree: SyntaxNode,
  options: { kind: ScriptKind; guards: GuardSet; edits: SourceEdits },
): ModuleLinks | undefined {
  const { kind, edits } = options;
  const guards = new GuardEdits(text, edits, options.guards);
  if (options.guards === 'own') showVariables(tree, edits);
  const shape = kind === 'module' ? readModule(text, tree, edits) : undefined;
  walk(tree, (node, parents) => {
    guards.visit(node, parents);
    replaceImport(node, edits);
  });
  if (!shape) return undefined;
  const topLevelAwait = findTopLevelAwait(text, tree);
  return { ...shape, ...(topLevelAwait && { topLevelAwait }) };
}

function prepareScript(text: string, file: string, kind: ScriptKind): PreparedScript {
  const tree = parseScript(text, { file, kind, typescript: false });
  const edits = new SourceEdits(text);
  const links = editScript(text, tree, { kind, guards: 'own', edits });
  return { ...edits.apply(), ...(links && { links }) };
}

function looksLikeModule(text: string): boolean {
  let tree: SyntaxNode;
  try {
    tree = parseScript(text, { file: '', kind: 'module', typescript: false });
  } catch (error) {
    if (error instanceof ScriptSyntaxError) return false;
    throw error;
  }
  let found = findTopLevelAwait(text, tree) !== undefined;
  walk(tree, (node) => {
    if (/^(?:Import|Export)\w*Declaration$/.test(node.type)) found = true;
    if (node.type === 'MetaProperty' && child(node, 'meta')['name'] === 'import') found = true;
    return !found;
  });
  return found;
}

function commonJsNames(text: string): CommonJsNames {
  try {
    return collectCommonJsNames(
      parseScript(text, { file: '', kind: 'commonjs', typescript: false }),
    );
  } catch (error) {
    // What cannot be read exports nothing by name; running it will say why.
    if (error instanceof ScriptSyntaxError) return { exports: [], reExports: [] };
    throw error;
  }
}

/** The preparer that really parses. */
export const scriptPreparer: ScriptPreparer = {
  prepare: prepareScript,
  stripTypes,
  looksLikeModule,
  commonJsNames,
};

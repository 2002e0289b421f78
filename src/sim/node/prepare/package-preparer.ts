// Reads a file of a package or of Node's library once, when a pack is built, and says what has to be stored
// with it so that it runs without a parser.

import { parseScript } from './parse.ts';
import type { ModuleLinks, ScriptKind } from './prepared.ts';
import { editScript } from './script-preparer.ts';
import { SourceEdits } from './source-edits.ts';
import { type StoredPreparation, toDifferences } from './stored-preparation.ts';
import { child, type SyntaxNode, walk } from './syntax-tree.ts';

const rangesOf = (nodes: readonly SyntaxNode[]): number[] =>
  toDifferences(nodes.flatMap(({ start, end }) => [start, end]));

/** Nothing where the file runs as it is. Throws ScriptSyntaxError where it cannot be read. */
export function preparePackageFile(
  text: string,
  file: string,
  kind: ScriptKind,
): StoredPreparation | undefined {
  const tree = parseScript(text, { file, kind, typescript: false });
  if (kind === 'module') {
    const edits = new SourceEdits(text);
    const links = editScript(text, tree, { kind, guards: 'package', edits }) as ModuleLinks;
    return { m: { edits: edits.list(), links } };
  }
  const found: Record<'thrown' | 'awaited' | 'imported', SyntaxNode[]> = {
    thrown: [],
    awaited: [],
    imported: [],
  };
  walk(tree, (node) => {
    if (node.type === 'AwaitExpression') found.awaited.push(node);
    if (node.type === 'ImportExpression') found.imported.push(node);
    if (node.type !== 'ThrowStatement') return;
    const argument = child(node, 'argument');
    if (!isPlainError(argument)) found.thrown.push(argument);
  });
  const { thrown, awaited, imported } = found;
  if (thrown.length + awaited.length + imported.length === 0) return undefined;
  return {
    ...(thrown.length > 0 && { t: rangesOf(withoutNested(thrown)) }),
    ...(awaited.length > 0 && { a: rangesOf(withoutNested(awaited)) }),
    ...(imported.length > 0 && { i: toDifferences(imported.map(({ start }) => start)) }),
  };
}

/** `new` of a kind of error whose stack begins where it was made: it names the place of its throw. */
const isPlainError = (node: SyntaxNode): boolean =>
  node.type === 'NewExpression' &&
  /^(?:ERR_\w+|(?:Type|Range|Syntax|Reference)?Error)$/.test(
    String(child(node, 'callee')['name'] ?? ''),
  );

/** Differences need ranges that follow one another; what is within another goes without its guard. */
function withoutNested(nodes: readonly SyntaxNode[]): SyntaxNode[] {
  let end = 0;
  return nodes.filter((node) => {
    if (node.start < end) return false;
    end = node.end;
    return true;
  });
}

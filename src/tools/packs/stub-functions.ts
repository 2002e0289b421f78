// Empties functions, and blocks within functions, that a reduced pack does without. What is called instead makes the world stop, so that
// the host loads the whole text and starts again: nothing is ever silently missing. Lines and columns of
// everything else stay where they are.

import { type Node, parse, type VariableDeclaration } from 'acorn';

/** A body shorter than this is not worth a stub. */
const SHORTEST_BODY = 28;
const STUB = '__mp()';

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function* childrenOf(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    for (const entry of Array.isArray(value) ? value : [value]) if (isNode(entry)) yield entry;
  }
}

const isFunction = (node: Node): boolean => /Function/.test(node.type);

/** Whether a block names something that is known outside of it as well. */
function leaksNames(node: Node): boolean {
  if (node.type === 'FunctionDeclaration') return true;
  if (node.type === 'VariableDeclaration' && (node as VariableDeclaration).kind === 'var')
    return true;
  return !isFunction(node) && [...childrenOf(node)].some(leaksNames);
}

/** What was used of a text; places are offsets in it. */
export interface Usage {
  /** Whether the function that ends there was called. */
  isUsed(end: number): boolean;
  /** Whether nothing from `start` to `end` ever ran, in a function that was called. */
  isIdle?(start: number, end: number): boolean;
}

/** The bodies and blocks to be emptied, outermost first, in the order of the text. */
function* unusedBlocks(node: Node, usage: Usage): Generator<Node> {
  if (node.type === 'BlockStatement' && node.end - node.start >= SHORTEST_BODY) {
    if (usage.isIdle?.(node.start, node.end) && !leaksNames(node)) {
      yield node;
      return;
    }
  }
  const body = isFunction(node) ? (node as Node & { body: Node }).body : null;
  for (const child of childrenOf(node)) {
    const isUnused = child === body && !usage.isUsed(node.end);
    if (!isUnused || child.type !== 'BlockStatement') yield* unusedBlocks(child, usage);
    else if (child.end - child.start >= SHORTEST_BODY) yield child;
  }
}

/** A body that only calls the stub; what follows it on its last line stays in its column. */
function emptied(inside: string): string {
  const [first = '', ...others] = inside.split('\n');
  if (others.length === 0) return STUB.padEnd(first.length);
  return STUB + '\n'.repeat(others.length) + ' '.repeat(others.at(-1)?.length ?? 0);
}

/** The text with everything emptied that was not used. */
export function stubUnused(text: string, usage: Usage): string {
  const tree = parse(text, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowReturnOutsideFunction: true,
  });
  const parts: string[] = [];
  let kept = 0;
  for (const { start, end } of unusedBlocks(tree, usage)) {
    parts.push(text.slice(kept, start + 1), emptied(text.slice(start + 1, end - 1)));
    kept = end - 1;
  }
  parts.push(text.slice(kept));
  return parts.join('');
}

// Syntax trees as acorn makes them, ESTree with TypeScript's nodes, and walking through them. Trees are
// only read; what changes is the text.

/** A node: its kind, its place in the text, and whatever else that kind has. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as SyntaxNode).type === 'string' &&
  typeof (value as SyntaxNode).start === 'number';

/** The node in a field that always holds one. */
export const child = (node: SyntaxNode, field: string): SyntaxNode => node[field] as SyntaxNode;

/** The node in a field that may be empty. */
export const optionalChild = (node: SyntaxNode, field: string): SyntaxNode | null =>
  isNode(node[field]) ? node[field] : null;

/** The nodes in a field that holds a list; holes in arrays are left out. */
export const children = (node: SyntaxNode, field: string): SyntaxNode[] =>
  Array.isArray(node[field]) ? (node[field] as unknown[]).filter(isNode) : [];

/**
 * Visits a node and all below it, in the order of the text. `visit` answers false to leave out what is
 * below a node. `parents` is the way down to it, outermost first.
 */
export function walk(
  node: SyntaxNode,
  // biome-ignore lint/suspicious/noConfusingVoidType: most visitors answer nothing
  visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => boolean | void,
  parents: readonly SyntaxNode[] = [],
): void {
  if (visit(node, parents) === false) return;
  const below = [...parents, node];
  for (const field of Object.keys(node)) {
    const value = node[field];
    if (isNode(value)) walk(value, visit, below);
    else if (Array.isArray(value)) {
      for (const entry of value) if (isNode(entry)) walk(entry, visit, below);
    }
  }
}

/** Names a pattern binds: `{ a, b: [c] }` binds a and c. */
export function boundNames(pattern: SyntaxNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern['name'] as string];
    case 'ObjectPattern':
      return children(pattern, 'properties').flatMap((property) =>
        boundNames(child(property, property.type === 'RestElement' ? 'argument' : 'value')),
      );
    case 'ArrayPattern':
      return children(pattern, 'elements').flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(child(pattern, 'left'));
    case 'RestElement':
      return boundNames(child(pattern, 'argument'));
    default:
      return [];
  }
}

/** Whether a node is a function, whose body is no longer the top level. */
export const isFunction = (node: SyntaxNode): boolean =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

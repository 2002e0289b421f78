// The edits that put guards into a text: calls in loops, catches, throws and awaits. What the calls do is in
// guards.ts; here is only where they stand. Lines are kept; columns move and are accounted for.

import type { SourceEdits } from './source-edits.ts';
import {
  boundNames,
  child,
  children,
  isFunction,
  optionalChild,
  type SyntaxNode,
} from './syntax-tree.ts';

/** A file of a package needs fewer guards: its loops end, and it may catch what it likes. */
export type GuardSet = 'own' | 'package';

const LOOPS = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

const nearestFunction = (parents: readonly SyntaxNode[]): SyntaxNode | undefined =>
  parents.findLast(isFunction);

/** Puts guards into one text, node by node. */
export class GuardEdits {
  readonly #text: string;
  readonly #edits: SourceEdits;
  readonly #set: GuardSet;
  readonly #withFrame = new Set<SyntaxNode | undefined>();

  constructor(text: string, edits: SourceEdits, set: GuardSet) {
    this.#text = text;
    this.#edits = edits;
    this.#set = set;
  }

  visit(node: SyntaxNode, parents: readonly SyntaxNode[]): void {
    if (node.type === 'ThrowStatement') this.#guardThrow(node);
    else if (node.type === 'AwaitExpression') this.#guardAwait(node, parents);
    else if (node.type === 'ForOfStatement' && node['await'] === true) {
      this.#guardAwaitLoop(node, parents);
    } else if (this.#set === 'own') {
      if (LOOPS.has(node.type)) this.#guardLoop(node, '__lg();');
      else if (node.type === 'CatchClause') this.#guardCatch(node, parents);
    }
  }

  #guardLoop(node: SyntaxNode, call: string): void {
    const body = child(node, 'body');
    if (body.type === 'BlockStatement') {
      this.#edits.insert(body.start + 1, call);
    } else {
      this.#edits.wrap(body.start, body.end, [`{${call}`, '}']);
    }
  }

  #guardCatch(node: SyntaxNode, parents: readonly SyntaxNode[]): void {
    const parameter = optionalChild(node, 'param');
    const body = child(node, 'body');
    const frame = this.#frameOf(parents);
    const call = (name: string): string => (frame ? `__ca(${name},${frame});` : `__ck(${name});`);
    if (!parameter) {
      this.#edits.insert(body.start, '(__e)');
      this.#edits.insert(body.start + 1, call('__e'));
    } else if (parameter.type === 'Identifier') {
      this.#edits.insert(body.start + 1, call(parameter['name'] as string));
    } else {
      // A pattern is taken apart only after the guard has seen the whole.
      const pattern = this.#text.slice(parameter.start, parameter.end).replace(/\s+/g, ' ');
      this.#edits.replace(parameter.start, parameter.end, '__e');
      this.#edits.insert(body.start + 1, `${call('__e')}let ${pattern}=__e;`);
    }
  }

  #guardThrow(node: SyntaxNode): void {
    const argument = child(node, 'argument');
    const before = this.#text.slice(0, node.start);
    const line = before.split('\n').length;
    const column = node.start - before.lastIndexOf('\n');
    this.#edits.wrap(argument.start, argument.end, ['__th(', `,${line},${column})`]);
  }

  #guardAwait(node: SyntaxNode, parents: readonly SyntaxNode[]): void {
    const frame = this.#set === 'own' ? this.#frameOf(parents) : null;
    const open = frame ? `__aw(${frame}=__fr(),` : '__aw(__fr(),';
    this.#edits.wrap(node.start, node.end, [open, ')']);
  }

  /** `for await`: the context is that of the moment the loop began. */
  #guardAwaitLoop(node: SyntaxNode, parents: readonly SyntaxNode[]): void {
    const frame = this.#set === 'own' ? this.#frameOf(parents) : null;
    if (!frame) {
      if (this.#set === 'own') this.#guardLoop(node, '__lg();');
      return;
    }
    const right = child(node, 'right');
    this.#edits.wrap(right.start, right.end, [`(${frame}=__fr(),`, ')']);
    this.#guardLoop(node, `__lg();__aw(${frame});`);
  }

  /**
   * The variable that keeps the async context of the function around; null where there is none to keep.
   * It is declared at the start of the function's body the first time it is asked for.
   */
  #frameOf(parents: readonly SyntaxNode[]): string | null {
    const owner = nearestFunction(parents);
    if (owner?.['async'] !== true) return null;
    const body = child(owner, 'body');
    if (body.type !== 'BlockStatement' || !parents.includes(body)) return null;
    if (!this.#withFrame.has(owner)) {
      this.#withFrame.add(owner);
      this.#edits.insert(afterDirectives(body), 'let __c=__fr();');
    }
    return '__c';
  }
}

/** Behind `'use strict'` and the like, which have to stay first. */
function afterDirectives(body: SyntaxNode): number {
  const last = children(body, 'body').findLast((statement) => 'directive' in statement);
  return last ? last.end : body.start + 1;
}

/** Shows the variables of a file's top level, before it does anything. */
export function showVariables(tree: SyntaxNode, edits: SourceEdits): void {
  const statements = children(tree, 'body');
  const names = statements
    .map((statement) => optionalChild(statement, 'declaration') ?? statement)
    .filter(({ type }) => type === 'VariableDeclaration')
    .flatMap((declaration) => children(declaration, 'declarations'))
    .flatMap((declarator) => boundNames(child(declarator, 'id')));
  const [first] = statements;
  if (!first || names.length === 0) return;
  const readers = names.map((name) => `()=>${name}`).join(',');
  const lastDirective = statements.findLast((statement) => 'directive' in statement);
  const at = lastDirective ? lastDirective.end : first.start;
  edits.insert(at, `${lastDirective ? ';' : ''}__rt(()=>[${readers}]);`);
}

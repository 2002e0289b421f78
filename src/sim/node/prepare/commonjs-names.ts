// What an ES module can import from a CommonJS file by name. Follows the rules of cjs-module-lexer
// (https://github.com/nodejs/cjs-module-lexer), which looks at the text and runs nothing: assignments to
// `exports`, getters defined on it, object literals, and files that are exported whole.

import type { CommonJsNames } from './prepared.ts';
import { child, children, optionalChild, type SyntaxNode, walk } from './syntax-tree.ts';

const isIdentifier = (node: SyntaxNode, name: string): boolean =>
  node.type === 'Identifier' && node['name'] === name;

/** `a.b`, or `a['b']`: the name of the property. */
function propertyName(node: SyntaxNode): string | null {
  const property = child(node, 'property');
  if (!node['computed']) return (property['name'] as string | undefined) ?? null;
  return typeof property['value'] === 'string' ? property['value'] : null;
}

/** `exports` or `module.exports`. */
const isExports = (node: SyntaxNode): boolean =>
  isIdentifier(node, 'exports') ||
  (node.type === 'MemberExpression' &&
    isIdentifier(child(node, 'object'), 'module') &&
    propertyName(node) === 'exports');

/** `require('x')`: what it asks for. */
function requiredBy(node: SyntaxNode): string | null {
  if (node.type !== 'CallExpression' || !isIdentifier(child(node, 'callee'), 'require'))
    return null;
  const [argument, ...rest] = children(node, 'arguments');
  if (!argument || rest.length > 0 || typeof argument['value'] !== 'string') return null;
  return argument['value'];
}

class NameCollector {
  readonly #exports = new Set<string>();
  #reExports: string[] = [];

  get names(): CommonJsNames {
    return { exports: [...this.#exports], reExports: this.#reExports };
  }

  visit(node: SyntaxNode): void {
    if (node.type === 'AssignmentExpression' && node['operator'] === '=') this.#assigned(node);
    else if (node.type === 'CallExpression') this.#called(node);
  }

  #assigned(node: SyntaxNode): void {
    const left = child(node, 'left');
    if (left.type !== 'MemberExpression') {
      if (isIdentifier(left, 'exports')) this.#replaced(child(node, 'right'));
      return;
    }
    if (isExports(left)) this.#replaced(child(node, 'right'));
    else if (isExports(child(left, 'object'))) this.#add(propertyName(left));
  }

  /** `module.exports = ...`: names seen so far stay, files exported whole are forgotten. */
  #replaced(value: SyntaxNode): void {
    this.#reExports = [];
    const required = requiredBy(value);
    if (required !== null) this.#reExports.push(required);
    else if (value.type === 'ObjectExpression') this.#literal(value);
  }

  /** The names of an object literal, up to the first property the lexer does not understand. */
  #literal(value: SyntaxNode): void {
    for (const property of children(value, 'properties')) {
      if (property.type === 'SpreadElement') {
        const required = requiredBy(child(property, 'argument'));
        if (required !== null) this.#reExports.push(required);
        continue;
      }
      if (property['computed'] === true) return;
      const key = child(property, 'key');
      const name = key.type === 'Identifier' ? key['name'] : key['value'];
      if (property['kind'] !== 'init' || typeof name !== 'string') return;
      const value = child(property, 'value');
      const isShort = property['shorthand'] === true;
      if (!isShort && property['method'] !== true && !startsWithWord(value)) return;
      this.#add(name);
      if (!isShort && !isWord(value)) return;
    }
  }

  #called(node: SyntaxNode): void {
    const callee = child(node, 'callee');
    const args = children(node, 'arguments');
    const isDefine =
      callee.type === 'MemberExpression' &&
      isIdentifier(child(callee, 'object'), 'Object') &&
      propertyName(callee) === 'defineProperty';
    const [target, name, descriptor] = args;
    if (isDefine && target && name && descriptor && isExports(target)) {
      if (isVisible(descriptor)) this.#add(name['value']);
    } else if (/^(?:__exportStar|__export)$/.test(String(lastName(callee))) && target) {
      const required = requiredBy(target);
      if (required !== null) this.#reExports.push(required);
    }
  }

  #add(name: unknown): void {
    if (typeof name === 'string') this.#exports.add(name);
  }
}

/** `{ name: identifier }` lets the lexer read on; it takes words like `true` for identifiers. */
const isWord = (value: SyntaxNode): boolean =>
  value.type === 'Identifier' ||
  value.type === 'ThisExpression' ||
  (value.type === 'Literal' && (typeof value['value'] === 'boolean' || value['value'] === null));

/** What stands leftmost in an expression, by the type of the expression. */
const LEFTMOST: Readonly<Record<string, string>> = {
  MemberExpression: 'object',
  CallExpression: 'callee',
  TaggedTemplateExpression: 'tag',
  BinaryExpression: 'left',
  LogicalExpression: 'left',
  AssignmentExpression: 'left',
  ConditionalExpression: 'test',
};

const WORDS = /^(?:FunctionExpression|ClassExpression|NewExpression|AwaitExpression)$/;

/** Whether the text of a value begins with a word: then its name counts, though the lexer stops behind it. */
function startsWithWord(value: SyntaxNode): boolean {
  const leftmost = LEFTMOST[value.type];
  if (leftmost !== undefined) return startsWithWord(child(value, leftmost));
  if (value.type === 'UnaryExpression') return /^[a-z]/.test(String(value['operator']));
  if (value.type === 'ArrowFunctionExpression') return value['async'] === true;
  return isWord(value) || WORDS.test(value.type);
}

const lastName = (callee: SyntaxNode): unknown =>
  callee.type === 'MemberExpression' ? propertyName(callee) : callee['name'];

/**
 * A descriptor the lexer knows: `{ value`, `{ enumerable: true, value` or `{ enumerable: true, get` with a function that
 * returns a variable or a property of one.
 */
function isVisible(descriptor: SyntaxNode): boolean {
  if (descriptor.type !== 'ObjectExpression') return false;
  const [first, second] = children(descriptor, 'properties');
  if (first?.type !== 'Property') return false;
  if (keyOf(first) === 'value') return true;
  const isEnumerable = keyOf(first) === 'enumerable' && child(first, 'value')['value'] === true;
  if (!isEnumerable || second?.type !== 'Property') return false;
  return (
    keyOf(second) === 'value' || (keyOf(second) === 'get' && isForwarder(child(second, 'value')))
  );
}

const keyOf = (property: SyntaxNode): unknown => child(property, 'key')['name'];

/** `function () { return name; }`, `function () { return name.member; }`. */
function isForwarder(value: SyntaxNode): boolean {
  if (value.type !== 'FunctionExpression') return false;
  const statements = children(child(value, 'body'), 'body');
  const [statement] = statements;
  if (statements.length !== 1 || statement?.type !== 'ReturnStatement') return false;
  const returned = optionalChild(statement, 'argument');
  if (returned?.type !== 'MemberExpression') return returned?.type === 'Identifier';
  return child(returned, 'object').type === 'Identifier';
}

export function collectCommonJsNames(tree: SyntaxNode): CommonJsNames {
  const collector = new NameCollector();
  walk(tree, (node) => collector.visit(node));
  return collector.names;
}

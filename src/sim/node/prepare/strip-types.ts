// Takes TypeScript's types off a file, as Node 24 does: every type becomes spaces, so all other characters
// keep their place (https://nodejs.org/api/typescript.html, "Type stripping"). What has a meaning at run time
// (enums, namespaces with values, parameter properties) is refused, with Node's words. Where two
// lines would become one statement, a semicolon stays.

import { BlankedText } from './blanked-text.ts';
import { parseScript } from './parse.ts';
import { ScriptSyntaxError } from './prepared.ts';
import { child, children, optionalChild, type SyntaxNode, walk } from './syntax-tree.ts';

/** Statements that are types from end to end. */
const TYPE_STATEMENTS = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSDeclareFunction',
]);

/** Parts of other nodes that are only types. */
const TYPE_PARTS = new Set([
  'TSTypeAnnotation',
  'TSTypeParameterDeclaration',
  'TSTypeParameterInstantiation',
]);

/** Members of a class that are only types. */
const TYPE_MEMBERS = new Set([
  'TSIndexSignature',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSDeclareMethod',
]);

/** What type stripping cannot take away, in Node's words. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  TSEnumDeclaration: 'TypeScript enum is not supported in strip-only mode',
  TSParameterProperty: 'TypeScript parameter property is not supported in strip-only mode',
  TSImportEqualsDeclaration:
    'TypeScript import equals declaration is not supported in strip-only mode',
  TSExportAssignment: 'TypeScript export assignment is not supported in strip-only mode',
  TSTypeAssertion:
    "The angle-bracket syntax for type assertions, `<T>expr`, is not supported in type strip mode. Instead, use the 'as' syntax: `expr as T`.",
};
const UNSUPPORTED_NAMESPACE =
  'TypeScript namespace declaration is not supported in strip-only mode';
const UNSUPPORTED_MODULE = '`module` keyword is not supported. Use `namespace` instead.';

const MODIFIERS = /\b(?:public|private|protected|readonly|override|declare|abstract)\b/g;
/** A line that begins with one of these goes on with the statement before it. */
const CONTINUES = /^\s*(?:[([`+/]|-)/;
const CALLS = /^\s*\n\s*[([`]/;

const DEFAULT_ABSTRACT = /^(\s*export\s+default\s+)abstract(?=\s+class\b)/m;

/** White space and comments. */
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;

class TypeStripper {
  readonly #text: string;
  readonly #file: string;
  readonly #out: BlankedText;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    this.#out = new BlankedText(text);
  }

  strip(): string {
    walk(this.#parse(), (node, parents) => this.#visit(node, parents));
    return this.#out.toString();
  }

  /** The parser does not know `export default abstract class`; without the one word it does. */
  #parse(): SyntaxNode {
    const options = { file: this.#file, kind: 'module', typescript: true } as const;
    const known = this.#text.replace(DEFAULT_ABSTRACT, (text, keep: string) => {
      const at = this.#text.indexOf(text) + keep.length;
      this.#out.blank(at, at + 'abstract'.length);
      return `${keep}        `;
    });
    return parseScript(known, options);
  }

  #visit(node: SyntaxNode, parents: readonly SyntaxNode[]): boolean {
    const { type, end } = node;
    if (type === 'TSModuleDeclaration') return this.#visitNamespace(node);
    if (TYPE_STATEMENTS.has(type) || (node['declare'] === true && type !== 'PropertyDefinition')) {
      return this.#blankStatement(node);
    }
    const unsupported = UNSUPPORTED[type];
    if (unsupported) throw this.#unsupported(node, unsupported);
    if (TYPE_PARTS.has(type)) return this.#blankPart(node);
    if (TYPE_MEMBERS.has(type)) return this.#blankMember(node);
    switch (type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportDefaultDeclaration':
        return this.#visitModuleStatement(node);
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
        this.#blankAssertion(node);
        return true;
      case 'TSNonNullExpression':
      case 'TSInstantiationExpression':
        this.#out.blank(this.#behindBrackets(child(node, 'expression').end), end);
        return true;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#visitClass(node);
        return true;
      case 'PropertyDefinition':
      case 'MethodDefinition':
        return this.#visitMember(node);
      case 'VariableDeclarator':
        if (node['definite']) this.#blankMark(child(node, 'id'), '!');
        return true;
      case 'ArrowFunctionExpression':
        this.#visitArrow(node, parents);
        this.#visitParameters(node);
        return true;
      default:
        this.#visitParameters(node);
        return true;
    }
  }

  /** `import type`, `export type`, and single names marked `type`. */
  #visitModuleStatement(node: SyntaxNode): boolean {
    const kind = node['importKind'] ?? node['exportKind'];
    const declaration = optionalChild(node, 'declaration');
    const isTypeOnly =
      kind === 'type' ||
      declaration?.['declare'] === true ||
      (declaration !== null && TYPE_STATEMENTS.has(declaration.type));
    if (isTypeOnly) return this.#blankStatement(node);
    if (declaration?.type === 'TSModuleDeclaration' && isTypesOnly(declaration)) {
      return this.#blankStatement(node);
    }
    for (const specifier of children(node, 'specifiers')) {
      if ((specifier['importKind'] ?? specifier['exportKind']) !== 'type') continue;
      this.#out.blank(specifier.start, this.#behindComma(specifier.end));
    }
    return true;
  }

  #visitNamespace(node: SyntaxNode): boolean {
    const isGlobal = node['global'] === true || child(node, 'id').type === 'Literal';
    const isModule = !isGlobal && /^(?:declare\s+)?module\b/.test(this.#text.slice(node.start));
    if (isModule) throw this.#unsupported(node, UNSUPPORTED_MODULE);
    if (node['declare'] === true || isTypesOnly(node)) return this.#blankStatement(node);
    throw this.#unsupported(node, UNSUPPORTED_NAMESPACE);
  }

  #visitClass(node: SyntaxNode): void {
    if (node['abstract'] === true) {
      const keyword = this.#text.indexOf('abstract', node.start);
      const isHere = keyword >= node.start && keyword < child(node, 'body').start;
      if (isHere) this.#out.blank(keyword, keyword + 'abstract'.length);
    }
    const interfaces = children(node, 'implements');
    const first = interfaces[0];
    if (!first) return;
    const keyword = this.#text.lastIndexOf('implements', first.start);
    this.#out.blank(keyword, (interfaces[interfaces.length - 1] as SyntaxNode).end);
  }

  /** Words before a member (`private readonly`), `?` and `!` behind its name; overloads go whole. */
  #visitMember(node: SyntaxNode): boolean {
    const value = optionalChild(node, 'value');
    const isSignature =
      node.type === 'MethodDefinition' && (!value || !optionalChild(value, 'body'));
    if (isSignature || node['declare'] === true || node['abstract'] === true) {
      return this.#blankMember(node);
    }
    const key = child(node, 'key');
    const head = this.#text.slice(node.start, key.start);
    let first = -1;
    for (const { index, 0: word } of head.matchAll(MODIFIERS)) {
      if (first === -1) first = node.start + index;
      this.#out.blank(node.start + index, node.start + index + word.length);
    }
    if (first !== -1 && this.#needsSemicolon(node, head, key)) this.#out.replace(first, ';');
    if (node['optional'] || node['definite']) {
      const after = node['computed'] ? this.#text.indexOf(']', key.end) + 1 : key.end;
      this.#blankNext(after, node['optional'] ? '?' : '!');
    }
    return true;
  }

  /** What is left of a member must not be taken for a part of the one before. */
  #needsSemicolon(node: SyntaxNode, head: string, key: SyntaxNode): boolean {
    if (/^\s*static\b/.test(head.replace(MODIFIERS, ''))) return false;
    const isGenerator = optionalChild(node, 'value')?.['generator'] === true;
    return (
      node['computed'] === true ||
      (node.type === 'MethodDefinition' && isGenerator) ||
      /^(?:in|instanceof)$/.test(String(key['name']))
    );
  }

  /** `x?: T` in parameters, and a `this` parameter. */
  #visitParameters(node: SyntaxNode): void {
    for (const parameter of children(node, 'params')) {
      const name = parameter.type === 'AssignmentPattern' ? child(parameter, 'left') : parameter;
      if (name.type === 'Identifier' && name['name'] === 'this') {
        this.#out.blank(name.start, this.#behindComma(name.end));
      } else if (name['optional'] === true) {
        this.#blankMark(name, '?');
      }
    }
  }

  /** Between `)` and `=>`, and behind `return`, no line may end: brackets move over it. */
  #visitArrow(node: SyntaxNode, parents: readonly SyntaxNode[]): void {
    const returnType = optionalChild(node, 'returnType');
    if (returnType && this.#text.slice(returnType.start, returnType.end).includes('\n')) {
      this.#moveBracket(returnType);
    } else if (returnType) {
      const bracket = this.#text.lastIndexOf(')', returnType.start);
      if (this.#text.slice(bracket, returnType.start).includes('\n')) this.#moveBracket(returnType);
    }
    const typeParameters = optionalChild(node, 'typeParameters');
    const parent = parents[parents.length - 1];
    const isReturned =
      parent !== undefined && /^(?:Return|Throw)Statement$|^Yield/.test(parent.type);
    if (!typeParameters || !isReturned) return;
    if (!this.#text.slice(typeParameters.start, typeParameters.end).includes('\n')) return;
    const bracket = this.#text.indexOf('(', typeParameters.end);
    this.#out.blank(bracket, bracket + 1);
    this.#out.replace(typeParameters.start, '(');
  }

  #moveBracket(returnType: SyntaxNode): void {
    const bracket = this.#text.lastIndexOf(')', returnType.start);
    this.#out.blank(bracket, bracket + 1);
    this.#out.replace(returnType.end - 1, ')');
  }

  #blankAssertion(node: SyntaxNode): void {
    const end = this.#behindBrackets(child(node, 'expression').end);
    this.#out.blank(end, node.end);
    if (!CALLS.test(this.#text.slice(node.end))) return;
    this.#out.replace(this.#skipSpace(end), ';');
  }

  #blankPart({ start, end }: SyntaxNode): boolean {
    this.#out.blank(start, end);
    return false;
  }

  #blankMember(node: SyntaxNode): boolean {
    const next = this.#skipSpace(node.end);
    this.#out.blank(node.start, this.#text.charAt(next) === ';' ? next + 1 : node.end);
    return false;
  }

  /** A statement that goes leaves a semicolon where its neighbours would become one without it. */
  #blankStatement(node: SyntaxNode): boolean {
    const { start } = node;
    let { end } = node;
    // A semicolon on a line of its own still ends the statement.
    const next = this.#skipSpace(end);
    const hasEnd = this.#text.charAt(end - 1) === ';' || this.#text.charAt(next) === ';';
    if (this.#text.charAt(next) === ';' && this.#text.charAt(end - 1) !== ';') end = next + 1;
    this.#out.blank(start, end);
    const before = this.#before(start);
    const isOpen = before !== '' && before !== ';';
    if (!hasEnd && isOpen && CONTINUES.test(this.#text.slice(end))) this.#out.replace(start, ';');
    return false;
  }

  /** The last character of code before a place; '' at the start of the file. */
  #before(place: number): string {
    for (let at = place - 1; at >= 0; at--) {
      if (!this.#out.isBlank(at) && /\S/.test(this.#text.charAt(at))) return this.#text.charAt(at);
    }
    return '';
  }

  #blankMark(node: SyntaxNode, mark: string): void {
    const annotation = optionalChild(node, 'typeAnnotation');
    const from = node.type === 'Identifier' ? node.start + String(node['name']).length : node.start;
    const at = annotation ? this.#text.lastIndexOf(mark, annotation.start) : from;
    this.#blankNext(Math.max(from, at), mark);
  }

  /** Blanks a mark that is the next thing at a place. */
  #blankNext(place: number, mark: string): void {
    const at = this.#skipSpace(place);
    if (this.#text.startsWith(mark, at)) this.#out.blank(at, at + mark.length);
  }

  #behindComma(place: number): number {
    const at = this.#skipSpace(place);
    return this.#text.charAt(at) === ',' ? at + 1 : place;
  }

  /** Brackets around an expression are no part of its node: `(await x()) as T`. */
  #behindBrackets(place: number): number {
    const at = this.#skipSpace(place);
    return this.#text.charAt(at) === ')' ? this.#behindBrackets(at + 1) : place;
  }

  #skipSpace(place: number): number {
    SPACE.lastIndex = place;
    return place + (SPACE.exec(this.#text)?.[0].length ?? 0);
  }

  #unsupported(node: SyntaxNode, message: string): ScriptSyntaxError {
    const shown = optionalChild(node, 'parameter') ?? node;
    const before = this.#text.slice(0, node.start);
    return new ScriptSyntaxError({
      message,
      file: this.#file,
      line: before.split('\n').length,
      column: node.start - before.lastIndexOf('\n'),
      range: { start: shown.start, end: shown.end },
      previous: { start: shown.start, end: shown.start },
      reason: 'unsupported',
    });
  }
}

/** Whether a namespace holds nothing that exists at run time. */
function isTypesOnly(node: SyntaxNode): boolean {
  const body = optionalChild(node, 'body');
  if (!body) return true;
  if (body.type === 'TSModuleDeclaration') return isTypesOnly(body);
  return children(body, 'body').every((statement) => {
    const declared = optionalChild(statement, 'declaration') ?? statement;
    return TYPE_STATEMENTS.has(declared.type);
  });
}

/** The text of a TypeScript file without its types. */
export const stripTypes = (text: string, file: string): string =>
  new TypeStripper(text, file).strip();

// What an ES module imports and exports, and the edits that make its text the body of a function: imports
// go, `export` in front of a declaration goes, a default export becomes an assignment.

import type {
  ImportedName,
  LocalExport,
  ModuleLinks,
  ModuleRequest,
  NamePlace,
  ReExport,
} from './prepared.ts';
import type { SourceEdits } from './source-edits.ts';
import { boundNames, child, children, optionalChild, type SyntaxNode } from './syntax-tree.ts';

type Shape = Omit<ModuleLinks, 'topLevelAwait'>;

/** The name of an import or export, which may be an identifier or a string. */
const nameOf = (node: SyntaxNode): string => (node['name'] ?? node['value']) as string;

/** Values that get their name from what they are assigned to. */
const isNameless = (node: SyntaxNode): boolean =>
  node.type === 'ArrowFunctionExpression' ||
  ((node.type === 'FunctionExpression' || node.type === 'ClassExpression') && !node['id']);

class ModuleReader {
  readonly #text: string;
  readonly #edits: SourceEdits;
  readonly #requests: ModuleRequest[] = [];
  readonly #imports: ImportedName[] = [];
  readonly #reExports: ReExport[] = [];
  readonly #exports: LocalExport[] = [];
  readonly #constants = new Set<string>();

  constructor(text: string, edits: SourceEdits) {
    this.#text = text;
    this.#edits = edits;
  }

  read(tree: SyntaxNode): Shape {
    for (const node of children(tree, 'body')) this.#visit(node);
    return this.#link();
  }

  #visit(node: SyntaxNode): void {
    switch (node.type) {
      case 'ImportDeclaration':
        this.#readImport(node);
        break;
      case 'ExportNamedDeclaration':
        this.#readNamedExport(node);
        break;
      case 'ExportDefaultDeclaration':
        this.#readDefaultExport(node);
        break;
      case 'ExportAllDeclaration':
        this.#readExportAll(node);
        break;
      default:
        this.#noteConstants(node);
    }
  }

  #readImport(node: SyntaxNode): void {
    const request = this.#requestOf(node);
    for (const specifier of children(node, 'specifiers')) {
      const local = child(specifier, 'local');
      const name = optionalChild(specifier, 'imported');
      const imported =
        specifier.type === 'ImportDefaultSpecifier' ? 'default' : name && nameOf(name);
      const place = this.#placeOf(name ?? local);
      this.#imports.push({ request, imported, local: nameOf(local), place });
    }
    this.#edits.blank(node.start, node.end, ';');
  }

  #readNamedExport(node: SyntaxNode): void {
    const declaration = optionalChild(node, 'declaration');
    if (declaration) {
      this.#edits.blank(node.start, declaration.start);
      this.#noteConstants(declaration);
      for (const name of declaredNames(declaration)) this.#export(name, name);
      return;
    }
    const isReExport = optionalChild(node, 'source') !== null;
    const request = isReExport ? this.#requestOf(node) : 0;
    for (const specifier of children(node, 'specifiers')) {
      const local = child(specifier, 'local');
      const exported = nameOf(child(specifier, 'exported'));
      if (isReExport) {
        const place = this.#placeOf(local);
        this.#reExports.push({ request, imported: nameOf(local), exported, place });
      } else {
        this.#export(exported, nameOf(local));
      }
    }
    this.#edits.blank(node.start, node.end, ';');
  }

  #readDefaultExport(node: SyntaxNode): void {
    const declaration = child(node, 'declaration');
    const isDeclaration =
      declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
    const id = isDeclaration ? optionalChild(declaration, 'id') : null;
    if (id) {
      this.#edits.blank(node.start, declaration.start);
      this.#export('default', nameOf(id));
    } else if (declaration.type === 'FunctionDeclaration') {
      // Hoisted like any other; the loader gives it the name `default`.
      this.#edits.blank(node.start, declaration.start);
      const head = this.#text.slice(declaration.start, declaration.end).indexOf('(');
      this.#edits.insert(declaration.start + head, ' __default');
      this.#export('default', '__default');
    } else {
      this.#assignDefault(node, declaration, isDeclaration);
    }
  }

  #assignDefault(node: SyntaxNode, value: SyntaxNode, isDeclaration: boolean): void {
    const keyword = 'export default';
    const start = node.start;
    if (isDeclaration || isNameless(value)) {
      this.#edits.replace(start, start + keyword.length, 'const __value=');
      this.#edits.wrap(value.start, value.end, ['{default:', '}.default;']);
      this.#export('default', '__value');
    } else {
      this.#edits.replace(start, start + keyword.length, 'const __value=');
      this.#export('default', '__value');
    }
  }

  #readExportAll(node: SyntaxNode): void {
    const request = this.#requestOf(node);
    const name = optionalChild(node, 'exported');
    const exported = name && nameOf(name);
    this.#reExports.push({ request, imported: null, exported, place: this.#placeOf(node) });
    this.#edits.blank(node.start, node.end, ';');
  }

  #noteConstants(node: SyntaxNode): void {
    const isConstant =
      node.type === 'FunctionDeclaration' ||
      node.type === 'ClassDeclaration' ||
      (node.type === 'VariableDeclaration' && node['kind'] === 'const');
    if (isConstant) for (const name of declaredNames(node)) this.#constants.add(name);
  }

  #export(exported: string, local: string): void {
    this.#exports.push({ exported, local, isMutable: true });
  }

  /** The number of the request for a declaration's source; the same source is asked for once. */
  #requestOf(node: SyntaxNode): number {
    const specifier = child(node, 'source')['value'] as string;
    const attributes = Object.fromEntries(
      children(node, 'attributes').map((attribute) => [
        nameOf(child(attribute, 'key')),
        child(attribute, 'value')['value'] as string,
      ]),
    );
    const key = JSON.stringify({ specifier, attributes });
    const known = this.#requests.findIndex((request) => JSON.stringify(request) === key);
    return known === -1 ? this.#requests.push({ specifier, attributes }) - 1 : known;
  }

  #placeOf(node: SyntaxNode): NamePlace {
    const before = this.#text.slice(0, node.start);
    return {
      line: before.split('\n').length,
      column: node.start - before.lastIndexOf('\n'),
      length: node.end - node.start,
    };
  }

  /** Exports of imported names are exports from elsewhere; what is never assigned to again is constant. */
  #link(): Shape {
    const exports: LocalExport[] = [];
    for (const entry of this.#exports) {
      const source = this.#imports.find(({ local }) => local === entry.local);
      if (source) {
        const { request, imported, place } = source;
        this.#reExports.push({ request, imported, exported: entry.exported, place });
      } else {
        const isConstant = this.#constants.has(entry.local) || /^__/.test(entry.local);
        exports.push({ ...entry, isMutable: !isConstant });
      }
    }
    return {
      requests: this.#requests,
      imports: this.#imports,
      reExports: this.#reExports,
      exports,
    };
  }
}

function declaredNames(declaration: SyntaxNode): string[] {
  if (declaration.type === 'VariableDeclaration') {
    return children(declaration, 'declarations').flatMap((entry) => boundNames(child(entry, 'id')));
  }
  return [nameOf(child(declaration, 'id'))];
}

/** Reads a module's top level and notes the edits that make a function body of it. */
export const readModule = (text: string, tree: SyntaxNode, edits: SourceEdits): Shape =>
  new ModuleReader(text, edits).read(tree);

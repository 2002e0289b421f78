// Compiles the files of a program for one process: prepares the reader's own, takes those of packages as
// they are, and turns a syntax error into the report Node prints.

import type { NodeEnvironment } from './environment.ts';
import type { GuardState } from './guards.ts';
import type { GuestFunction } from './guest.ts';
import type { GuestRealm } from './guest-realm.ts';
import { MissingPackError } from './missing-pack.ts';
import type { ModuleBody } from './modules/source-text-module.ts';
import {
  type CommonJsNames,
  isScriptSyntaxError,
  MissingParserError,
  type NamePlace,
  type PreparedScript,
  type ScriptKind,
  type ScriptPreparer,
  type ScriptSyntaxError,
} from './prepare/prepared.ts';
import { applyPreparation } from './prepare/stored-preparation.ts';
import type { ScriptCompiler } from './script-compiler.ts';
import { amaroError } from './stacks/amaro-error.ts';
import { arrowText } from './stacks/arrow.ts';

export interface ProgramCompilerOptions {
  readonly environment: NodeEnvironment;
  readonly realm: GuestRealm;
  readonly preparer: ScriptPreparer;
  readonly guards: GuardState;
}

export class ProgramCompiler {
  readonly #environment: NodeEnvironment;
  readonly #realm: GuestRealm;
  readonly #compiler: ScriptCompiler;
  readonly #preparer: ScriptPreparer;
  readonly #guards: GuardState;
  /** Modules with a top-level await, and where it is. */
  readonly #awaiting = new Map<string, { readonly line: number; readonly column: number }>();

  constructor(options: ProgramCompilerOptions) {
    this.#environment = options.environment;
    this.#realm = options.realm;
    this.#compiler = options.realm.compiler;
    this.#preparer = options.preparer;
    this.#guards = options.guards;
  }

  /** Whether a file is the reader's own, not a package's. */
  isOwn(filename: string): boolean {
    return !filename.includes('/node_modules/');
  }

  looksLikeModule(text: string): boolean {
    // Only files with one of these words are worth a parse.
    return (
      /\b(?:import|export|await)\b/.test(text) &&
      this.#ask(() => this.#preparer.looksLikeModule(text))
    );
  }

  /** Takes the types off. What is wrong comes back as amaro, the parser inside Node, tells it. */
  stripTypes(text: string, filename: string): string {
    try {
      return this.#ask(() => this.#preparer.stripTypes(text, filename));
    } catch (error) {
      if (!isScriptSyntaxError(error)) throw error;
      this.#trace(error);
      throw amaroError(text, filename, error);
    }
  }

  compileCommonJs(filename: string, text: string, parameters: readonly string[]): GuestFunction {
    const { globalObject } = this.#environment;
    if (!this.isOwn(filename)) {
      const missing = (): never => this.#realm.fail(new MissingPackError(packagePath(filename)));
      const guards = this.#guards.forPackageFile(this.#environment, filename, missing);
      const stored = this.#realm.preparationOf(text);
      return this.#compiler.compile(
        { url: filename, text, parameters, bound: guards.names, ...(stored && { stored }) },
        { globalObject, bound: guards.values },
      );
    }
    const prepared = this.#prepareCommonJs(filename, text);
    const url = sourceUrlOf(text) ?? filename;
    const guards = this.#guards.forOwnFile(this.#environment, url);
    return this.#compiler.compile(
      {
        url,
        text: prepared.text,
        parameters,
        bound: guards.names,
        shifts: prepared.shifts,
        original: text,
      },
      { globalObject, bound: guards.values },
    );
  }

  /** A script for `vm`: it runs in the process's own global scope. */
  compileScript(filename: string, text: string): GuestFunction {
    const body = `return eval(${JSON.stringify(text)})`;
    const source = { url: filename, text: body, parameters: [] };
    return this.#compiler.compile(source, { globalObject: this.#environment.globalObject });
  }

  /** An ES module's text and what it has to do with others. Throws a SyntaxError with the place in the file. */
  prepareModule(url: string, text: string): PreparedScript {
    const stored = this.#realm.preparationOf(text);
    if (stored) return applyPreparation(text, stored);
    return this.#prepare(url, text, 'module');
  }

  /** The function of a module. */
  compileModule(options: {
    url: string;
    prepared: PreparedScript;
    original: string;
    body: ModuleBody;
  }): GuestFunction {
    const { url, prepared, original, body } = options;
    const guards = this.#guards.forOwnFile(this.#environment, url);
    const place = prepared.links?.topLevelAwait;
    if (place) this.#awaiting.set(url, place);
    return this.#compiler.compile(
      {
        url,
        text: prepared.text,
        parameters: body.parameters,
        bound: guards.names,
        head: body.head,
        kind: body.kind,
        shifts: prepared.shifts,
        original,
        innerScope: body.scope !== null,
      },
      {
        globalObject: this.#environment.globalObject,
        bound: guards.values,
        ...(body.scope && { inner: body.scope }),
      },
    );
  }

  /** What Node prints about a top-level await that has not settled when the process ends. */
  stalledAwait(): string {
    const [url = '', place] = [...this.#awaiting].pop() ?? [];
    if (!place) return '';
    const line = this.#compiler.sourceLine(url, place.line);
    const arrow = `${line.slice(0, place.column - 1).replace(/[^\t]/g, ' ')}^`;
    return `Warning: Detected unsettled top-level await at ${url}:${place.line}\n${line}\n${arrow}\n\n\n\n`;
  }

  /** What an ES module can import by name from a CommonJS file of this text. */
  commonJsNames(text: string): CommonJsNames {
    const stored = this.#realm.preparationOf(text)?.x;
    return stored ?? this.#ask(() => this.#preparer.commonJsNames(text));
  }

  /** The SyntaxError for an import that leads nowhere, with the line and an arrow under the name. */
  linkError(url: string, text: string, place: { message: string } & NamePlace): Error {
    const line = text.split('\n')[place.line - 1] ?? '';
    const arrow = `${url}:${place.line}\n${line}\n${' '.repeat(place.column - 1)}${'^'.repeat(place.length)}\n`;
    return this.#withArrow(new SyntaxError(place.message), arrow);
  }

  #withArrow(error: Error, arrow: string): Error {
    const symbol = this.#environment.privateSymbols['arrow_message_private_symbol'] as symbol;
    (error as unknown as Record<symbol, unknown>)[symbol] = arrow;
    return error;
  }

  #pathOf(url: string): string {
    const parsed = this.#environment.platform.parseUrl(url);
    return parsed?.protocol === 'file:' ? decodeURIComponent(parsed.pathname) : url;
  }

  /** Asks the preparer; without the parser the whole run ends, to begin again with it. */
  #ask<Result>(question: () => Result): Result {
    try {
      return question();
    } catch (error) {
      if (error instanceof MissingParserError) this.#realm.fail(error);
      throw error;
    }
  }

  #prepare(name: string, text: string, kind: ScriptKind): PreparedScript {
    try {
      return this.#ask(() => this.#preparer.prepare(text, this.#pathOf(name), kind));
    } catch (error) {
      if (isScriptSyntaxError(error)) throw this.#syntaxError(name, text, kind, error);
      throw error;
    }
  }

  /** Errors in CommonJS files carry the arrow in their stack already; see DecorateErrorStack. */
  #prepareCommonJs(filename: string, text: string): PreparedScript {
    try {
      return this.#prepare(filename, text, 'commonjs');
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const isTopAwait = TOP_AWAIT.test(error.message) && this.looksLikeModule(text);
      if (isTopAwait || MODULE_SYNTAX.test(error.message)) this.#warnAboutModule(filename);
      const { privateSymbols } = this.#environment;
      const hidden = error as unknown as Record<symbol, unknown>;
      const arrow = hidden[privateSymbols['arrow_message_private_symbol'] as symbol] as string;
      error.stack = `${arrow}\n${error.stack}`;
      hidden[privateSymbols['decorated_private_symbol'] as symbol] = true;
      throw error;
    }
  }

  #warnAboutModule(filename: string): void {
    const { emitWarningSync } = this.#environment.requireLibrary('internal/process/warning') as {
      emitWarningSync: (message: string) => void;
    };
    emitWarningSync(this.#realm.release.moduleSyntaxWarning(filename));
  }

  /** The SyntaxError a program gets, with the line and the arrows Node prints above it. */
  #syntaxError(name: string, text: string, kind: ScriptKind, error: ScriptSyntaxError): Error {
    const { message, range } = this.#realm.syntaxErrors.describe(text, kind, error);
    const before = text.slice(0, range.start).split('\n');
    const lineNumber = before.length;
    const line = text.split('\n')[lineNumber - 1] ?? '';
    const start = before[lineNumber - 1]?.length ?? 0;
    const end = Math.min(start + range.end - range.start, line.length);
    this.#trace(error, { message, line: lineNumber, column: start + 1 });
    const arrow = arrowText({ url: name, lineNumber, line, start, end });
    return this.#withArrow(new SyntaxError(message), arrow);
  }

  #trace(
    error: ScriptSyntaxError,
    { message, line, column }: { message: string; line: number; column: number } = error,
  ): void {
    const { kernel, process } = this.#environment;
    kernel.trace.record({
      kind: 'app-syntax-error',
      pid: process.pid,
      host: process.host.name,
      file: error.file,
      line,
      column,
      message,
    });
  }
}

/** A package's file by its path below the outermost node_modules, as packs call it. */
const packagePath = (filename: string): string =>
  filename.slice(filename.indexOf('/node_modules/') + '/node_modules/'.length);

/** What V8 says about an await that would be right in an ES module, or nowhere. */
const TOP_AWAIT = /^await is only valid in async functions and the top level bodies of modules/;

/** What V8 says when a CommonJS file turns out to be an ES module. */
const MODULE_SYNTAX =
  /^(?:Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside)/;

/** The name a text gives itself: the library puts one behind stripped TypeScript. */
const sourceUrlOf = (text: string): string | undefined =>
  /\n\/\/# sourceURL=(\S+)\s*$/.exec(text)?.[1];

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A file of a program could not be read: the place and what is wrong there. */
    'app-syntax-error': {
      readonly pid: number;
      readonly host: string;
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly message: string;
    };
  }
}

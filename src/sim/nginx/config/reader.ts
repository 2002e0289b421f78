// Reads a configuration: finds the directive for each statement, checks that it may stand there,
// and lets it act. It holds the position (file, line, kind of block) and the scopes being filled.
// What the directives mean is theirs to know; the order of the checks is nginx's.

import { FileSystemError } from '../../files/file-system.ts';
import type { Machine } from '../../process/machine.ts';
import { describeFileError } from '../files/file-errors.ts';
import type { RewriteCode } from '../rewrite/code.ts';
import type { Context, Directive } from './directive.ts';
import type { ConfigDraft } from './draft.ts';
import { expandGlob, hasGlob } from './glob.ts';
import { Lexer, type Statement } from './lexer.ts';
import type { LocationConfig } from './location.ts';
import { ConfigError, type ConfigMessage, type LogLevel, type Place } from './place.ts';
import type { Scope } from './scope.ts';
import type { ServerDraft } from './server-draft.ts';
import type { UpstreamDraft } from './upstream-draft.ts';

/** What the parser does with each statement of a block that has no directives: `types`, `map`. */
export type StatementHandler = (words: readonly string[]) => void;

/** What is being filled while the reader stands in a block. */
interface Position {
  context: Context;
  scope: Scope | null;
  server: ServerDraft | null;
  location: LocationConfig | null;
  /** Where `set`, `if` and the like go, where they can stand. */
  rewrites: RewriteCode[] | null;
  upstream: UpstreamDraft | null;
  handler: StatementHandler | null;
}

/** The reader that directives act through. */
export class ConfigReader {
  readonly machine: Machine;
  /** Where relative file names of the configuration start. */
  readonly prefix: string;
  readonly draft: ConfigDraft;
  readonly messages: ConfigMessage[] = [];
  readonly #table: ReadonlyMap<string, readonly Directive[]>;
  #position: Position = {
    context: 'main',
    scope: null,
    server: null,
    location: null,
    rewrites: null,
    upstream: null,
    handler: null,
  };
  #lexer: Lexer | null = null;

  constructor(options: {
    machine: Machine;
    prefix: string;
    table: ReadonlyMap<string, readonly Directive[]>;
    draft: ConfigDraft;
  }) {
    this.machine = options.machine;
    this.prefix = options.prefix;
    this.draft = options.draft;
    this.#table = options.table;
  }

  /** The line being read; null when the reading is over. */
  get place(): Place | null {
    const lexer = this.#lexer;
    return lexer ? { file: lexer.file, line: lexer.line } : null;
  }

  get context(): Context {
    return this.#position.context;
  }

  /** The scope of the http, server or location block around. */
  get scope(): Scope {
    const { scope } = this.#position;
    if (!scope) throw new Error('No scope here: the directive table is wrong');
    return scope;
  }

  get server(): ServerDraft {
    const { server } = this.#position;
    if (!server) throw new Error('No server here: the directive table is wrong');
    return server;
  }

  /**
   * The location around; at server level a nameless one that stands for the server; null in http.
   */
  get location(): LocationConfig | null {
    return this.#position.location;
  }

  /** The list of codes of the server, location or `if` around. */
  get rewrites(): RewriteCode[] {
    const { rewrites } = this.#position;
    if (!rewrites) throw new Error('No rewrites here: the directive table is wrong');
    return rewrites;
  }

  get upstream(): UpstreamDraft {
    const { upstream } = this.#position;
    if (!upstream) throw new Error('No upstream here: the directive table is wrong');
    return upstream;
  }

  /** Ends the reading with `[emerg]` and the place. */
  fail(text: string): never {
    throw new ConfigError({ level: 'emerg', text, place: this.place });
  }

  /** Ends the reading with a message that names no line. */
  failWithoutPlace(text: string, level: LogLevel = 'emerg'): never {
    throw new ConfigError({ level, text, place: null });
  }

  warn(text: string): void {
    this.messages.push({ level: 'warn', text, place: this.place });
  }

  /** The place of the current directive, for what remembers where it was set. */
  here(): Place {
    return this.place ?? { file: '', line: 0 };
  }

  /** A file name of the configuration as an absolute path. */
  fullName(name: string): string {
    return name.startsWith('/') ? name : this.prefix + name;
  }

  /** Reads a block's content with another position, up to its `}`. */
  readBlock(change: Partial<Position>): void {
    const outer = this.#position;
    this.#position = { ...outer, handler: null, ...change };
    this.#readUntil('}');
    this.#position = outer;
  }

  /** Reads the file the configuration starts with. */
  readMain(path: string): void {
    this.#readFile(path);
  }

  /** `include`: one file, or those a pattern matches, in the order of their names. */
  include(name: string): void {
    const full = this.fullName(name);
    if (!hasGlob(full)) {
      this.#readFile(full);
      return;
    }
    for (const path of expandGlob(this.machine.files, full)) this.#readFile(path);
  }

  #readFile(path: string): void {
    const text = this.#readText(path);
    const outer = this.#lexer;
    this.#lexer = new Lexer(text, path);
    this.#readUntil('end-of-file');
    this.#lexer = outer;
  }

  #readText(path: string): string {
    try {
      const node = this.machine.files.find(path);
      if (node?.kind === 'directory') {
        throw new ConfigError({
          level: 'crit',
          text: `pread() "${path}" failed (21: Is a directory)`,
          place: null,
        });
      }
      return this.machine.files.readText(path);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      return this.fail(`open() "${path}" failed (${describeFileError(error.code)})`);
    }
  }

  #readUntil(expected: '}' | 'end-of-file'): void {
    const lexer = this.#lexer;
    if (!lexer) throw new Error('Nothing is being read');
    for (;;) {
      const statement = lexer.next();
      if (statement.ending === '}') {
        if (expected !== '}') this.fail('unexpected "}"');
        return;
      }
      if (statement.ending === 'end-of-file') {
        if (expected !== 'end-of-file') this.fail('unexpected end of file, expecting "}"');
        return;
      }
      this.#take(statement);
    }
  }

  #take(statement: Statement): void {
    const { handler } = this.#position;
    if (!handler) this.#apply(statement);
    else if (statement.ending === '{') this.fail('unexpected "{"');
    else handler(statement.words);
  }

  #apply({ words, ending }: Statement): void {
    const name = words[0] ?? '';
    const known = this.#table.get(name);
    if (!known) this.fail(`unknown directive "${name}"`);
    const directive = known.find((one) => one.contexts.includes(this.#position.context));
    if (!directive) this.fail(`"${name}" directive is not allowed here`);
    if (directive.isBlock && ending !== '{') this.fail(`directive "${name}" has no opening "{"`);
    if (!directive.isBlock && ending !== ';') {
      this.fail(`directive "${name}" is not terminated by ";"`);
    }
    const [min, max] = directive.arity;
    const count = words.length - 1;
    if (count < min || count > max) {
      this.fail(`invalid number of arguments in "${name}" directive`);
    }
    directive.apply(this, words);
  }
}

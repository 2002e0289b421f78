// Reads a program of awk: rules, functions, statements (the grammar of POSIX awk).

import { ANYWHERE, ExpressionParser, IN_PRINT } from './awk-expressions.ts';
import { AwkLexer } from './awk-lexer.ts';
import {
  AwkSyntaxError,
  type Expression,
  type FunctionDefinition,
  type Pattern,
  type Program,
  type Redirect,
  type Rule,
  type Statement,
} from './awk-syntax.ts';
import { TokenReader } from './awk-token-reader.ts';

const EMPTY: Statement = { kind: 'block', body: [] };

class AwkParser {
  readonly #reader: TokenReader;
  readonly #expressions: ExpressionParser;

  constructor(text: string) {
    this.#reader = new TokenReader(new AwkLexer(text).read());
    this.#expressions = new ExpressionParser(this.#reader);
  }

  program(): Program {
    const rules: Rule[] = [];
    const functions = new Map<string, FunctionDefinition>();
    for (this.#separators(); this.#reader.token.kind !== 'end'; this.#separators()) {
      if (this.#reader.is('function')) {
        const definition = this.#function();
        functions.set(definition.name, definition);
      } else rules.push(this.#rule());
    }
    const missing = this.#expressions.called.find((name) => !functions.has(name));
    if (missing !== undefined) {
      throw new AwkSyntaxError(`function ${missing} never defined`, this.#reader.lastLine);
    }
    return { rules, functions };
  }

  /** New lines and semicolons. */
  #separators(): void {
    while (this.#reader.token.kind === 'newline' || this.#reader.is(';')) this.#reader.next();
  }

  #function(): FunctionDefinition {
    const reader = this.#reader;
    reader.next();
    const name = reader.next().text;
    reader.expect('(');
    const parameters: string[] = [];
    while (!reader.is(')')) {
      parameters.push(reader.name());
      reader.skipNewlines();
      if (reader.take(',') === null) break;
      reader.skipNewlines();
    }
    reader.expect(')');
    reader.skipNewlines();
    return { name, parameters, body: this.#block() };
  }

  #rule(): Rule {
    const pattern = this.#pattern();
    return { pattern, action: this.#reader.is('{') ? this.#block() : null };
  }

  #pattern(): Pattern {
    const reader = this.#reader;
    if (reader.take('BEGIN') !== null) return { kind: 'begin' };
    if (reader.take('END') !== null) return { kind: 'end' };
    if (reader.is('{')) return { kind: 'always' };
    const from = this.#expressions.parse();
    if (reader.take(',') === null) return { kind: 'when', test: from };
    reader.skipNewlines();
    return { kind: 'range', from, to: this.#expressions.parse() };
  }

  #block(): Statement {
    const reader = this.#reader;
    reader.expect('{');
    const body: Statement[] = [];
    const isOver = (): boolean => reader.is('}') || reader.token.kind === 'end';
    for (this.#separators(); !isOver(); this.#separators()) body.push(this.#statement());
    reader.expect('}');
    return { kind: 'block', body };
  }

  /** The body of if, while and for: on its line or the next. */
  #body(): Statement {
    this.#reader.skipNewlines();
    if (this.#reader.take(';') !== null) return EMPTY;
    return this.#statement();
  }

  #statement(): Statement {
    const reader = this.#reader;
    if (reader.is('{')) return this.#block();
    switch (reader.take('if', 'while', 'do', 'for')) {
      case 'if':
        return this.#if();
      case 'while': {
        const test = this.#test();
        return { kind: 'while', test, body: this.#body() };
      }
      case 'do':
        return this.#do();
      case 'for':
        return this.#for();
      default: {
        const statement = this.#simple();
        this.#endOfStatement();
        return statement;
      }
    }
  }

  #endOfStatement(): void {
    const reader = this.#reader;
    if (reader.is('}') || reader.token.kind === 'end') return;
    if (reader.take(';') !== null) return;
    if (reader.token.kind !== 'newline') reader.fail();
    reader.next();
  }

  #test(): Expression {
    this.#reader.expect('(');
    const test = this.#expressions.parse();
    this.#reader.expect(')');
    return test;
  }

  #if(): Statement {
    const reader = this.#reader;
    const test = this.#test();
    const yes = this.#body();
    const before = reader.place;
    this.#separators();
    if (reader.take('else') !== null) return { kind: 'if', test, yes, no: this.#body() };
    reader.goTo(before);
    return { kind: 'if', test, yes, no: null };
  }

  #do(): Statement {
    const body = this.#body();
    this.#separators();
    this.#reader.expect('while');
    const test = this.#test();
    this.#endOfStatement();
    return { kind: 'do', test, body };
  }

  #for(): Statement {
    const reader = this.#reader;
    reader.expect('(');
    const overArray = this.#arrayLoop();
    if (overArray) return { kind: 'for-in', ...overArray, body: this.#body() };
    const start = reader.is(';') ? null : this.#simple();
    reader.expect(';');
    reader.skipNewlines();
    const test = reader.is(';') ? null : this.#expressions.parse();
    reader.expect(';');
    reader.skipNewlines();
    const step = reader.is(')') ? null : this.#simple();
    reader.expect(')');
    return { kind: 'for', start, test, step, body: this.#body() };
  }

  /** `key in array)`, where that is what stands in the head of a loop. */
  #arrayLoop(): { readonly variable: string; readonly array: string } | null {
    const reader = this.#reader;
    const { place } = reader;
    if (reader.isNameBefore('in')) {
      const variable = reader.name();
      reader.next();
      if (reader.isNameBefore(')')) {
        const array = reader.name();
        reader.expect(')');
        return { variable, array };
      }
    }
    reader.goTo(place);
    return null;
  }

  #simple(): Statement {
    const reader = this.#reader;
    const word = reader.take(
      'print',
      'printf',
      'next',
      'nextfile',
      'break',
      'continue',
      'exit',
      'return',
      'delete',
    );
    switch (word) {
      case 'print':
      case 'printf':
        return this.#print(word);
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
        return { kind: word };
      case 'exit':
      case 'return': {
        const isBare = reader.token.kind === 'newline' || reader.is(';', '}');
        return { kind: word, value: isBare ? null : this.#expressions.parse() };
      }
      case 'delete':
        return this.#delete();
      default:
        return { kind: 'expression', expression: this.#expressions.parse(ANYWHERE) };
    }
  }

  #delete(): Statement {
    const reader = this.#reader;
    const array = reader.name();
    if (reader.take('[') === null) return { kind: 'delete', array, subscripts: null };
    const subscripts = this.#expressions.list(']');
    reader.expect(']');
    return { kind: 'delete', array, subscripts };
  }

  #print(kind: 'print' | 'printf'): Statement {
    const reader = this.#reader;
    const args: Expression[] = [];
    const isEnd = (): boolean =>
      reader.token.kind === 'newline' || reader.is(';', '}', '>', '>>', '|');
    while (!isEnd()) {
      args.push(this.#expressions.parse(IN_PRINT));
      if (reader.take(',') === null) break;
      reader.skipNewlines();
    }
    const [only] = args;
    // print (a, b) > "file"
    const isGroup = args.length === 1 && only?.kind === 'group' && only.items.length > 1;
    return { kind, args: isGroup ? only.items : args, redirect: this.#redirect() };
  }

  #redirect(): Redirect | null {
    const how = this.#reader.take('>', '>>', '|');
    if (how !== '>' && how !== '>>' && how !== '|') return null;
    return { how, to: this.#expressions.parse(IN_PRINT) };
  }
}

/** Reads a program. Throws an `AwkSyntaxError`. */
export const parseAwk = (text: string): Program => new AwkParser(text).program();

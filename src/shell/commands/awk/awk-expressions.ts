// Reads expressions of awk, from the loosest operator to the tightest ("Expressions in awk" of POSIX).

import type { BinaryOperator, ComparisonOperator, Expression, Place } from './awk-syntax.ts';
import { AwkSyntaxError } from './awk-syntax.ts';
import type { TokenReader } from './awk-token-reader.ts';

/** What an expression may hold where it stands. */
export interface Context {
  /** `>` is a comparison; in print it is a redirection. */
  readonly allowsGreater: boolean;
}

export const ANYWHERE: Context = { allowsGreater: true };
export const IN_PRINT: Context = { allowsGreater: false };

const COMPARISONS: readonly ComparisonOperator[] = ['<', '<=', '==', '!=', '>', '>='];
const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '^='];

const isPlace = (expression: Expression): expression is Place =>
  expression.kind === 'variable' || expression.kind === 'field' || expression.kind === 'element';

export class ExpressionParser {
  readonly #reader: TokenReader;
  /** Functions of the program's own that it calls. */
  readonly called: string[] = [];

  constructor(reader: TokenReader) {
    this.#reader = reader;
  }

  parse(context: Context = ANYWHERE): Expression {
    return this.#choice(context);
  }

  /** Expressions between commas, none at all included. */
  list(end: string, context: Context = ANYWHERE): Expression[] {
    const reader = this.#reader;
    const items: Expression[] = [];
    while (!reader.is(end)) {
      items.push(this.parse(context));
      reader.skipNewlines();
      if (reader.take(',') === null) break;
      reader.skipNewlines();
    }
    return items;
  }

  #choice(context: Context): Expression {
    const reader = this.#reader;
    const test = this.#or(context);
    const operator = ASSIGNMENTS.find((one) => reader.is(one));
    if (operator !== undefined && isPlace(test)) {
      reader.next();
      reader.skipNewlines();
      const value = this.#choice(context);
      const own = operator === '=' ? null : (operator.slice(0, -1) as BinaryOperator);
      return { kind: 'assign', place: test, operator: own, value };
    }
    if (reader.take('?') === null) return test;
    reader.skipNewlines();
    const yes = this.#choice(context);
    reader.skipNewlines();
    reader.expect(':');
    reader.skipNewlines();
    return { kind: 'choice', test, yes, no: this.#choice(context) };
  }

  #or(context: Context): Expression {
    let left = this.#and(context);
    while (this.#reader.take('||') !== null) {
      this.#reader.skipNewlines();
      left = { kind: 'or', left, right: this.#and(context) };
    }
    return left;
  }

  #and(context: Context): Expression {
    let left = this.#in(context);
    while (this.#reader.take('&&') !== null) {
      this.#reader.skipNewlines();
      left = { kind: 'and', left, right: this.#in(context) };
    }
    return left;
  }

  #in(context: Context): Expression {
    let left = this.#match(context);
    while (this.#reader.take('in') !== null) {
      const subscripts = left.kind === 'group' ? left.items : [left];
      left = { kind: 'in', subscripts, array: this.#reader.name() };
    }
    return left;
  }

  #match(context: Context): Expression {
    let left = this.#comparison(context);
    for (;;) {
      const operator = this.#reader.take('~', '!~');
      if (operator === null) return left;
      const right = this.#comparison(context);
      left = { kind: 'match', isNegated: operator === '!~', left, right };
    }
  }

  #comparison(context: Context): Expression {
    const reader = this.#reader;
    const left = this.#concatenation(context);
    const operator = COMPARISONS.find(
      (one) => reader.is(one) && (one !== '>' || context.allowsGreater),
    );
    if (operator === undefined) return left;
    reader.next();
    return { kind: 'comparison', operator, left, right: this.#concatenation(context) };
  }

  #concatenation(context: Context): Expression {
    let left = this.#sum(context);
    while (this.#beginsOperand()) left = { kind: 'concat', left, right: this.#sum(context) };
    return left;
  }

  /** Signs are taken by the sum before they could begin an operand. */
  #beginsOperand(): boolean {
    const { kind, text } = this.#reader.token;
    if (['number', 'string', 'regexp', 'name', 'call', 'builtin'].includes(kind)) return true;
    return kind === 'operator' && ['$', '(', '++', '--', '!'].includes(text);
  }

  #sum(context: Context): Expression {
    let left = this.#product(context);
    for (;;) {
      const operator = this.#reader.take('+', '-');
      if (operator === null) return left;
      left = {
        kind: 'binary',
        operator: operator as BinaryOperator,
        left,
        right: this.#product(context),
      };
    }
  }

  #product(context: Context): Expression {
    let left = this.#unary(context);
    for (;;) {
      const operator = this.#reader.take('*', '/', '%');
      if (operator === null) return left;
      left = {
        kind: 'binary',
        operator: operator as BinaryOperator,
        left,
        right: this.#unary(context),
      };
    }
  }

  #unary(context: Context): Expression {
    const operator = this.#reader.take('!', '-', '+');
    if (operator === null) return this.#power(context);
    const operand = this.#unary(context);
    return { kind: operator === '!' ? 'not' : operator === '-' ? 'negative' : 'positive', operand };
  }

  #power(context: Context): Expression {
    const left = this.#postfix(context);
    if (this.#reader.take('^') === null) return left;
    // To the right, and tighter than a sign before its base only.
    const isSigned = this.#reader.is('-', '+', '!');
    const right = isSigned ? this.#unary(context) : this.#power(context);
    return { kind: 'binary', operator: '^', left, right };
  }

  #postfix(context: Context): Expression {
    const operand = this.#primary(context);
    if (!isPlace(operand)) return operand;
    const operator = this.#reader.take('++', '--');
    if (operator === null) return operand;
    return { kind: 'step', place: operand, by: operator === '++' ? 1 : -1, isAfter: true };
  }

  #primary(context: Context): Expression {
    const reader = this.#reader;
    const { kind, text, line } = reader.token;
    switch (kind) {
      case 'number':
        reader.next();
        return { kind: 'number', value: Number(text) };
      case 'string':
        reader.next();
        return { kind: 'string', value: text };
      case 'regexp':
        reader.next();
        return { kind: 'regexp', source: text };
      case 'name':
        return this.#variable();
      case 'call':
        reader.next();
        this.called.push(text);
        return { kind: 'call', name: text, args: this.#arguments(), isBuiltin: false };
      case 'builtin':
        reader.next();
        return {
          kind: 'call',
          name: text,
          args: reader.is('(') ? this.#arguments() : [],
          isBuiltin: true,
        };
      default:
        if (text === 'getline') throw new AwkSyntaxError('getline is not modelled', line);
        return this.#prefixed(context);
    }
  }

  #arguments(): Expression[] {
    this.#reader.expect('(');
    this.#reader.skipNewlines();
    const args = this.list(')');
    this.#reader.skipNewlines();
    this.#reader.expect(')');
    return args;
  }

  #variable(): Expression {
    const reader = this.#reader;
    const name = reader.name();
    if (reader.take('[') === null) return { kind: 'variable', name };
    const subscripts = this.list(']');
    reader.expect(']');
    return { kind: 'element', array: name, subscripts };
  }

  #prefixed(context: Context): Expression {
    const reader = this.#reader;
    if (reader.take('$') !== null) {
      const step = reader.take('++', '--');
      const index = this.#primary(context);
      if (step === null) return { kind: 'field', index };
      if (!isPlace(index)) return reader.fail();
      const by = step === '++' ? 1 : -1;
      return { kind: 'field', index: { kind: 'step', place: index, by, isAfter: false } };
    }
    const step = reader.take('++', '--');
    if (step !== null) {
      const place = this.#primary(context);
      if (!isPlace(place)) return reader.fail();
      return { kind: 'step', place, by: step === '++' ? 1 : -1, isAfter: false };
    }
    if (reader.take('-') !== null) return { kind: 'negative', operand: this.#primary(context) };
    reader.expect('(');
    reader.skipNewlines();
    const items = this.list(')');
    reader.skipNewlines();
    reader.expect(')');
    if (items.length === 0) return reader.fail();
    return { kind: 'group', items };
  }
}

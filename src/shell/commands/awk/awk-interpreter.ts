// Carries out a program of awk on one record after the other. What it prints is queued and written between the records, so
// that nothing in here waits.

import { compute, HOLDS } from './awk-arithmetic.ts';
import { Fields } from './awk-fields.ts';
import { compareAwk, formatPrintf, toText } from './awk-format.ts';
import { FUNCTIONS, type FunctionContext } from './awk-functions.ts';
import { AwkRegexps } from './awk-regexps.ts';
import { Scope, type Slot } from './awk-scope.ts';
import type { Expression, Place, Program, Redirect, Rule, Statement } from './awk-syntax.ts';
import { type AwkValue, isTrue, toNumber } from './awk-values.ts';

/** Something to be done outside, in its order. */
export type Effect =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly how: '' | Redirect['how'];
      readonly to: string;
    }
  | { readonly kind: 'close'; readonly to: string }
  | { readonly kind: 'system'; readonly command: string };

/** next, nextfile and exit, from however deep. */
export class AwkSignal extends Error {
  readonly signal: 'next' | 'nextfile' | 'exit';

  constructor(signal: 'next' | 'nextfile' | 'exit') {
    super(signal);
    this.signal = signal;
  }
}

/** What the program does wrong while it runs. */
export class AwkError extends Error {}

type Flow = 'on' | 'break' | 'continue' | 'return';

/** Steps of one record; a program that needs more is taken for endless. Simplified: a real awk goes on for ever. */
const STEPS_LIMIT = 5_000_000;
const DEPTH_LIMIT = 500;

export interface InterpreterOptions {
  readonly timeMs: () => number;
  readonly random: FunctionContext['random'];
}

export class AwkInterpreter {
  readonly scope: Scope;
  readonly regexps = new AwkRegexps();
  status = 0;
  #effects: Effect[] = [];
  readonly #program: Program;
  readonly #context: FunctionContext;
  /** Ranges that have begun. */
  readonly #open = new Set<Rule>();
  readonly #targets = new Set<string>();
  #returned: AwkValue = null;
  #steps = 0;

  constructor(program: Program, options: InterpreterOptions) {
    this.#program = program;
    this.scope = new Scope(
      (scope) =>
        new Fields({
          separator: () => scope.textOf('FS'),
          outputSeparator: () => scope.textOf('OFS'),
          convertFormat: () => scope.textOf('CONVFMT'),
          regexps: this.regexps,
        }),
    );
    this.#context = {
      ...options,
      scope: this.scope,
      regexps: this.regexps,
      evaluate: (expression) => this.evaluate(expression),
      text: (expression) => this.#text(expression),
      pattern: (expression) => this.#pattern(expression),
      assign: (place, value) => this.#assign(place, value),
      queueCommand: (command) => this.#effects.push({ kind: 'system', command }),
      close: (name) => this.#close(name),
    };
  }

  /** Whether records are wanted at all. */
  get readsRecords(): boolean {
    return this.#program.rules.some(({ pattern }) => pattern.kind !== 'begin');
  }

  takeEffects(): Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** BEGIN or END. Throws an `AwkSignal` for exit. */
  runSpecial(kind: 'begin' | 'end'): void {
    this.#steps = 0;
    for (const { pattern, action } of this.#program.rules) {
      if (pattern.kind === kind && action) this.#run(action);
    }
  }

  /** The rules for the record at hand. Throws an `AwkSignal`. */
  runRecord(): void {
    this.#steps = 0;
    for (const rule of this.#program.rules) {
      if (!this.#isSelected(rule)) continue;
      if (rule.action) this.#run(rule.action);
      else this.#print([], null);
    }
  }

  #isSelected(rule: Rule): boolean {
    const { pattern } = rule;
    switch (pattern.kind) {
      case 'always':
        return true;
      case 'when':
        return this.#test(pattern.test);
      case 'range': {
        const isWithin = this.#open.has(rule) || this.#test(pattern.from);
        if (!isWithin) return false;
        if (this.#test(pattern.to)) this.#open.delete(rule);
        else this.#open.add(rule);
        return true;
      }
      default:
        return false;
    }
  }

  // --- statements ---

  #run(statement: Statement): Flow {
    if (++this.#steps > STEPS_LIMIT) throw new AwkError('the program goes on without end');
    switch (statement.kind) {
      case 'block':
        for (const one of statement.body) {
          const flow = this.#run(one);
          if (flow !== 'on') return flow;
        }
        return 'on';
      case 'expression':
        this.evaluate(statement.expression);
        return 'on';
      case 'print':
        this.#print(statement.args, statement.redirect);
        return 'on';
      case 'printf':
        this.#printf(statement.args, statement.redirect);
        return 'on';
      case 'if':
        if (this.#test(statement.test)) return this.#run(statement.yes);
        return statement.no ? this.#run(statement.no) : 'on';
      case 'delete':
        if (statement.subscripts) {
          this.scope.array(statement.array).delete(this.#key(statement.subscripts));
        } else this.scope.array(statement.array).clear();
        return 'on';
      case 'break':
      case 'continue':
        return statement.kind;
      case 'next':
      case 'nextfile':
        throw new AwkSignal(statement.kind);
      case 'exit':
        if (statement.value) this.status = toNumber(this.evaluate(statement.value)) & 255;
        throw new AwkSignal('exit');
      case 'return':
        this.#returned = statement.value ? this.evaluate(statement.value) : null;
        return 'return';
      default:
        return this.#loop(statement);
    }
  }

  #loop(statement: Extract<Statement, { kind: 'while' | 'do' | 'for' | 'for-in' }>): Flow {
    const { kind, body } = statement;
    if (kind === 'for-in') {
      for (const key of [...this.scope.array(statement.array).keys()]) {
        this.scope.setInput(statement.variable, key);
        const flow = this.#run(body);
        if (flow === 'break') return 'on';
        if (flow === 'return') return flow;
      }
      return 'on';
    }
    if (kind === 'for' && statement.start) this.#run(statement.start);
    const goesOn = (): boolean => statement.test === null || this.#test(statement.test);
    for (let isFirst = true; ; isFirst = false) {
      if (!(kind === 'do' && isFirst) && !goesOn()) return 'on';
      const flow = this.#run(body);
      if (flow === 'break') return 'on';
      if (flow === 'return') return flow;
      if (kind === 'for' && statement.step) this.#run(statement.step);
    }
  }

  #print(args: readonly Expression[], redirect: Redirect | null): void {
    const { scope } = this;
    const format = scope.textOf('OFMT');
    const values = args.length > 0 ? args.map((arg) => this.evaluate(arg)) : [scope.fields.get(0)];
    const texts = values.map((value) => toText(value, format));
    this.#output(texts.join(scope.textOf('OFS')) + scope.textOf('ORS'), redirect);
  }

  #printf(args: readonly Expression[], redirect: Redirect | null): void {
    const [format, ...values] = args;
    if (!format) throw new AwkError('not enough arguments passed to printf');
    const text = formatPrintf(
      this.#text(format),
      values.map((value) => this.evaluate(value)),
    );
    this.#output(text, redirect);
  }

  #output(text: string, redirect: Redirect | null): void {
    const to = redirect ? this.#text(redirect.to) : '';
    if (redirect) this.#targets.add(to);
    this.#effects.push({ kind: 'text', text, how: redirect?.how ?? '', to });
  }

  #close(name: string): number {
    if (!this.#targets.delete(name)) return -1;
    this.#effects.push({ kind: 'close', to: name });
    return 0;
  }

  // --- expressions ---

  #test(expression: Expression): boolean {
    return isTrue(this.evaluate(expression));
  }

  #text(expression: Expression): string {
    return toText(this.evaluate(expression), this.scope.textOf('CONVFMT'));
  }

  #number(expression: Expression): number {
    return toNumber(this.evaluate(expression));
  }

  #pattern(expression: Expression): string {
    return expression.kind === 'regexp' ? expression.source : this.#text(expression);
  }

  #key(subscripts: readonly Expression[]): string {
    return subscripts.map((one) => this.#text(one)).join(this.scope.textOf('SUBSEP'));
  }

  evaluate(expression: Expression): AwkValue {
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regexp':
        return this.regexps.test(expression.source, toText(this.scope.fields.get(0), '%.6g'))
          ? 1
          : 0;
      case 'variable':
        return this.scope.get(expression.name);
      case 'field':
        return this.scope.fields.get(this.#fieldIndex(expression.index));
      case 'element':
        return this.#element(expression.array, this.#key(expression.subscripts));
      case 'group':
        return expression.items.length === 1
          ? this.evaluate(expression.items[0] as Expression)
          : this.#key(expression.items);
      case 'not':
        return this.#test(expression.operand) ? 0 : 1;
      case 'negative':
        return -this.#number(expression.operand);
      case 'positive':
        return this.#number(expression.operand);
      case 'assign':
        return this.#assignment(expression);
      case 'step': {
        const before = this.#number(expression.place);
        this.#assign(expression.place, before + expression.by);
        return expression.isAfter ? before : before + expression.by;
      }
      case 'call':
        return expression.isBuiltin
          ? (FUNCTIONS[expression.name]?.(this.#context, expression.args) ?? null)
          : this.#call(expression.name, expression.args);
      default:
        return this.#operation(expression);
    }
  }

  #operation(
    expression: Extract<
      Expression,
      { kind: 'binary' | 'comparison' | 'and' | 'or' | 'concat' | 'match' | 'in' | 'choice' }
    >,
  ): AwkValue {
    switch (expression.kind) {
      case 'binary':
        return compute(
          expression.operator,
          this.#number(expression.left),
          this.#number(expression.right),
        );
      case 'comparison': {
        const left = this.evaluate(expression.left);
        const right = this.evaluate(expression.right);
        const order = compareAwk(left, right, this.scope.textOf('CONVFMT'));
        return HOLDS[expression.operator](order) ? 1 : 0;
      }
      case 'and':
        return this.#test(expression.left) && this.#test(expression.right) ? 1 : 0;
      case 'or':
        return this.#test(expression.left) || this.#test(expression.right) ? 1 : 0;
      case 'concat': {
        const left = this.#text(expression.left);
        return left + this.#text(expression.right);
      }
      case 'match': {
        const text = this.#text(expression.left);
        const isMatch = this.regexps.test(this.#pattern(expression.right), text);
        return isMatch !== expression.isNegated ? 1 : 0;
      }
      case 'in':
        return this.scope.array(expression.array).has(this.#key(expression.subscripts)) ? 1 : 0;
      case 'choice':
        return this.evaluate(this.#test(expression.test) ? expression.yes : expression.no);
    }
  }

  #fieldIndex(expression: Expression): number {
    const index = Math.trunc(this.#number(expression));
    if (index < 0) throw new AwkError(`negative field index $${index}`);
    return index;
  }

  /** Reading an element makes it. */
  #element(name: string, key: string): AwkValue {
    const array = this.scope.array(name);
    const found = array.get(key);
    if (found === undefined) array.set(key, null);
    return found ?? null;
  }

  #assign(place: Place, value: AwkValue): void {
    if (place.kind === 'variable') this.scope.set(place.name, value);
    else if (place.kind === 'field') this.scope.fields.set(this.#fieldIndex(place.index), value);
    else this.scope.array(place.array).set(this.#key(place.subscripts), value);
  }

  #assignment({ place, operator, value }: Extract<Expression, { kind: 'assign' }>): AwkValue {
    const right = this.evaluate(value);
    const result =
      operator === null ? right : compute(operator, this.#number(place), toNumber(right));
    this.#assign(place, result);
    return result;
  }

  #call(name: string, args: readonly Expression[]): AwkValue {
    const definition = this.#program.functions.get(name);
    if (!definition) throw new AwkError(`function ${name} never defined`);
    if (this.scope.depth >= DEPTH_LIMIT) throw new AwkError(`function ${name}: calls too deep`);
    const frame = new Map<string, Slot>();
    for (const [index, parameter] of definition.parameters.entries()) {
      const arg = args[index];
      frame.set(
        parameter,
        arg?.kind === 'variable'
          ? this.scope.passed(arg.name)
          : { value: arg ? this.evaluate(arg) : null, array: null, makeArray: null },
      );
    }
    this.scope.enter(frame);
    try {
      this.#returned = null;
      this.#run(definition.body);
      const result = this.#returned;
      this.#returned = null;
      return result;
    } finally {
      this.scope.leave();
    }
  }
}

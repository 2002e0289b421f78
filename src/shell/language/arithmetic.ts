// Arithmetic in $((…)): whole numbers of 64 bits, C's operators and their order (bash(1), "ARITHMETIC
// EVALUATION").

import { ShellError } from './state.ts';

/** The variables an expression reads and sets. */
export interface ArithmeticScope {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** Binary operators from the loosest to the tightest. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const TOKEN =
  /\s*(\*\*|<<=|>>=|\+\+|--|&&|\|\||<<|>>|[<>=!]=|[-+*/%&|^]=|[-+*/%&|^~!<>=?:(),]|(?:\d+#)?[A-Za-z0-9_@]+)/y;

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '|=', '^=']);

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

class Evaluator {
  readonly #text: string;
  readonly #scope: ArithmeticScope;
  readonly #depth: number;
  #tokens: string[] = [];
  #starts: number[] = [];
  #at = 0;

  constructor(text: string, scope: ArithmeticScope, depth: number) {
    this.#text = text.trim();
    this.#scope = scope;
    this.#depth = depth;
    if (depth > 100) throw new ShellError(`${this.#text}: expression recursion level exceeded`);
    this.#tokenize();
  }

  #tokenize(): void {
    TOKEN.lastIndex = 0;
    let from = 0;
    for (;;) {
      TOKEN.lastIndex = from;
      const match = TOKEN.exec(this.#text);
      if (!match) break;
      this.#tokens.push(match[1] as string);
      this.#starts.push(TOKEN.lastIndex - (match[1] as string).length);
      from = TOKEN.lastIndex;
    }
    const rest = this.#text.slice(from);
    if (rest.trim() === '') return;
    throw new ShellError(
      `${this.#text}: syntax error: invalid arithmetic operator (error token is "${rest.trim()}")`,
      1,
      true,
    );
  }

  value(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const value = this.#comma(true);
    if (this.#at < this.#tokens.length) this.#fail('syntax error in expression');
    return value;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #fail(what: string): never {
    const start = this.#starts[this.#at];
    const token = start === undefined ? this.#lastToken() : this.#text.slice(start);
    throw new ShellError(`${this.#text}: ${what} (error token is "${token}")`, 1, true);
  }

  #lastToken(): string {
    return this.#text.slice(this.#starts.at(-1) ?? 0);
  }

  #comma(live: boolean): bigint {
    let value = this.#assignment(live);
    while (this.#peek() === ',') {
      this.#at++;
      value = this.#assignment(live);
    }
    return value;
  }

  #assignment(live: boolean): bigint {
    const name = this.#peek() ?? '';
    const operator = this.#tokens[this.#at + 1] ?? '';
    if (!/^[A-Za-z_]\w*$/.test(name) || !ASSIGNMENTS.has(operator)) return this.#ternary(live);
    this.#at += 2;
    const right = this.#assignment(live);
    const value =
      operator === '='
        ? right
        : this.#apply(operator.slice(0, -1), this.#variable(name), right, live);
    if (live) this.#scope.set(name, String(value));
    return value;
  }

  #ternary(live: boolean): bigint {
    const condition = this.#binary(0, live);
    if (this.#peek() !== '?') return condition;
    this.#at++;
    const yes = this.#assignment(live && condition !== 0n);
    if (this.#peek() !== ':') this.#fail("`:' expected for conditional expression");
    this.#at++;
    const no = this.#assignment(live && condition === 0n);
    return condition === 0n ? no : yes;
  }

  #binary(level: number, live: boolean): bigint {
    const operators = LEVELS[level];
    if (!operators) return this.#power(live);
    let left = this.#binary(level + 1, live);
    for (;;) {
      const operator = this.#peek();
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#at++;
      if (operator === '&&' || operator === '||') {
        const needed = operator === '&&' ? left !== 0n : left === 0n;
        const right = this.#binary(level + 1, live && needed);
        const result =
          operator === '&&' ? left !== 0n && right !== 0n : left !== 0n || right !== 0n;
        left = result ? 1n : 0n;
      } else {
        const right = this.#binary(level + 1, live);
        left = this.#apply(operator, left, right, live);
      }
    }
  }

  #power(live: boolean): bigint {
    const base = this.#unary(live);
    if (this.#peek() !== '**') return base;
    this.#at++;
    const exponent = this.#power(live);
    if (exponent < 0n) this.#fail('exponent less than 0');
    return wrap(base ** (exponent > 4096n ? 4096n : exponent));
  }

  #apply(operator: string, left: bigint, right: bigint, live: boolean): bigint {
    if ((operator === '/' || operator === '%') && right === 0n) {
      if (!live) return 0n;
      this.#at = Math.max(0, this.#at - 1);
      this.#fail('division by 0');
    }
    const bit = (holds: boolean): bigint => (holds ? 1n : 0n);
    const results: Readonly<Record<string, () => bigint>> = {
      '|': () => left | right,
      '^': () => left ^ right,
      '&': () => left & right,
      '==': () => bit(left === right),
      '!=': () => bit(left !== right),
      '<': () => bit(left < right),
      '>': () => bit(left > right),
      '<=': () => bit(left <= right),
      '>=': () => bit(left >= right),
      '<<': () => left << (right & 63n),
      '>>': () => left >> (right & 63n),
      '+': () => left + right,
      '-': () => left - right,
      '*': () => left * right,
      '/': () => left / right,
      '%': () => left % right,
    };
    return wrap(results[operator]?.() ?? 0n);
  }

  #unary(live: boolean): bigint {
    const token = this.#peek();
    if (token === undefined) this.#fail('syntax error: operand expected');
    this.#at++;
    if (token === '-') return wrap(-this.#unary(live));
    if (token === '+') return this.#unary(live);
    if (token === '!') return this.#unary(live) === 0n ? 1n : 0n;
    if (token === '~') return ~this.#unary(live);
    if (token === '++' || token === '--') return this.#step(this.#name(), token, live);
    if (token === '(') {
      const value = this.#comma(live);
      if (this.#peek() !== ')') this.#fail("missing `)'");
      this.#at++;
      return value;
    }
    if (/^\d/.test(token)) return this.#number(token);
    if (!/^[A-Za-z_]/.test(token)) {
      this.#at--;
      this.#fail('syntax error: operand expected');
    }
    const next = this.#peek();
    if (next !== '++' && next !== '--') return this.#variable(token);
    this.#at++;
    const before = this.#variable(token);
    this.#step(token, next, live);
    return before;
  }

  #name(): string {
    const name = this.#peek() ?? '';
    if (!/^[A-Za-z_]/.test(name)) this.#fail('syntax error: operand expected');
    this.#at++;
    return name;
  }

  #step(name: string, operator: '++' | '--', live: boolean): bigint {
    const value = wrap(this.#variable(name) + (operator === '++' ? 1n : -1n));
    if (live) this.#scope.set(name, String(value));
    return value;
  }

  #variable(name: string): bigint {
    const text = (this.#scope.get(name) ?? '').trim();
    if (text === '') return 0n;
    return new Evaluator(text, this.#scope, this.#depth + 1).value();
  }

  #number(token: string): bigint {
    const based = /^(\d+)#(\w+)$/.exec(token);
    if (based) return this.#inBase(Number(based[1]), based[2] as string);
    if (/^0[xX][0-9a-fA-F]+$/.test(token)) return wrap(BigInt(token));
    if (/^0[0-7]+$/.test(token)) return wrap(BigInt(`0o${token.slice(1)}`));
    if (/^\d+$/.test(token) && !/^0\d/.test(token)) return wrap(BigInt(token));
    this.#at--;
    this.#fail('value too great for base');
  }

  #inBase(base: number, digits: string): bigint {
    if (base < 2 || base > 36) this.#fail('invalid arithmetic base');
    const value = Number.parseInt(digits, base);
    if (Number.isNaN(value)) this.#fail('value too great for base');
    return BigInt(value);
  }
}

/** The value of an expression. Throws a `ShellError` worded as bash's. */
export const evaluateArithmetic = (text: string, scope: ArithmeticScope): bigint =>
  new Evaluator(text, scope, 0).value();

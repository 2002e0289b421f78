// Makes expressions ready to run: names become places, operators and functions those of the types at hand,
// constants and parameters take the type their place asks for.

import { findOperator, isComparison, type Operator } from '../functions/operators.ts';
import { findFunction, isFunction } from '../functions/signature.ts';
import type { Expression, Query, TypeName } from '../sql/ast.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import type { Database } from '../storage/database.ts';
import { type CastContext, castBetween, commonType } from '../values/cast.ts';
import {
  arrayOf,
  BOOL,
  type DataType,
  formatType,
  INT4,
  INT8,
  NUMERIC,
  packModifier,
  RECORD,
  TEXT,
  typeByName,
  UNKNOWN,
} from '../values/data-type.ts';
import { Decimal } from '../values/decimal.ts';
import { applyModifier, fitsInteger, formatText, parseText } from '../values/text-format.ts';
import type { Value } from '../values/value.ts';
import { compileCall } from './compile-call.ts';
import { compileTest } from './compile-test.ts';
import { derive, type Expr, type Frame, NO_SLOTS } from './expr.ts';
import { groupedColumn, groupedKey } from './grouping.ts';
import type { QueryPlan } from './query-plan.ts';
import type { Scope } from './scope.ts';

export interface BinderOptions {
  readonly database: Database;
  /** Types of the parameters, as far as they are known; filled in as they become so. */
  readonly parameters: (DataType | null)[];
  readonly nowUs: number;
  readonly plan: (binder: Binder, query: Query, parent: Scope | null) => QueryPlan;
}

export class Binder {
  readonly database: Database;
  readonly parameters: (DataType | null)[];
  readonly nowUs: number;
  /** Plans of subqueries, in the order they were met: EXPLAIN numbers them. */
  readonly subplans: { readonly plan: QueryPlan; readonly title: string }[] = [];
  /** Whether the query that is planned next leaves constants without a type. */
  keepsUnknown = false;
  readonly #plan: BinderOptions['plan'];

  constructor(options: BinderOptions) {
    this.database = options.database;
    this.parameters = options.parameters;
    this.nowUs = options.nowUs;
    this.#plan = options.plan;
  }

  plan(query: Query, scope: Scope | null): QueryPlan {
    return this.#plan(this, query, scope);
  }

  /** As `plan`, but constants without a type stay so: the place of the query decides on it. */
  planOpen(query: Query, scope: Scope | null): QueryPlan {
    this.keepsUnknown = true;
    return this.#plan(this, query, scope);
  }

  compile(expression: Expression, scope: Scope): Expr {
    const grouped = scope.grouping && groupedKey(expression, scope);
    if (grouped) return grouped;
    const { at } = expression;
    switch (expression.kind) {
      case 'literal':
        return this.#literal(expression);
      case 'parameter':
        return this.#parameter(expression.index, at);
      case 'column':
        return this.#column(expression, scope);
      case 'unary':
        return this.#unary(expression, scope);
      case 'binary': {
        const left = this.compile(expression.left, scope);
        return this.binary(expression.operator, left, this.compile(expression.right, scope), at);
      }
      case 'cast':
        return this.#cast(expression.operand, expression.type, scope);
      case 'case':
        return this.#case(expression, scope);
      case 'call':
        return compileCall(this, expression, scope);
      case 'array':
        return this.#array(expression.items, scope, at);
      case 'row':
        return this.#row(expression.items, scope, at);
      case 'subscript':
        return this.#subscript(expression.operand, expression.index, scope, at);
      case 'default':
        throw new SqlError('42601', 'DEFAULT is not allowed in this context', { at });
      default:
        return compileTest(this, expression, scope);
    }
  }

  /** An expression that has to be true or false. */
  condition(expression: Expression, scope: Scope, clause: string): Expr {
    const compiled = this.compile(expression, scope);
    if (compiled.type === UNKNOWN || compiled.type === BOOL) {
      return this.coerce(compiled, BOOL, 'implicit');
    }
    const message = `argument of ${clause} must be type boolean, not type ${compiled.type.sqlName}`;
    throw new SqlError('42804', message, { at: placeOf(expression) });
  }

  #literal({ type, value, at }: Extract<Expression, { kind: 'literal' }>): Expr {
    if (type === 'unknown' || type === 'null') {
      const text = type === 'null' ? null : value;
      return {
        ...constant(UNKNOWN, text, at),
        text: () => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`),
        literal: { text },
      };
    }
    if (type === 'boolean') return constant(BOOL, value === 'true', at);
    if (type === 'integer') {
      const number = BigInt(value);
      if (fitsInteger(INT4, number)) return constant(INT4, Number(number), at);
      if (fitsInteger(INT8, number)) return constant(INT8, number, at);
    }
    return constant(NUMERIC, Decimal.parse(value), at);
  }

  #parameter(index: number, at: number): Expr {
    while (this.parameters.length < index) this.parameters.push(null);
    const known = this.parameters[index - 1] ?? null;
    const base = {
      modifier: -1,
      evaluate: ({ run }: Frame) => run.params[index - 1] ?? null,
      text: () => `$${index}`,
      slots: NO_SLOTS,
      usesOuter: false,
      isVolatile: false,
      isSet: false,
      at,
    };
    if (known) return { ...base, type: known };
    return { ...base, type: UNKNOWN, parameter: index };
  }

  #column(expression: Extract<Expression, { kind: 'column' }>, scope: Scope): Expr {
    const { path, at } = expression;
    if (path.at(-1) === '*') throw new SqlError('42601', 'syntax error at or near "*"', { at });
    if (path.length === 1) {
      const item = scope.functionItem(path[0] ?? '');
      const [only] = item?.columns ?? [];
      if (item && only && only.name !== path[0]) {
        return this.#column({ kind: 'column', path: [item.alias, only.name], at }, scope);
      }
    }
    const found = scope.resolve(expression);
    const { column, item, depth } = found;
    if (found.scope.grouping && depth === 0) groupedColumn(expression, found);
    const { slot, type, modifier, index } = column;
    const evaluate =
      depth === 0 ? (frame: Frame): Value => frame.row[slot] ?? null : outer(depth, slot);
    return {
      type,
      modifier,
      evaluate,
      text: (qualified) => {
        const isBare =
          typeof qualified === 'boolean' ? !qualified : depth === 0 && qualified.has(slot);
        return isBare ? quote(column.name) : `${item.alias}.${quote(column.name)}`;
      },
      slots: depth === 0 ? new Set([slot]) : NO_SLOTS,
      usesOuter: depth > 0,
      isVolatile: false,
      isSet: false,
      at,
      ...(depth === 0 && { column: { slot, table: item.table, index } }),
    };
  }

  #unary(expression: Extract<Expression, { kind: 'unary' }>, scope: Scope): Expr {
    const { operator, at } = expression;
    const operand = this.compile(expression.operand, scope);
    if (operator === '+') return operand;
    if (operator === '-') {
      const zero = constant(
        operand.type === NUMERIC ? NUMERIC : INT4,
        operand.type === NUMERIC ? Decimal.ofInteger(0) : 0,
        at,
      );
      const found =
        operand.type.name === 'interval'
          ? this.binary('*', operand, constant(INT4, -1, at), at)
          : this.binary('-', zero, operand, at);
      return { ...found, text: (qualified) => `(- ${operand.text(qualified)})` };
    }
    const name = operator === '@' ? 'abs' : '';
    if (name === '') throw notModelled(`The operator ${operator}`, at);
    return this.call(name, [operand], at);
  }

  /** `left operator right`, with operands turned into what the operator takes. */
  binary(operator: string, left: Expr, right: Expr, at: number): Expr {
    const found = findOperator(operator, left.type, right.type, at);
    // Anything can be joined to a text.
    const context = operator === '||' ? 'assignment' : 'implicit';
    const [a, b] = [
      this.coerce(left, found.left, context),
      this.coerce(right, found.right, context),
    ];
    const { call } = found;
    const folded = fold(found, a, b, at);
    if (folded) return folded;
    return derive([a, b], {
      type: found.result,
      evaluate: (frame) => {
        const first = a.evaluate(frame);
        if (first === null) return null;
        const second = b.evaluate(frame);
        return second === null ? null : call(first, second);
      },
      text: (qualified) => `(${a.text(qualified)} ${operator} ${b.text(qualified)})`,
      at,
      ...(isComparison(operator) && { comparison: { operator, left: a, right: b } }),
    });
  }

  call(name: string, args: readonly Expr[], at: number): Expr {
    const {
      spec,
      args: types,
      result,
    } = findFunction(
      name,
      args.map(({ type }) => type),
      at,
    );
    const ready = args.map((arg, index) => this.coerce(arg, types[index] ?? TEXT, 'implicit'));
    return derive(ready, {
      type: result,
      evaluate: (frame) => {
        const values = ready.map((arg) => arg.evaluate(frame));
        if (spec.strict && values.includes(null)) return spec.set ? [] : null;
        return spec.call(values, frame.run, types);
      },
      text: (qualified) => `${name}(${ready.map((arg) => arg.text(qualified)).join(', ')})`,
      isVolatile: spec.volatile || ready.some(({ isVolatile }) => isVolatile),
      isSet: spec.set,
      at,
    });
  }

  isFunction(name: string): boolean {
    return isFunction(name);
  }

  /** The expression as a value of this type. Throws where that is not allowed in this context. */
  coerce(expr: Expr, type: DataType, context: CastContext, modifier = -1): Expr {
    const typed = this.#settle(expr, type);
    if (typed.type === type) return limit(typed, modifier, context === 'explicit');
    const convert = castBetween(typed.type, type, context);
    if (!convert) throw cannotCast(typed, type, context);
    if (typed.constant) {
      const folded = constant(type, convert(typed.constant.value, this.nowUs), typed.at);
      return limit(folded, modifier, context === 'explicit');
    }
    const cast = derive([typed], {
      type,
      evaluate: (frame) => {
        const value = typed.evaluate(frame);
        return value === null ? null : convert(value, frame.run.nowUs);
      },
      text: (qualified) => castText(typed.text(qualified), formatType(type, modifier)),
      isSet: typed.isSet,
      at: typed.at,
    });
    return limit(cast, modifier, context === 'explicit');
  }

  /** Gives a constant or a parameter without a type the one its place asks for. */
  #settle(expr: Expr, type: DataType): Expr {
    if (expr.type !== UNKNOWN || type === UNKNOWN) return expr;
    if (expr.parameter !== undefined) {
      this.parameters[expr.parameter - 1] ??= type;
      const settled = this.#parameter(expr.parameter, expr.at);
      return settled;
    }
    if (!expr.literal) return expr;
    const { text } = expr.literal;
    if (text === null)
      return { ...constant(type, null, expr.at), text: () => `NULL::${type.sqlName}` };
    const value = this.read(type, text, expr.at);
    const shown = `'${formatText(type, value).replaceAll("'", "''")}'::${type.sqlName}`;
    return { ...constant(type, value, expr.at), text: () => shown };
  }

  /** Reads a constant; an error stands at its place. */
  read(type: DataType, text: string, at: number): Value {
    try {
      return parseText(type, text, this.nowUs);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new SqlError(error.code, error.message, { ...error.fields, at });
    }
  }

  /** What has no type by now is text. */
  finish(expr: Expr): Expr {
    return expr.type === UNKNOWN ? this.coerce(expr, TEXT, 'implicit') : expr;
  }

  typeOf(name: TypeName): { readonly type: DataType; readonly modifier: number } {
    const base = typeByName(name.name);
    if (!base || base.category === 'X') {
      throw new SqlError('42704', `type "${name.name}" does not exist`, { at: name.at });
    }
    const modifier = packModifier(base, name.modifiers);
    return { type: name.dimensions > 0 ? arrayOf(base) : base, modifier };
  }

  #cast(operand: Expression, name: TypeName, scope: Scope): Expr {
    const { type, modifier } = this.typeOf(name);
    const compiled =
      operand.kind === 'array' && type.element
        ? this.#array(operand.items, scope, operand.at, type.element)
        : this.compile(operand, scope);
    if (type.name === 'regclass' && compiled.literal?.text) {
      return this.#regclass(compiled.literal.text, compiled.at);
    }
    return { ...this.coerce(compiled, type, 'explicit', modifier), at: name.at };
  }

  #regclass(name: string, at: number): Expr {
    const table = this.database.tables.get(name.replace(/^public\./, ''));
    if (!table) throw new SqlError('42P01', `relation "${name}" does not exist`, { at });
    return constant(TEXT, table.name, at);
  }

  /** Turns expressions into one type, as CASE, UNION and IN need them. */
  unify(
    parts: readonly Expr[],
    what: string,
  ): { readonly type: DataType; readonly parts: readonly Expr[] } {
    const type = commonType(parts.map((part) => part.type));
    if (!type) {
      const first = parts.find((part) => part.type !== UNKNOWN);
      const other = parts.find(
        (part) => part.type !== UNKNOWN && first && part.type.category !== first.type.category,
      );
      const names = `${first?.type.sqlName} and ${other?.type.sqlName}`;
      throw new SqlError('42804', `${what} types ${names} cannot be matched`, {
        at: other?.at ?? 0,
      });
    }
    return { type, parts: parts.map((part) => this.coerce(part, type, 'implicit')) };
  }

  #case(expression: Extract<Expression, { kind: 'case' }>, scope: Scope): Expr {
    const { operand, at } = expression;
    const subject = operand && this.compile(operand, scope);
    const whens = expression.branches.map(({ when }) =>
      subject
        ? this.binary('=', subject, this.compile(when, scope), when.at)
        : this.condition(when, scope, 'CASE/WHEN'),
    );
    const results = expression.branches.map(({ result }) => this.compile(result, scope));
    const otherwise = expression.otherwise
      ? this.compile(expression.otherwise, scope)
      : constant(UNKNOWN, null, at, { literal: { text: null } });
    const { type, parts } = this.unify([otherwise, ...results], 'CASE');
    const [last, ...values] = parts as [Expr, ...Expr[]];
    return derive([...whens, ...parts], {
      type,
      evaluate: (frame) => {
        const index = whens.findIndex((when) => when.evaluate(frame) === true);
        return (values[index] ?? last).evaluate(frame);
      },
      text: (qualified) => {
        const branches = whens.map(
          (when, index) => `WHEN ${when.text(qualified)} THEN ${values[index]?.text(qualified)}`,
        );
        return `CASE ${branches.join(' ')} ELSE ${last.text(qualified)} END`;
      },
      at,
    });
  }

  #array(items: readonly Expression[], scope: Scope, at: number, element?: DataType): Expr {
    const compiled = items.map((item) => this.compile(item, scope));
    if (compiled.length === 0 && !element) {
      throw new SqlError('42P18', 'cannot determine type of empty array', {
        at,
        hint: 'Explicitly cast to the desired type, for example ARRAY[]::integer[].',
      });
    }
    const { type, parts } = element
      ? { type: element, parts: compiled.map((item) => this.coerce(item, element, 'explicit')) }
      : this.unify(compiled, 'ARRAY');
    return derive(parts, {
      type: arrayOf(type),
      evaluate: (frame) => parts.map((part) => part.evaluate(frame)),
      text: (qualified) => `ARRAY[${parts.map((part) => part.text(qualified)).join(', ')}]`,
      at,
    });
  }

  #row(items: readonly Expression[], scope: Scope, at: number): Expr {
    const parts = items.map((item) => this.finish(this.compile(item, scope)));
    return derive(parts, {
      type: RECORD,
      evaluate: (frame) => parts.map((part) => part.evaluate(frame)),
      text: (qualified) => `ROW(${parts.map((part) => part.text(qualified)).join(', ')})`,
      at,
    });
  }

  #subscript(operand: Expression, index: Expression, scope: Scope, at: number): Expr {
    const list = this.compile(operand, scope);
    const place = this.compile(index, scope);
    if (list.type.name === 'jsonb') return this.binary('->', list, place, at);
    const { element } = list.type;
    if (!element) {
      const message = `cannot subscript type ${list.type.sqlName} because it does not support subscripting`;
      throw new SqlError('42804', message, { at });
    }
    const number = this.coerce(place, INT4, 'assignment');
    return derive([list, number], {
      type: element,
      evaluate: (frame) => {
        const items = list.evaluate(frame) as readonly Value[] | null;
        const wanted = number.evaluate(frame);
        return items && wanted !== null ? (items[(wanted as number) - 1] ?? null) : null;
      },
      text: (qualified) => `${list.text(qualified)}[${number.text(qualified)}]`,
      at,
    });
  }
}

/** A constant of a type. */
export function constant(type: DataType, value: Value, at: number, more: Partial<Expr> = {}): Expr {
  const isQuoted =
    type.category !== 'N' || type === NUMERIC || (typeof value === 'number' && value < 0);
  return {
    type,
    modifier: -1,
    evaluate: () => value,
    text: () => {
      if (value === null) return 'NULL';
      if (type === BOOL) return String(value);
      const text = formatText(type, value);
      return isQuoted ? `'${text.replaceAll("'", "''")}'::${type.sqlName}` : text;
    },
    slots: NO_SLOTS,
    usesOuter: false,
    isVolatile: false,
    isSet: false,
    at,
    constant: { value },
    ...more,
  };
}

/** The value of an operator on two constants; null where it is none, or fails: that is told at run time. */
function fold(operator: Operator, a: Expr, b: Expr, at: number): Expr | null {
  if (!a.constant || !b.constant || operator.result === BOOL) return null;
  const [left, right] = [a.constant.value, b.constant.value];
  if (left === null || right === null) return constant(operator.result, null, at);
  try {
    return constant(operator.result, operator.call(left, right), at);
  } catch {
    return null;
  }
}

/** How EXPLAIN writes a cast. */
const castText = (text: string, type: string): string => `(${text})::${type}`;

/** The value of a column, `depth` queries further out. */
const outer =
  (depth: number, slot: number) =>
  (frame: Frame): Value => {
    let found: Frame | null = frame;
    for (let level = 0; level < depth; level++) found = found?.outer ?? null;
    return found?.row[slot] ?? null;
  };

function limit(expr: Expr, modifier: number, isExplicit: boolean): Expr {
  if (modifier < 0 || expr.modifier === modifier) return expr;
  const item = expr.type.element;
  const adjust = (value: Value): Value =>
    applyModifier(item ?? expr.type, modifier, value, isExplicit);
  // Constants are fitted when the statement is planned: before anything else of it happens.
  if (expr.constant && !item) {
    return constant(expr.type, adjust(expr.constant.value), expr.at, { modifier });
  }
  const { constant: _constant, ...rest } = expr;
  return {
    ...rest,
    modifier,
    evaluate: (frame) => {
      const value = expr.evaluate(frame);
      return item && Array.isArray(value) ? (value as readonly Value[]).map(adjust) : adjust(value);
    },
  };
}

function cannotCast(expr: Expr, type: DataType, context: CastContext): SqlError {
  const { at } = expr;
  if (context !== 'explicit') {
    const message = `cannot convert type ${expr.type.sqlName} to ${type.sqlName}`;
    return new SqlError('42846', message, { at });
  }
  const message = `cannot cast type ${expr.type.sqlName} to ${type.sqlName}`;
  return new SqlError('42846', message, { at });
}

/** A name as it has to be written. */
export const quote = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** Where PostgreSQL says an expression stands: at its first token, not at its operator. */
export function placeOf(expression: Expression): number {
  switch (expression.kind) {
    case 'binary':
      return placeOf(expression.left);
    case 'cast':
      return placeOf(expression.operand);
    default:
      return expression.at;
  }
}

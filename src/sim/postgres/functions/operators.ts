// Operators by their operands' types ("Operators", 10.2 of the manual).

import { SqlError } from '../sql-error.ts';
import { canCast, commonType } from '../values/cast.ts';
import {
  BOOL,
  DATE,
  type DataType,
  FLOAT4,
  FLOAT8,
  INT4,
  INT8,
  INTERVAL,
  isInteger,
  isText,
  JSON_TYPE,
  JSONB,
  NUMERIC,
  numberRank,
  TEXT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UNKNOWN,
} from '../values/data-type.ts';
import { addInterval, timestampDifference } from '../values/datetime.ts';
import { Decimal } from '../values/decimal.ts';
import { addIntervals, type Interval, scaleInterval } from '../values/interval.ts';
import { fitsInteger } from '../values/text-format.ts';
import { compareValues, type Value } from '../values/value.ts';
import { findJsonOperator } from './json-operators.ts';
import { likeMatcher, regexMatcher } from './pattern.ts';

export interface Operator {
  readonly left: DataType;
  readonly right: DataType;
  readonly result: DataType;
  readonly call: (left: Value, right: Value) => Value;
}

const DAY_US = 86_400_000_000;

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};

export const isComparison = (operator: string): boolean => operator in COMPARISONS;

const divisionByZero = (): SqlError => new SqlError('22012', 'division by zero');

function checked(type: DataType, value: bigint): Value {
  if (!fitsInteger(type, value)) throw new SqlError('22003', `${type.sqlName} out of range`);
  return type === INT8 ? value : Number(value);
}

function integerArithmetic(operator: string, type: DataType): Operator['call'] | null {
  const big = (value: Value): bigint => BigInt(value as number | bigint);
  switch (operator) {
    case '+':
      return (a, b) => checked(type, big(a) + big(b));
    case '-':
      return (a, b) => checked(type, big(a) - big(b));
    case '*':
      return (a, b) => checked(type, big(a) * big(b));
    case '/':
      return (a, b) => {
        if (big(b) === 0n) throw divisionByZero();
        return checked(type, big(a) / big(b));
      };
    case '%':
      return (a, b) => {
        if (big(b) === 0n) throw divisionByZero();
        return checked(type, big(a) % big(b));
      };
    case '&':
      return (a, b) => checked(type, big(a) & big(b));
    case '|':
      return (a, b) => checked(type, big(a) | big(b));
    default:
      return null;
  }
}

function decimalArithmetic(operator: string): Operator['call'] | null {
  const of = (value: Value): Decimal => value as Decimal;
  switch (operator) {
    case '+':
      return (a, b) => of(a).plus(of(b));
    case '-':
      return (a, b) => of(a).minus(of(b));
    case '*':
      return (a, b) => of(a).times(of(b));
    case '/':
      return (a, b) => {
        if (of(b).isZero) throw divisionByZero();
        return of(a).dividedBy(of(b));
      };
    case '%':
      return (a, b) => {
        if (of(b).isZero) throw divisionByZero();
        return of(a).modulo(of(b));
      };
    default:
      return null;
  }
}

function floatArithmetic(operator: string, type: DataType): Operator['call'] | null {
  const adjust = type === FLOAT4 ? Math.fround : (value: number): number => value;
  const compute: Readonly<Record<string, (a: number, b: number) => number>> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => {
      if (b === 0) throw divisionByZero();
      return a / b;
    },
    '^': (a, b) => a ** b,
  };
  const found = compute[operator];
  return found ? (a, b) => adjust(found(a as number, b as number)) : null;
}

function arithmetic(operator: string, left: DataType, right: DataType): Operator | null {
  const [a, b] = [left === UNKNOWN ? right : left, right === UNKNOWN ? left : right];
  const rank = Math.max(numberRank(a), numberRank(b));
  if (numberRank(a) < 0 || numberRank(b) < 0) return null;
  let type = numberRank(a) === rank ? a : b;
  if (operator === '^') type = type === NUMERIC ? NUMERIC : FLOAT8;
  if (type === FLOAT4 && a !== b) type = FLOAT8;
  const call = isInteger(type)
    ? integerArithmetic(operator, type)
    : type === NUMERIC
      ? (decimalArithmetic(operator) ?? power(operator))
      : floatArithmetic(operator, type);
  return call && { left: type, right: type, result: type, call };
}

const power = (operator: string): Operator['call'] | null =>
  operator === '^'
    ? (a, b) => Decimal.ofFloat((a as Decimal).toNumber() ** (b as Decimal).toNumber()).rounded(16)
    : null;

const negateSpan = (span: Interval): Interval => scaleInterval(span, -1);

function dateArithmetic(operator: string, left: DataType, right: DataType): Operator | null {
  const sign = operator === '-' ? -1 : 1;
  const span = (value: Value): Interval =>
    sign < 0 ? negateSpan(value as Interval) : (value as Interval);
  if (left === DATE && isInteger(right)) {
    return { left, right, result: DATE, call: (a, b) => (a as number) + sign * Number(b) };
  }
  if (left === DATE && (right === DATE || right === UNKNOWN) && operator === '-') {
    return { left, right: DATE, result: INT4, call: (a, b) => (a as number) - (b as number) };
  }
  if (left === DATE && right === INTERVAL) {
    const call: Operator['call'] = (a, b) => addInterval((a as number) * DAY_US, span(b));
    return { left, right, result: TIMESTAMP, call };
  }
  if (left === TIMESTAMP || left === TIMESTAMPTZ) {
    if (right === INTERVAL || (right === UNKNOWN && operator === '+')) {
      const call: Operator['call'] = (a, b) => addInterval(a as number, span(b));
      return { left, right: INTERVAL, result: left, call };
    }
    if (operator === '-' && (right.category === 'D' || right === UNKNOWN)) {
      const type = left === TIMESTAMPTZ || right === TIMESTAMPTZ ? TIMESTAMPTZ : TIMESTAMP;
      const call: Operator['call'] = (a, b) => timestampDifference(a as number, b as number);
      return { left: type, right: type, result: INTERVAL, call };
    }
  }
  if (left === TIME && right === INTERVAL) {
    const call: Operator['call'] = (a, b) =>
      ((((a as number) + span(b).us) % DAY_US) + DAY_US) % DAY_US;
    return { left, right, result: TIME, call };
  }
  if (left === INTERVAL && (right === INTERVAL || right === UNKNOWN)) {
    const call: Operator['call'] = (a, b) => addIntervals(a as Interval, span(b));
    return { left, right: INTERVAL, result: INTERVAL, call };
  }
  if (left === INTERVAL && right.category === 'D' && operator === '+') {
    const found = dateArithmetic(operator, right, left);
    return found && { ...found, left, right, call: (a, b) => found.call(b, a) };
  }
  return null;
}

function scaling(operator: string, left: DataType, right: DataType): Operator | null {
  const isScale = (type: DataType): boolean => type.category === 'N';
  if (left === INTERVAL && isScale(right)) {
    const call: Operator['call'] = (a, b) => {
      const factor = Number(b);
      if (operator === '/' && factor === 0) throw divisionByZero();
      return scaleInterval(a as Interval, operator === '/' ? 1 / factor : factor);
    };
    return { left, right: FLOAT8, result: INTERVAL, call };
  }
  if (right === INTERVAL && isScale(left) && operator === '*') {
    const call: Operator['call'] = (a, b) => scaleInterval(b as Interval, Number(a));
    return { left: FLOAT8, right, result: INTERVAL, call };
  }
  return null;
}

function comparison(operator: string, left: DataType, right: DataType): Operator | null {
  const test = COMPARISONS[operator];
  if (!test || left === JSON_TYPE || right === JSON_TYPE) return null;
  const known = left !== UNKNOWN || right !== UNKNOWN;
  const type = commonType([left, right]) ?? mixedDates(left, right);
  if (!type || (known && !canCast(left, type, 'implicit'))) return null;
  if (!canCast(right, type, 'implicit')) return null;
  const bare = type.name === 'varchar' ? TEXT : type;
  return { left: bare, right: bare, result: BOOL, call: (a, b) => test(compareValues(a, b)) };
}

const mixedDates = (left: DataType, right: DataType): DataType | null =>
  left.category === 'D' && right.category === 'D' ? TIMESTAMPTZ : null;

function textOperator(operator: string, left: DataType, right: DataType): Operator | null {
  const textual = (type: DataType): boolean => isText(type) || type === UNKNOWN;
  if (operator === '||') {
    if (left.element || right.element) return concatenation(left, right);
    const isOne = isText(left) || isText(right) || (left === UNKNOWN && right === UNKNOWN);
    if (left === JSONB || right === JSONB || (!isOne && !(textual(left) || textual(right))))
      return null;
    const call: Operator['call'] = (a, b) => `${a as string}${b as string}`;
    return { left: TEXT, right: TEXT, result: TEXT, call };
  }
  const matcher = likeMatcher(operator) ?? regexMatcher(operator);
  if (!matcher || !textual(left) || !textual(right)) return null;
  const call: Operator['call'] = (a, b) => matcher(a as string, b as string);
  return { left: TEXT, right: TEXT, result: BOOL, call };
}

function concatenation(left: DataType, right: DataType): Operator | null {
  const array = left.element ? left : right;
  const list = (value: Value): readonly Value[] => (Array.isArray(value) ? value : [value]);
  const side = (type: DataType): DataType => {
    if (type === UNKNOWN || type.element) return array;
    return array.element ?? array;
  };
  const call: Operator['call'] = (a, b) => [...list(a), ...list(b)];
  return { left: side(left), right: side(right), result: array, call };
}

function arrayOperator(operator: string, left: DataType, right: DataType): Operator | null {
  const type = left.element ? left : right.element ? right : null;
  if (!type) return null;
  const has = (list: Value, item: Value): boolean =>
    (list as readonly Value[]).some((other) => compareValues(other, item) === 0);
  const contains = (whole: Value, part: Value): boolean =>
    (part as readonly Value[]).every((item) => has(whole, item));
  const found: Readonly<Record<string, Operator['call']>> = {
    '@>': contains,
    '<@': (a, b) => contains(b, a),
    '&&': (a, b) => (a as readonly Value[]).some((item) => has(b, item)),
  };
  const call = found[operator];
  return call ? { left: type, right: type, result: BOOL, call } : null;
}

/** The operator for these operands. Throws 42883 where there is none. */
export function findOperator(
  operator: string,
  left: DataType,
  right: DataType,
  at: number,
): Operator {
  const found =
    findJsonOperator(operator, left, right) ??
    comparison(operator, left, right) ??
    textOperator(operator, left, right) ??
    arithmetic(operator, left, right) ??
    (operator === '+' || operator === '-' ? dateArithmetic(operator, left, right) : null) ??
    (operator === '*' || operator === '/' ? scaling(operator, left, right) : null) ??
    arrayOperator(operator, left, right);
  if (found) return found;
  if (left === UNKNOWN && right === UNKNOWN) {
    throw new SqlError('42725', `operator is not unique: unknown ${operator} unknown`, {
      at,
      hint: 'Could not choose a best candidate operator. You might need to add explicit type casts.',
    });
  }
  throw new SqlError(
    '42883',
    `operator does not exist: ${left.sqlName} ${operator} ${right.sqlName}`,
    {
      at,
      hint: 'No operator matches the given name and argument types. You might need to add explicit type casts.',
    },
  );
}

/** The type of the element operator of `= ANY(array)`. */
export const elementType = (type: DataType): DataType => type.element ?? UNKNOWN;

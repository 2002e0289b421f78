// Expressions, by precedence climbing over the table in "Operator Precedence" (4.1.6 of the manual).

import type { Expression } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parsePrimary } from './parse-primary.ts';
import { parseTypeName } from './type-name.ts';

const COMPARISONS = new Set(['<', '>', '=', '<=', '>=', '<>']);

/** How tight an operator of two operands binds, among those that are not comparisons. */
const tightness = (operator: string): number => {
  if (operator === '+' || operator === '-') return 2;
  if (operator === '*' || operator === '/' || operator === '%') return 3;
  if (operator === '^') return 4;
  return 1;
};

/** Operators of one operand, in front of it. */
const PREFIX = new Set(['-', '+', '~', '@']);
const NOT_INFIX = new Set(['(', ')', '[', ']', ',', ';', '.', '::', ':=', ':']);

export function parseExpression(cursor: Cursor): Expression {
  return parseLogical(cursor, 'or');
}

function parseLogical(cursor: Cursor, kind: 'and' | 'or'): Expression {
  const operand = (): Expression =>
    kind === 'or' ? parseLogical(cursor, 'and') : parseNot(cursor);
  const first = operand();
  if (!cursor.isWord(kind)) return first;
  const items = [first];
  const { at } = cursor;
  while (cursor.takeWords(kind)) items.push(operand());
  return { kind, items, at };
}

function parseNot(cursor: Cursor): Expression {
  const { at } = cursor;
  if (!cursor.takeWords('not')) return parseIs(cursor);
  return { kind: 'not', operand: parseNot(cursor), at };
}

const TESTS = ['null', 'true', 'false', 'unknown'] as const;

function parseIs(cursor: Cursor): Expression {
  let left = parseComparison(cursor);
  for (;;) {
    const { at } = cursor;
    if (cursor.takeWords('isnull')) {
      left = { kind: 'is', operand: left, test: 'null', negated: false, at };
    } else if (cursor.takeWords('notnull')) {
      left = { kind: 'is', operand: left, test: 'null', negated: true, at };
    } else if (cursor.takeWords('is')) {
      const negated = cursor.takeWords('not');
      const test = TESTS.find((word) => cursor.takeWords(word));
      if (test) {
        left = { kind: 'is', operand: left, test, negated, at };
      } else {
        cursor.expectWords('distinct', 'from');
        left = { kind: 'distinct', left, right: parseComparison(cursor), negated, at };
      }
    } else {
      return left;
    }
  }
}

function parseComparison(cursor: Cursor): Expression {
  const left = parseMembership(cursor);
  const { token, at } = cursor;
  if (token.type !== 'operator' || !COMPARISONS.has(token.value)) return left;
  cursor.next();
  const right = quantified(cursor, token.value, left, at) ?? {
    kind: 'binary' as const,
    operator: token.value,
    left,
    right: parseMembership(cursor),
    at,
  };
  if (cursor.token.type === 'operator' && COMPARISONS.has(cursor.token.value)) throw cursor.error();
  return right;
}

/** `= ANY (...)`, `<> ALL (...)` */
function quantified(
  cursor: Cursor,
  operator: string,
  left: Expression,
  at: number,
): Expression | null {
  if (!cursor.isOneOf(['any', 'some', 'all']) || !cursor.isOperator('(', 1)) return null;
  const all = cursor.next().value === 'all';
  const right = cursor.parenthesised((): Expression => {
    const start = cursor.at;
    if (!cursor.isOneOf(['select', 'values', 'with'])) return parseExpression(cursor);
    return { kind: 'subquery', query: cursor.query(cursor), at: start };
  });
  return { kind: 'quantified', operator, left, right, all, at };
}

/** BETWEEN, IN, LIKE, ILIKE */
function parseMembership(cursor: Cursor): Expression {
  const left = parseOperators(cursor, 1);
  const start = cursor.index;
  const { at } = cursor;
  const negated = cursor.takeWords('not');
  const found = membership(cursor, left, negated, at);
  if (!found) cursor.index = start;
  return found ?? left;
}

function membership(
  cursor: Cursor,
  operand: Expression,
  negated: boolean,
  at: number,
): Expression | null {
  if (cursor.takeWords('between')) {
    const symmetric = cursor.takeWords('symmetric');
    if (!symmetric) cursor.takeWords('asymmetric');
    const low = parseOperators(cursor, 1);
    cursor.expectWords('and');
    const high = parseOperators(cursor, 1);
    return { kind: 'between', operand, low, high, negated, at };
  }
  if (cursor.takeWords('in')) {
    return cursor.parenthesised((): Expression => {
      if (cursor.isOneOf(['select', 'values', 'with'])) {
        return { kind: 'in', operand, list: null, query: cursor.query(cursor), negated, at };
      }
      const list = cursor.list(() => parseExpression(cursor));
      return { kind: 'in', operand, list, query: null, negated, at };
    });
  }
  const operator = cursor.takeWords('like') ? '~~' : cursor.takeWords('ilike') ? '~~*' : null;
  if (!operator) return null;
  const written = negated ? `!${operator}` : operator;
  const any = quantified(cursor, written, operand, at);
  if (any) return any;
  const right = parseOperators(cursor, 1);
  if (cursor.isWord('escape')) throw cursor.error();
  return { kind: 'binary', operator: written, left: operand, right, at };
}

function parseOperators(cursor: Cursor, least: number): Expression {
  let left = parsePrefix(cursor);
  for (;;) {
    const { token, at } = cursor;
    if (token.type !== 'operator' || COMPARISONS.has(token.value)) return left;
    if (NOT_INFIX.has(token.value)) return left;
    const level = tightness(token.value);
    if (level < least) return left;
    cursor.next();
    left = quantified(cursor, token.value, left, at) ?? {
      kind: 'binary',
      operator: token.value,
      left,
      right: parseOperators(cursor, level + 1),
      at,
    };
  }
}

function parsePrefix(cursor: Cursor): Expression {
  const { token, at } = cursor;
  if (token.type === 'operator' && PREFIX.has(token.value)) {
    cursor.next();
    const operand =
      token.value === '-' || token.value === '+' ? parsePrefix(cursor) : parseOperators(cursor, 2);
    if (token.value === '-' && operand.kind === 'literal' && isNumber(operand.type)) {
      return { ...operand, value: negate(operand.value), at };
    }
    return { kind: 'unary', operator: token.value, operand, at };
  }
  return parseZone(cursor);
}

const isNumber = (type: string): boolean => type === 'integer' || type === 'numeric';

const negate = (value: string): string => (value.startsWith('-') ? value.slice(1) : `-${value}`);

function parseZone(cursor: Cursor): Expression {
  let operand = parsePostfix(cursor);
  for (;;) {
    const { at } = cursor;
    if (cursor.takeWords('at', 'time', 'zone')) {
      const zone = parsePostfix(cursor);
      const rest = { star: false, distinct: false, orderBy: [], filter: null, over: null };
      operand = { kind: 'call', name: 'timezone', args: [zone, operand], ...rest, at };
    } else if (cursor.takeWords('collate')) {
      // Simplified: texts compare by code point whatever the collation.
      cursor.qualifiedName();
    } else {
      return operand;
    }
  }
}

function parsePostfix(cursor: Cursor): Expression {
  let operand = parsePrimary(cursor, parseExpression);
  for (;;) {
    const { at } = cursor;
    if (cursor.takeOperator('::')) {
      operand = { kind: 'cast', operand, type: parseTypeName(cursor), at };
    } else if (cursor.takeOperator('[')) {
      const index = parseExpression(cursor);
      cursor.expectOperator(']');
      operand = { kind: 'subscript', operand, index, at };
    } else {
      return operand;
    }
  }
}

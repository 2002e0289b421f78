// What an expression is made of: constants, columns, calls, CASE, casts, subqueries, and the functions that
// SQL gives a grammar of their own.

import type { Call, Expression, OrderItem, WindowSpec } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseOrderBy } from './parse-order.ts';
import { parseTypeName } from './type-name.ts';

type Parse = (cursor: Cursor) => Expression;

/** Words that are calls without parentheses. */
const BARE_CALLS = new Set([
  'current_catalog',
  'current_date',
  'current_role',
  'current_schema',
  'current_time',
  'current_timestamp',
  'current_user',
  'localtime',
  'localtimestamp',
  'session_user',
  'user',
]);
/** Types whose name may stand in front of a string: `date '2026-01-01'`. */
const TYPED_LITERALS = new Set([
  'date',
  'interval',
  'timestamp',
  'timestamptz',
  'time',
  'bool',
  'boolean',
  'json',
  'jsonb',
  'uuid',
  'numeric',
  'int',
  'integer',
  'bigint',
  'text',
]);

export const makeCall = (name: string, args: readonly Expression[], at: number): Call => ({
  kind: 'call',
  name,
  args,
  star: false,
  distinct: false,
  orderBy: [],
  filter: null,
  over: null,
  at,
});

export function parsePrimary(cursor: Cursor, parse: Parse): Expression {
  const { token, at } = cursor;
  switch (token.type) {
    case 'number': {
      cursor.next();
      const type = /^\d+$/.test(token.value) ? 'integer' : 'numeric';
      return { kind: 'literal', type, value: token.value, at };
    }
    case 'string':
      cursor.next();
      return { kind: 'literal', type: 'unknown', value: token.value, at };
    case 'parameter':
      cursor.next();
      return { kind: 'parameter', index: Number(token.value), at };
    case 'operator':
      if (cursor.isOperator('(')) return parenthesised(cursor, parse);
      if (cursor.takeOperator('*')) return { kind: 'column', path: ['*'], at };
      throw cursor.error();
    case 'end':
      throw cursor.error();
    case 'word':
      return special(cursor, parse) ?? columnOrCall(cursor, parse);
    default:
      return columnOrCall(cursor, parse);
  }
}

function parenthesised(cursor: Cursor, parse: Parse): Expression {
  const { at } = cursor;
  return cursor.parenthesised((): Expression => {
    if (cursor.isOneOf(['select', 'values', 'with'])) {
      return { kind: 'subquery', query: cursor.query(cursor), at };
    }
    const items = cursor.list(() => parse(cursor));
    return items.length === 1 && items[0] ? items[0] : { kind: 'row', items, at };
  });
}

/** Words that begin something of their own; null where the word is only a name. */
function special(cursor: Cursor, parse: Parse): Expression | null {
  const { token, at } = cursor;
  const word = token.value;
  if (word === 'null' || word === 'true' || word === 'false') {
    cursor.next();
    return { kind: 'literal', type: word === 'null' ? 'null' : 'boolean', value: word, at };
  }
  if (BARE_CALLS.has(word) && !cursor.isOperator('(', 1)) {
    cursor.next();
    return makeCall(word, [], at);
  }
  if (TYPED_LITERALS.has(word) && cursor.peek(1).type === 'string') {
    const type = parseTypeName(cursor);
    const value = cursor.string();
    const operand: Expression = { kind: 'literal', type: 'unknown', value, at: type.at };
    return { kind: 'cast', operand, type, at };
  }
  if (
    (word === 'timestamp' || word === 'time') &&
    cursor.isWord(word) &&
    cursor.peek(1).type === 'word'
  ) {
    if (cursor.peek(1).value !== 'with' && cursor.peek(1).value !== 'without') return null;
    const type = parseTypeName(cursor);
    const operand: Expression = { kind: 'literal', type: 'unknown', value: cursor.string(), at };
    return { kind: 'cast', operand, type, at };
  }
  if (word === 'default') {
    cursor.next();
    return { kind: 'default', at };
  }
  if (word === 'case') return parseCase(cursor, parse);
  if (word === 'array') return parseArray(cursor, parse);
  if (!cursor.isOperator('(', 1)) return null;
  return callWithGrammar(cursor, parse);
}

function parseCase(cursor: Cursor, parse: Parse): Expression {
  const { at } = cursor;
  cursor.expectWords('case');
  const operand = cursor.isWord('when') ? null : parse(cursor);
  const branches: { when: Expression; result: Expression }[] = [];
  while (cursor.takeWords('when')) {
    const when = parse(cursor);
    cursor.expectWords('then');
    branches.push({ when, result: parse(cursor) });
  }
  if (branches.length === 0) throw cursor.error();
  const otherwise = cursor.takeWords('else') ? parse(cursor) : null;
  cursor.expectWords('end');
  return { kind: 'case', operand, branches, otherwise, at };
}

function parseArray(cursor: Cursor, parse: Parse): Expression {
  const { at } = cursor;
  cursor.expectWords('array');
  if (cursor.isOperator('(')) {
    const query = cursor.parenthesised(() => cursor.query(cursor));
    return { kind: 'array-query', query, at };
  }
  cursor.expectOperator('[');
  const items = cursor.isOperator(']') ? [] : cursor.list(() => parse(cursor));
  cursor.expectOperator(']');
  return { kind: 'array', items, at };
}

/** Functions whose arguments are separated by words. */
function callWithGrammar(cursor: Cursor, parse: Parse): Expression | null {
  const { token, at } = cursor;
  const start = cursor.index;
  const args = <Result>(content: () => Result): Result => {
    cursor.next();
    return cursor.parenthesised(content);
  };
  switch (token.value) {
    case 'exists':
      return args((): Expression => ({ kind: 'exists', query: cursor.query(cursor), at }));
    case 'cast':
      return args((): Expression => {
        const operand = parse(cursor);
        cursor.expectWords('as');
        return { kind: 'cast', operand, type: parseTypeName(cursor), at };
      });
    case 'row':
      return args((): Expression => ({ kind: 'row', items: cursor.list(() => parse(cursor)), at }));
    case 'extract':
      return args(() => {
        const field: Expression = {
          kind: 'literal',
          type: 'unknown',
          value: cursor.next().value,
          at: cursor.at,
        };
        cursor.expectWords('from');
        return makeCall('extract', [field, parse(cursor)], at);
      });
    case 'trim':
      return args(() => parseTrim(cursor, parse, at));
    case 'substring':
    case 'overlay': {
      const found = args(() => parseSubstring(cursor, parse, at));
      if (!found) cursor.index = start;
      return found;
    }
    case 'position':
      return args(() => {
        // `in` separates the two here, so what stands before it is no whole expression.
        const part = parsePrimary(cursor, parse);
        cursor.expectWords('in');
        return makeCall('position', [parse(cursor), part], at);
      });
    default:
      return null;
  }
}

function parseTrim(cursor: Cursor, parse: Parse, at: number): Expression {
  const side = cursor.takeWords('leading')
    ? 'ltrim'
    : cursor.takeWords('trailing')
      ? 'rtrim'
      : 'btrim';
  cursor.takeWords('both');
  if (cursor.takeWords('from')) return makeCall(side, [parse(cursor)], at);
  const first = parse(cursor);
  if (cursor.takeWords('from')) return makeCall(side, [parse(cursor), first], at);
  const more = cursor.takeOperator(',') ? [parse(cursor)] : [];
  return makeCall(side, [first, ...more], at);
}

/** `substring(x from 2 for 3)`; with commas it is a call like any other. */
function parseSubstring(cursor: Cursor, parse: Parse, at: number): Expression {
  const name = cursor.peek(-2).value;
  const first = parse(cursor);
  const args = [first];
  if (name === 'overlay') {
    cursor.expectWords('placing');
    args.push(parse(cursor));
  }
  if (cursor.takeWords('from')) args.push(parse(cursor));
  if (cursor.takeWords('for')) {
    if (args.length === 1) args.push({ kind: 'literal', type: 'integer', value: '1', at });
    args.push(parse(cursor));
  }
  while (cursor.takeOperator(',')) args.push(parse(cursor));
  return makeCall(name, args, at);
}

function columnOrCall(cursor: Cursor, parse: Parse): Expression {
  const { at } = cursor;
  // A function may have the name of a keyword that a column may not: `left('abc', 1)`.
  if (!cursor.isName('column') && !(cursor.isName('label') && isFunctionName(cursor))) {
    throw cursor.error();
  }
  const path = [cursor.next().value];
  while (cursor.takeOperator('.')) {
    if (cursor.takeOperator('*')) return { kind: 'column', path: [...path, '*'], at };
    path.push(cursor.name('label'));
  }
  if (!cursor.isOperator('(')) return { kind: 'column', path, at };
  return parseCall(cursor, parse, path.at(-1) ?? '', at);
}

const isFunctionName = (cursor: Cursor): boolean =>
  cursor.isOperator('(', 1) && cursor.isOneOf(['left', 'right', 'like', 'current_schema']);

export function parseCall(cursor: Cursor, parse: Parse, name: string, at: number): Call {
  const base = makeCall(name, [], at);
  const inside = cursor.parenthesised(() => {
    if (cursor.takeOperator('*')) return { star: true };
    if (cursor.isOperator(')')) return {};
    const distinct = cursor.takeWords('distinct');
    if (!distinct) cursor.takeWords('all');
    cursor.takeWords('variadic');
    const args = cursor.list(() => parse(cursor));
    const orderBy = cursor.isWord('order') ? parseOrderBy(cursor, parse) : [];
    return { distinct, args, orderBy };
  });
  let filter: Expression | null = null;
  if (cursor.isWord('filter') && cursor.isOperator('(', 1)) {
    cursor.next();
    filter = cursor.parenthesised(() => {
      cursor.expectWords('where');
      return parse(cursor);
    });
  }
  const over = cursor.takeWords('over') ? parseWindow(cursor, parse) : null;
  return { ...base, ...inside, filter, over };
}

function parseWindow(cursor: Cursor, parse: Parse): WindowSpec {
  return cursor.parenthesised(() => {
    let partitionBy: Expression[] = [];
    let orderBy: OrderItem[] = [];
    if (cursor.takeWords('partition', 'by')) partitionBy = cursor.list(() => parse(cursor));
    if (cursor.isWord('order')) orderBy = parseOrderBy(cursor, parse);
    return { partitionBy, orderBy };
  });
}

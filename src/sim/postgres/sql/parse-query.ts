// SELECT, VALUES, set operations, FROM and WITH.

import { notModelled } from '../sql-error.ts';
import type {
  CommonTable,
  Expression,
  FromItem,
  LockingClause,
  Query,
  QueryBody,
  SelectBody,
  SelectItem,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseOrderBy } from './parse-order.ts';
import { makeCall, parseCall } from './parse-primary.ts';

/** INSERT, UPDATE and DELETE within WITH come from their own parser. */
export type ParseChange = (
  cursor: Cursor,
  common: readonly CommonTable[],
) => CommonTable['statement'];

export interface WithClause {
  readonly common: CommonTable[];
  readonly recursive: boolean;
}

export function parseWith(cursor: Cursor, change: ParseChange): WithClause {
  if (!cursor.takeWords('with')) return { common: [], recursive: false };
  const recursive = cursor.takeWords('recursive');
  const common = cursor.list((): CommonTable => {
    const name = cursor.name('table');
    const columns = cursor.isOperator('(') ? cursor.names() : [];
    cursor.expectWords('as');
    cursor.takeWords('not');
    cursor.takeWords('materialized');
    const statement = cursor.parenthesised(() =>
      cursor.isOneOf(['insert', 'update', 'delete'])
        ? change(cursor, [])
        : parseQuery(cursor, change),
    );
    return { name, columns, statement };
  });
  return { common, recursive };
}

const noChange: ParseChange = (cursor) => {
  throw cursor.error();
};

export function parseQuery(
  cursor: Cursor,
  change: ParseChange = noChange,
  given: WithClause | null = null,
): Query {
  const { at } = cursor;
  const { common, recursive } = given ?? parseWith(cursor, change);
  const body = parseSetOperations(cursor, 0);
  const orderBy = cursor.isWord('order') ? parseOrderBy(cursor, parseExpression) : [];
  const { limit, offset } = parseLimit(cursor);
  const locking = parseLocking(cursor);
  const late = limit || offset ? { limit, offset } : parseLimit(cursor);
  const query: Query = {
    kind: 'query',
    with: common,
    recursive,
    body,
    orderBy,
    ...late,
    locking,
    at,
  };
  return query;
}

function parseLimit(cursor: Cursor): { limit: Expression | null; offset: Expression | null } {
  let limit: Expression | null = null;
  let offset: Expression | null = null;
  for (;;) {
    if (cursor.takeWords('limit')) {
      if (!cursor.takeWords('all')) limit = parseExpression(cursor);
    } else if (cursor.takeWords('offset')) {
      offset = parseExpression(cursor);
      if (!cursor.takeWords('rows')) cursor.takeWords('row');
    } else if (cursor.isWord('fetch')) {
      cursor.next();
      if (!cursor.takeWords('first')) cursor.expectWords('next');
      limit = cursor.isOneOf(['row', 'rows'])
        ? { kind: 'literal', type: 'integer', value: '1', at: cursor.at }
        : parseExpression(cursor);
      if (!cursor.takeWords('rows')) cursor.expectWords('row');
      cursor.expectWords('only');
    } else {
      return { limit, offset };
    }
  }
}

function parseLocking(cursor: Cursor): LockingClause[] {
  const clauses: LockingClause[] = [];
  while (cursor.isWord('for')) {
    const { at } = cursor;
    cursor.next();
    const strength = cursor.takeWords('update')
      ? 'update'
      : cursor.takeWords('no', 'key', 'update')
        ? 'no key update'
        : cursor.takeWords('share')
          ? 'share'
          : cursor.takeWords('key', 'share')
            ? 'key share'
            : null;
    if (!strength) throw cursor.error();
    const of = cursor.takeWords('of') ? cursor.list(() => cursor.name('table')) : [];
    const wait = cursor.takeWords('nowait')
      ? 'nowait'
      : cursor.takeWords('skip', 'locked')
        ? 'skip'
        : 'wait';
    clauses.push({ strength, of, wait, at });
  }
  return clauses;
}

const SET_OPERATORS = ['union', 'except', 'intersect'] as const;

function parseSetOperations(cursor: Cursor, least: number): QueryBody {
  let left = parseBody(cursor);
  for (;;) {
    const operator = SET_OPERATORS.find((word) => cursor.isWord(word));
    const level = operator === 'intersect' ? 1 : 0;
    if (!operator || level < least) return left;
    const { at } = cursor;
    cursor.next();
    const all = cursor.takeWords('all');
    if (!all) cursor.takeWords('distinct');
    const right = parseSetOperations(cursor, level + 1);
    left = { kind: 'set', operator, all, left: plain(left), right: plain(right), at };
  }
}

/** A body as a query without anything after it. */
const plain = (body: QueryBody): Query => ({
  kind: 'query',
  with: [],
  recursive: false,
  body,
  orderBy: [],
  limit: null,
  offset: null,
  locking: [],
  at: body.at,
});

function parseBody(cursor: Cursor): QueryBody {
  const { at } = cursor;
  if (cursor.isOperator('(')) {
    const query = cursor.parenthesised(() => parseQuery(cursor));
    const isPlain = query.orderBy.length === 0 && !query.limit && !query.offset;
    if (isPlain && query.with.length === 0) return query.body;
    const item: FromItem = { kind: 'query', query, alias: null, columns: [], lateral: false, at };
    const star: SelectItem = { expression: { kind: 'column', path: ['*'], at }, alias: null };
    return { ...emptySelect(at), items: [star], from: [item] };
  }
  if (cursor.takeWords('values')) {
    const row = (): Expression[] =>
      cursor.parenthesised(() => cursor.list(() => parseExpression(cursor)));
    return { kind: 'values', rows: cursor.list(row), at };
  }
  if (cursor.takeWords('table')) {
    const name = cursor.qualifiedName();
    const star: SelectItem = { expression: { kind: 'column', path: ['*'], at }, alias: null };
    const from: FromItem = { kind: 'table', name, alias: null, columns: [] };
    return { ...emptySelect(at), items: [star], from: [from] };
  }
  cursor.expectWords('select');
  return parseSelect(cursor, at);
}

const emptySelect = (at: number): SelectBody => ({
  kind: 'select',
  distinct: false,
  distinctOn: [],
  items: [],
  from: [],
  where: null,
  groupBy: [],
  having: null,
  at,
});

const AFTER_ITEMS = [
  'from',
  'where',
  'group',
  'having',
  'order',
  'limit',
  'offset',
  'union',
  'for',
];

function parseSelect(cursor: Cursor, at: number): SelectBody {
  const distinct = cursor.takeWords('distinct');
  let distinctOn: Expression[] = [];
  if (distinct && cursor.takeWords('on')) {
    distinctOn = cursor.parenthesised(() => cursor.list(() => parseExpression(cursor)));
  } else if (!distinct) {
    cursor.takeWords('all');
  }
  const none =
    !distinct && (cursor.isEnd() || cursor.isOneOf(AFTER_ITEMS) || cursor.isOperator(')'));
  const items = none ? [] : parseItems(cursor);
  if (cursor.isWord('into')) throw notModelled('SELECT INTO', cursor.at);
  const from = cursor.takeWords('from') ? cursor.list(() => parseFrom(cursor)) : [];
  const where = cursor.takeWords('where') ? parseExpression(cursor) : null;
  let groupBy: Expression[] = [];
  if (cursor.takeWords('group', 'by')) {
    if (cursor.isOneOf(['rollup', 'cube', 'grouping']))
      throw notModelled('GROUPING SETS', cursor.at);
    groupBy = cursor.list(() => parseExpression(cursor));
  }
  const having = cursor.takeWords('having') ? parseExpression(cursor) : null;
  if (cursor.isWord('window')) throw notModelled('The WINDOW clause', cursor.at);
  return { kind: 'select', distinct, distinctOn, items, from, where, groupBy, having, at };
}

/** What stands between SELECT and FROM, or after RETURNING. */
export function parseItems(cursor: Cursor): SelectItem[] {
  return cursor.list(() => {
    const expression = parseExpression(cursor);
    const isStar = expression.kind === 'column' && expression.path.at(-1) === '*';
    if (isStar) return { expression, alias: null };
    if (cursor.takeWords('as')) return { expression, alias: cursor.name('label') };
    return { expression, alias: cursor.isName('alias') ? cursor.next().value : null };
  });
}

interface Alias {
  readonly alias: string | null;
  readonly columns: readonly string[];
}

function parseAlias(cursor: Cursor): Alias {
  const written = cursor.takeWords('as');
  if (!written && !cursor.isName('table')) return { alias: null, columns: [] };
  const alias = cursor.name('table');
  return { alias, columns: cursor.isOperator('(') ? cursor.names() : [] };
}

export function parseFrom(cursor: Cursor): FromItem {
  let left = parseTableItem(cursor);
  for (;;) {
    const { at } = cursor;
    const natural = cursor.takeWords('natural');
    const type = parseJoinType(cursor);
    if (!type) {
      if (natural) throw cursor.error();
      return left;
    }
    const right = parseTableItem(cursor);
    const needsCondition = type !== 'cross' && !natural;
    let on: Expression | null = null;
    let using: readonly string[] | null = null;
    if (needsCondition && cursor.takeWords('on')) on = parseExpression(cursor);
    else if (needsCondition) {
      cursor.expectWords('using');
      using = cursor.names();
    }
    left = { kind: 'join', type, left, right, on, using, natural, at };
  }
}

function parseJoinType(cursor: Cursor): 'inner' | 'left' | 'right' | 'full' | 'cross' | null {
  if (cursor.takeWords('join') || cursor.takeWords('inner', 'join')) return 'inner';
  if (cursor.takeWords('cross', 'join')) return 'cross';
  for (const side of ['left', 'right', 'full'] as const) {
    if (cursor.takeWords(side, 'join') || cursor.takeWords(side, 'outer', 'join')) return side;
  }
  return null;
}

function parseTableItem(cursor: Cursor): FromItem {
  const { at } = cursor;
  const lateral = cursor.takeWords('lateral');
  if (cursor.isOperator('(')) {
    const isQuery = ['select', 'values', 'with'].includes(cursor.peek(1).value);
    if (!isQuery && !cursor.isOperator('(', 1))
      return cursor.parenthesised(() => parseFrom(cursor));
    const query = cursor.parenthesised(() => parseQuery(cursor));
    return { kind: 'query', query, ...parseAlias(cursor), lateral, at };
  }
  cursor.takeWords('only');
  if (cursor.isName('label') && cursor.isOperator('(', 1)) return parseFunctionItem(cursor);
  const name = cursor.qualifiedName();
  if (cursor.isOperator('(')) return parseFunctionItem(cursor, name.name, at);
  const item: FromItem = { kind: 'table', name, ...parseAlias(cursor) };
  if (cursor.isWord('tablesample')) throw notModelled('TABLESAMPLE', cursor.at);
  return item;
}

function parseFunctionItem(cursor: Cursor, given?: string, start = cursor.at): FromItem {
  const name = given ?? cursor.next().value;
  const call = cursor.isOperator('(')
    ? parseCall(cursor, parseExpression, name, start)
    : makeCall(name, [], start);
  const ordinality = cursor.takeWords('with', 'ordinality');
  return { kind: 'function', call, ordinality, ...parseAlias(cursor) };
}

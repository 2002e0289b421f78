// INSERT, UPDATE and DELETE.

import type {
  Assignment,
  CommonTable,
  Delete,
  Expression,
  Insert,
  OnConflict,
  SelectItem,
  Update,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseFrom, parseItems, parseQuery } from './parse-query.ts';

/** Reads the statement the cursor stands before. */
export function parseChange(
  cursor: Cursor,
  common: readonly CommonTable[],
): Insert | Update | Delete {
  if (cursor.isWord('insert')) return parseInsert(cursor, common);
  if (cursor.isWord('update')) return parseUpdate(cursor, common);
  return parseDelete(cursor, common);
}

function parseInsert(cursor: Cursor, common: readonly CommonTable[]): Insert {
  const { at } = cursor;
  cursor.expectWords('insert', 'into');
  const table = cursor.qualifiedName();
  const alias = cursor.takeWords('as') ? cursor.name('table') : null;
  const isList =
    cursor.isOperator('(') && !['select', 'values', 'with'].includes(cursor.peek(1).value);
  const columns = isList
    ? cursor.parenthesised(() =>
        cursor.list(() => ({ at: cursor.at, name: cursor.name('column') })),
      )
    : null;
  if (cursor.takeWords('overriding')) {
    if (!cursor.takeWords('system')) cursor.expectWords('user');
    cursor.expectWords('value');
  }
  const source = cursor.takeWords('default', 'values') ? null : parseQuery(cursor, parseChange);
  const onConflict = cursor.isWord('on', 'conflict') ? parseOnConflict(cursor) : null;
  const rest = { source, onConflict, returning: parseReturning(cursor) };
  return { kind: 'insert', with: common, table, alias, columns, ...rest, at };
}

function parseOnConflict(cursor: Cursor): OnConflict {
  const { at } = cursor;
  cursor.expectWords('on', 'conflict');
  let columns: string[] | null = null;
  let constraint: string | null = null;
  if (cursor.isOperator('(')) columns = cursor.names();
  else if (cursor.takeWords('on', 'constraint')) constraint = cursor.name();
  cursor.expectWords('do');
  if (cursor.takeWords('nothing')) return { columns, constraint, set: null, where: null, at };
  cursor.expectWords('update', 'set');
  const set = parseAssignments(cursor);
  const where = cursor.takeWords('where') ? parseExpression(cursor) : null;
  return { columns, constraint, set, where, at };
}

function parseAssignments(cursor: Cursor): Assignment[] {
  return cursor
    .list((): Assignment[] => {
      const { at } = cursor;
      if (!cursor.isOperator('(')) {
        const column = cursor.name();
        cursor.expectOperator('=');
        return [{ column, value: parseExpression(cursor), at }];
      }
      const names = cursor.names();
      cursor.expectOperator('=');
      cursor.takeWords('row');
      const values = cursor.parenthesised(() => cursor.list(() => parseExpression(cursor)));
      if (values.length !== names.length) throw cursor.error();
      return names.map((column, index) => ({ column, value: values[index] as Expression, at }));
    })
    .flat();
}

function parseUpdate(cursor: Cursor, common: readonly CommonTable[]): Update {
  const { at } = cursor;
  cursor.expectWords('update');
  cursor.takeWords('only');
  const table = cursor.qualifiedName();
  const alias = parseAlias(cursor, 'set');
  cursor.expectWords('set');
  const set = parseAssignments(cursor);
  const from = cursor.takeWords('from') ? cursor.list(() => parseFrom(cursor)) : [];
  const where = cursor.takeWords('where') ? parseExpression(cursor) : null;
  const returning = parseReturning(cursor);
  return { kind: 'update', with: common, table, alias, set, from, where, returning, at };
}

function parseDelete(cursor: Cursor, common: readonly CommonTable[]): Delete {
  const { at } = cursor;
  cursor.expectWords('delete', 'from');
  cursor.takeWords('only');
  const table = cursor.qualifiedName();
  const alias = parseAlias(cursor, 'using');
  const using = cursor.takeWords('using') ? cursor.list(() => parseFrom(cursor)) : [];
  const where = cursor.takeWords('where') ? parseExpression(cursor) : null;
  const returning = parseReturning(cursor);
  return { kind: 'delete', with: common, table, alias, using, where, returning, at };
}

function parseAlias(cursor: Cursor, next: string): string | null {
  if (cursor.takeWords('as')) return cursor.name('table');
  return cursor.isName('table') && !cursor.isWord(next) ? cursor.name('table') : null;
}

function parseReturning(cursor: Cursor): SelectItem[] {
  return cursor.takeWords('returning') ? parseItems(cursor) : [];
}

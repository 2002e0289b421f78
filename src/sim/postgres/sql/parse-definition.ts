// CREATE, ALTER and DROP.

import { notModelled } from '../sql-error.ts';
import type { AlterAction, ColumnSpec, ConstraintSpec, Name, RoleOptions, Utility } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseQuery } from './parse-query.ts';
import { parseTypeName } from './type-name.ts';

const ifNotExists = (cursor: Cursor): boolean => cursor.takeWords('if', 'not', 'exists');
const ifExists = (cursor: Cursor): boolean => cursor.takeWords('if', 'exists');

export function parseCreate(cursor: Cursor): Utility {
  const { at } = cursor;
  cursor.expectWords('create');
  const replace = cursor.takeWords('or', 'replace');
  const unique = cursor.takeWords('unique');
  if (cursor.takeWords('index')) return parseCreateIndex(cursor, unique, at);
  if (unique) throw cursor.error();
  if (!cursor.takeWords('temporary') && !cursor.takeWords('temp')) cursor.takeWords('unlogged');
  if (cursor.takeWords('table')) return parseCreateTable(cursor, at);
  if (cursor.takeWords('view')) {
    const name = cursor.qualifiedName();
    cursor.expectWords('as');
    return { kind: 'create-view', name, replace, query: parseQuery(cursor), at };
  }
  if (cursor.takeWords('sequence')) return parseCreateSequence(cursor, at);
  if (cursor.takeWords('schema')) {
    const exists = ifNotExists(cursor);
    return { kind: 'create-schema', name: cursor.name(), ifNotExists: exists, at };
  }
  if (cursor.takeWords('database')) {
    const name = cursor.name();
    cursor.takeWords('with');
    cursor.takeWords('owner');
    cursor.takeOperator('=');
    return { kind: 'create-database', name, owner: cursor.isEnd() ? null : cursor.name(), at };
  }
  if (cursor.takeWords('role')) return parseRole(cursor, 'create-role', false, at);
  if (cursor.takeWords('user')) return parseRole(cursor, 'create-role', true, at);
  if (cursor.token.type !== 'word') throw cursor.error();
  throw notModelled(`CREATE ${cursor.token.value.toUpperCase()}`, at);
}

function parseCreateSequence(cursor: Cursor, at: number): Utility {
  const exists = ifNotExists(cursor);
  const name = cursor.qualifiedName();
  let start = 1;
  if (cursor.takeWords('start')) {
    cursor.takeWords('with');
    start = cursor.integer();
  }
  return { kind: 'create-sequence', name, ifNotExists: exists, start, at };
}

const TABLE_CONSTRAINTS = ['constraint', 'primary', 'unique', 'check', 'foreign'];

function parseCreateTable(cursor: Cursor, at: number): Utility {
  const exists = ifNotExists(cursor);
  const name = cursor.qualifiedName();
  const columns: ColumnSpec[] = [];
  const constraints: ConstraintSpec[] = [];
  if (cursor.takeWords('as')) {
    const as = parseQuery(cursor);
    return { kind: 'create-table', name, ifNotExists: exists, columns, constraints, as, at };
  }
  cursor.parenthesised(() => {
    if (cursor.isOperator(')')) return;
    cursor.list(() => {
      if (cursor.isOneOf(TABLE_CONSTRAINTS)) constraints.push(parseTableConstraint(cursor));
      else columns.push(parseColumn(cursor));
    });
  });
  if (cursor.takeWords('with')) {
    cursor.parenthesised(() => {
      while (!cursor.isOperator(')')) cursor.next();
    });
  }
  if (cursor.isWord('partition')) throw notModelled('PARTITION BY', cursor.at);
  return { kind: 'create-table', name, ifNotExists: exists, columns, constraints, as: null, at };
}

export function parseColumn(cursor: Cursor): ColumnSpec {
  const { at } = cursor;
  const name = cursor.name();
  const type = parseTypeName(cursor);
  const constraints: ConstraintSpec[] = [];
  for (let found = parseConstraint(cursor, name); found; found = parseConstraint(cursor, name)) {
    constraints.push(found);
  }
  return { name, type, constraints, at };
}

/** A constraint written after a column, if there is one. */
function parseConstraint(cursor: Cursor, column: string): ConstraintSpec | null {
  const { at } = cursor;
  const name = cursor.takeWords('constraint') ? cursor.name() : null;
  const base = { name, at };
  if (cursor.takeWords('not', 'null')) return { ...base, kind: 'not-null' };
  if (cursor.takeWords('null')) return { ...base, kind: 'null' };
  if (cursor.takeWords('default')) {
    return { ...base, kind: 'default', expression: parseExpression(cursor) };
  }
  if (cursor.takeWords('primary', 'key')) {
    return { ...base, kind: 'primary-key', columns: [column] };
  }
  if (cursor.takeWords('unique')) return { ...base, kind: 'unique', columns: [column] };
  if (cursor.takeWords('check')) return { ...base, ...parseCheck(cursor) };
  if (cursor.isWord('references')) return { ...base, ...parseReferences(cursor, [column]) };
  if (cursor.takeWords('generated')) {
    const always = cursor.takeWords('always');
    if (!always) cursor.expectWords('by', 'default');
    cursor.expectWords('as');
    if (cursor.takeWords('identity')) {
      if (cursor.isOperator('(')) {
        cursor.parenthesised(() => {
          while (!cursor.isOperator(')')) cursor.next();
        });
      }
      return { ...base, kind: 'identity', always };
    }
    const expression = cursor.parenthesised(() => parseExpression(cursor));
    cursor.expectWords('stored');
    return { ...base, kind: 'generated', expression };
  }
  if (name !== null) throw cursor.error();
  return null;
}

type Check = Extract<ConstraintSpec, { kind: 'check' }>;

function parseCheck(cursor: Cursor): Pick<Check, 'kind' | 'expression' | 'text'> {
  return cursor.parenthesised(() => {
    const start = cursor.at;
    const expression = parseExpression(cursor);
    return { kind: 'check', expression, text: cursor.text.slice(start, cursor.endOfPrevious) };
  });
}

type References = Extract<ConstraintSpec, { kind: 'references' }>;

function parseReferences(
  cursor: Cursor,
  columns: readonly string[],
): Omit<References, 'name' | 'at'> & { kind: 'references' } {
  cursor.expectWords('references');
  const table = cursor.qualifiedName();
  const targets = cursor.isOperator('(') ? cursor.names() : [];
  let onDelete: References['onDelete'] = 'no action';
  let onUpdate: References['onUpdate'] = 'no action';
  for (;;) {
    if (cursor.takeWords('on', 'delete')) onDelete = parseAction(cursor);
    else if (cursor.takeWords('on', 'update')) onUpdate = parseAction(cursor);
    else if (cursor.isWord('deferrable')) throw notModelled('DEFERRABLE', cursor.at);
    else break;
  }
  return { kind: 'references', columns, table, targets, onDelete, onUpdate };
}

function parseAction(cursor: Cursor): References['onDelete'] {
  if (cursor.takeWords('cascade')) return 'cascade';
  if (cursor.takeWords('restrict')) return 'restrict';
  if (cursor.takeWords('set', 'null')) return 'set null';
  if (cursor.takeWords('set', 'default')) return 'set default';
  cursor.expectWords('no', 'action');
  return 'no action';
}

export function parseTableConstraint(cursor: Cursor): ConstraintSpec {
  const { at } = cursor;
  const name = cursor.takeWords('constraint') ? cursor.name() : null;
  const base = { name, at };
  if (cursor.takeWords('primary', 'key')) {
    return { ...base, kind: 'primary-key', columns: cursor.names() };
  }
  if (cursor.takeWords('unique')) return { ...base, kind: 'unique', columns: cursor.names() };
  if (cursor.takeWords('check')) return { ...base, ...parseCheck(cursor) };
  cursor.expectWords('foreign', 'key');
  return { ...base, ...parseReferences(cursor, cursor.names()) };
}

function parseCreateIndex(cursor: Cursor, unique: boolean, at: number): Utility {
  const concurrently = cursor.takeWords('concurrently');
  const exists = ifNotExists(cursor);
  const name = cursor.isWord('on') ? null : cursor.name();
  cursor.expectWords('on');
  const table = cursor.qualifiedName();
  const method = cursor.takeWords('using') ? cursor.name() : 'btree';
  const columns = cursor.parenthesised(() =>
    cursor.list(() => {
      const expression = parseExpression(cursor);
      if (cursor.isName('alias') && !cursor.isOneOf(['asc', 'desc', 'nulls'])) cursor.next();
      const descending = cursor.takeWords('desc');
      if (!descending) cursor.takeWords('asc');
      if (cursor.takeWords('nulls') && !cursor.takeWords('first')) cursor.expectWords('last');
      return { expression, descending };
    }),
  );
  if (cursor.isWord('include')) throw notModelled('INCLUDE', cursor.at);
  const where = cursor.takeWords('where') ? parseExpression(cursor) : null;
  const rest = { unique, concurrently, ifNotExists: exists, method, columns, where, at };
  return { kind: 'create-index', name, table, ...rest };
}

function parseRole(
  cursor: Cursor,
  kind: 'create-role' | 'alter-role',
  login: boolean,
  at: number,
): Utility {
  const name = cursor.name();
  if (kind === 'alter-role' && cursor.isOneOf(['set', 'reset'])) {
    return parseAlterSetting(cursor, 'role', name, at);
  }
  cursor.takeWords('with');
  const options: { -readonly [Key in keyof RoleOptions]: RoleOptions[Key] } = login
    ? { login }
    : {};
  while (!cursor.isEnd()) {
    const { token } = cursor;
    if (cursor.takeWords('login')) options.login = true;
    else if (cursor.takeWords('nologin')) options.login = false;
    else if (cursor.takeWords('superuser')) options.superuser = true;
    else if (cursor.takeWords('nosuperuser')) options.superuser = false;
    else if (cursor.takeWords('encrypted')) continue;
    else if (cursor.takeWords('password', 'null')) options.password = null;
    else if (cursor.takeWords('password')) options.password = cursor.string();
    else if (cursor.takeWords('connection', 'limit')) options.connectionLimit = cursor.integer();
    else if (!cursor.isOneOf(ROLE_WORDS)) throw cursor.error(token);
    else cursor.next();
  }
  return { kind, name, options, at };
}

const ROLE_WORDS = ['createdb', 'nocreatedb', 'createrole', 'nocreaterole', 'inherit', 'noinherit'];

function parseAlterSetting(
  cursor: Cursor,
  of: 'role' | 'database',
  name: string,
  at: number,
): Utility {
  if (cursor.takeWords('reset')) {
    return { kind: 'alter-setting', of, name, setting: cursor.name('label'), value: null, at };
  }
  cursor.expectWords('set');
  const setting = parseSettingName(cursor);
  if (!cursor.takeOperator('=')) cursor.expectWords('to');
  return { kind: 'alter-setting', of, name, setting, value: parseSettingValue(cursor), at };
}

/** `statement_timeout`, `shop.tenant` */
export function parseSettingName(cursor: Cursor): string {
  const parts = [cursor.name('label')];
  while (cursor.takeOperator('.')) parts.push(cursor.name('label'));
  return parts.join('.');
}

/** A value of SET: a word, a string, a number, or a list of them; null for DEFAULT. */
export function parseSettingValue(cursor: Cursor): string | null {
  if (cursor.takeWords('default')) return null;
  const values = cursor.list(() => {
    const sign = cursor.takeOperator('-') ? '-' : '';
    const { token } = cursor;
    if (token.type === 'end' || token.type === 'operator') throw cursor.error();
    cursor.next();
    return sign + token.value;
  });
  return values.join(', ');
}

export function parseAlter(cursor: Cursor): Utility {
  const { at } = cursor;
  cursor.expectWords('alter');
  if (cursor.takeWords('role') || cursor.takeWords('user')) {
    return parseRole(cursor, 'alter-role', false, at);
  }
  if (cursor.takeWords('database')) {
    const name = cursor.name();
    if (cursor.takeWords('owner', 'to')) {
      cursor.next();
      return { kind: 'accepted', tag: 'ALTER DATABASE', at };
    }
    return parseAlterSetting(cursor, 'database', name, at);
  }
  if (cursor.takeWords('table')) {
    const exists = ifExists(cursor);
    cursor.takeWords('only');
    const table = cursor.qualifiedName();
    if (cursor.takeWords('owner', 'to')) {
      cursor.next();
      return { kind: 'accepted', tag: 'ALTER TABLE', at };
    }
    const actions = cursor.list(() => parseAlterAction(cursor));
    return { kind: 'alter-table', table, ifExists: exists, actions, at };
  }
  if (cursor.token.type !== 'word') throw cursor.error();
  throw notModelled(`ALTER ${cursor.token.value.toUpperCase()}`, at);
}

function parseAlterAction(cursor: Cursor): AlterAction {
  if (cursor.takeWords('add')) {
    if (cursor.isOneOf(TABLE_CONSTRAINTS)) {
      return { kind: 'add-constraint', constraint: parseTableConstraint(cursor) };
    }
    cursor.takeWords('column');
    const exists = ifNotExists(cursor);
    return { kind: 'add-column', column: parseColumn(cursor), ifNotExists: exists };
  }
  if (cursor.takeWords('drop')) {
    if (cursor.takeWords('constraint')) {
      const exists = ifExists(cursor);
      const name = cursor.name();
      cursor.takeWords('cascade');
      return { kind: 'drop-constraint', name, ifExists: exists };
    }
    cursor.takeWords('column');
    const exists = ifExists(cursor);
    const name = cursor.name();
    if (!cursor.takeWords('cascade')) cursor.takeWords('restrict');
    return { kind: 'drop-column', name, ifExists: exists };
  }
  if (cursor.takeWords('rename')) {
    if (cursor.takeWords('to')) return { kind: 'rename', to: cursor.name('table') };
    cursor.takeWords('column');
    const from = cursor.name();
    cursor.expectWords('to');
    return { kind: 'rename-column', from, to: cursor.name() };
  }
  const { at } = cursor;
  if (!cursor.takeWords('alter')) throw cursor.error();
  cursor.takeWords('column');
  const name = cursor.name();
  if (cursor.takeWords('set', 'default')) {
    return { kind: 'set-default', name, expression: parseExpression(cursor) };
  }
  if (cursor.takeWords('drop', 'default')) return { kind: 'set-default', name, expression: null };
  if (cursor.takeWords('set', 'not', 'null')) return { kind: 'set-not-null', name, on: true };
  if (cursor.takeWords('drop', 'not', 'null')) return { kind: 'set-not-null', name, on: false };
  throw notModelled('This ALTER COLUMN', at);
}

const DROPPABLE = ['table', 'index', 'view', 'sequence', 'role', 'database', 'schema'] as const;

export function parseDrop(cursor: Cursor): Utility {
  const { at } = cursor;
  cursor.expectWords('drop');
  const what = cursor.takeWords('user') ? 'role' : DROPPABLE.find((word) => cursor.takeWords(word));
  if (!what) {
    if (cursor.token.type !== 'word') throw cursor.error();
    throw notModelled(`DROP ${cursor.token.value.toUpperCase()}`, at);
  }
  if (what === 'index') cursor.takeWords('concurrently');
  const exists = ifExists(cursor);
  const names: Name[] = cursor.list(() => cursor.qualifiedName());
  const cascade = cursor.takeWords('cascade');
  if (!cascade) cursor.takeWords('restrict');
  return { kind: 'drop', what, names, ifExists: exists, cascade, at };
}

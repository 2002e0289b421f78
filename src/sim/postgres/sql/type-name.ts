// Reads the name of a type: `numeric(10,2)`, `character varying(20)[]`, `timestamp with time zone`.

import type { TypeName } from './ast.ts';
import type { Cursor } from './cursor.ts';

const ALIASES: Readonly<Record<string, string>> = {
  int: 'int4',
  integer: 'int4',
  smallint: 'int2',
  bigint: 'int8',
  real: 'float4',
  float: 'float8',
  decimal: 'numeric',
  dec: 'numeric',
  boolean: 'bool',
  character: 'bpchar',
  char: 'bpchar',
  time: 'time',
};

function modifiers(cursor: Cursor): number[] {
  if (!cursor.isOperator('(')) return [];
  return cursor.parenthesised(() => cursor.list(() => cursor.integer()));
}

/** `with time zone`, `without time zone` or nothing. */
function zone(cursor: Cursor): boolean {
  if (cursor.takeWords('with', 'time', 'zone')) return true;
  cursor.takeWords('without', 'time', 'zone');
  return false;
}

function simpleName(cursor: Cursor): { name: string; modifiers: number[] } {
  let word = cursor.name('label');
  if (cursor.takeOperator('.')) word = cursor.name('label');
  if (word === 'double') {
    cursor.expectWords('precision');
    return { name: 'float8', modifiers: [] };
  }
  if ((word === 'character' || word === 'char') && cursor.takeWords('varying')) word = 'varchar';
  const found = modifiers(cursor);
  if (word === 'timestamp' || word === 'time') {
    return { name: zone(cursor) ? `${word}tz` : word, modifiers: found };
  }
  if ((word === 'char' || word === 'character') && found.length === 0) {
    return { name: 'bpchar', modifiers: [1] };
  }
  return { name: ALIASES[word] ?? word, modifiers: found };
}

export function parseTypeName(cursor: Cursor): TypeName {
  const { at } = cursor;
  const { name, modifiers: found } = simpleName(cursor);
  let dimensions = 0;
  if (cursor.takeWords('array')) dimensions = 1;
  while (cursor.isOperator('[')) {
    cursor.next();
    if (cursor.token.type === 'number') cursor.next();
    cursor.expectOperator(']');
    dimensions++;
  }
  return { name, modifiers: found, dimensions, at };
}

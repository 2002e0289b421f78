// ORDER BY, which queries, aggregates and windows have.

import type { Expression, OrderItem } from './ast.ts';
import type { Cursor } from './cursor.ts';

export function parseOrderBy(cursor: Cursor, parse: (cursor: Cursor) => Expression): OrderItem[] {
  cursor.expectWords('order', 'by');
  return cursor.list(() => {
    const expression = parse(cursor);
    const descending = cursor.takeWords('desc');
    if (!descending) cursor.takeWords('asc');
    let nullsFirst: boolean | null = null;
    if (cursor.takeWords('nulls', 'first')) nullsFirst = true;
    else if (cursor.takeWords('nulls', 'last')) nullsFirst = false;
    return { expression, descending, nullsFirst };
  });
}

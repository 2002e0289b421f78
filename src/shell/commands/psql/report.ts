// An error or a notice as psql prints it, with the line of the query it is about (libpq's fe-protocol3.c).

import type { MessageFields } from './result.ts';

/** A line is shown no wider than this; so much stays visible to the right of the place. */
const SHOWN_COLUMNS = 60;
const RIGHT_COLUMNS = 10;

/** `LINE 2:   nope` and a caret below the place. */
function placeLines(query: string, position: number): string[] {
  const characters = [...query];
  const at = position - 1;
  if (at < 0 || at > characters.length) return [];
  const before = characters.slice(0, at);
  const lineNumber = before.filter((one) => one === '\n').length + 1;
  const start = before.lastIndexOf('\n') + 1;
  const found = characters.indexOf('\n', at);
  const line = characters
    .slice(start, found < 0 ? characters.length : found)
    .map((one) => (one === '\t' ? ' ' : one));
  const place = at - start;
  let from = 0;
  let to = line.length;
  if (line.length > SHOWN_COLUMNS) {
    if (SHOWN_COLUMNS >= place + RIGHT_COLUMNS) to = SHOWN_COLUMNS;
    else {
      to = Math.min(line.length, place + RIGHT_COLUMNS);
      from = Math.max(0, to - SHOWN_COLUMNS);
    }
  }
  const prefix = `LINE ${lineNumber}: ${from > 0 ? '...' : ''}`;
  const shown = line.slice(from, to).join('');
  return [
    `${prefix}${shown}${to < line.length ? '...' : ''}`,
    `${' '.repeat(prefix.length + place - from)}^`,
  ];
}

/** All lines of a message, ended. */
export function reportText(fields: MessageFields, query: string): string {
  const lines = [`${fields.get('S')}:  ${fields.get('M')}`];
  const position = fields.get('P');
  if (position !== undefined) lines.push(...placeLines(query, Number(position)));
  for (const [letter, word] of [
    ['D', 'DETAIL'],
    ['H', 'HINT'],
  ] as const) {
    const text = fields.get(letter);
    if (text !== undefined) lines.push(`${word}:  ${text}`);
  }
  // Where it happened is told of errors only.
  const where = fields.get('W');
  if (where !== undefined && fields.get('S') !== 'NOTICE') lines.push(`CONTEXT:  ${where}`);
  return lines.map((line) => `${line}\n`).join('');
}

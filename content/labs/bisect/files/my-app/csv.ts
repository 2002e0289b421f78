import type { Statement } from './statement.ts';

/** A statement as a table that a spreadsheet can read. */
export const csvOf = ({ lines }: Statement): string =>
  ['order;total;paid', ...lines.map(({ order, total, paid }) => `${order};${total};${paid}`)]
    .map((line) => `${line}\n`)
    .join('');

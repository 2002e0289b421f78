// Prints rows as psql does (fe_utils/print.c of PostgreSQL 15): aligned with borders 0 to 2, expanded, unaligned, csv.
// Simplified: every character takes one place on the screen.

import type { PrintSettings } from './print-settings.ts';
import type { RowResult } from './result.ts';

/** Types whose values stand to the right: numbers of all kinds, oid, xid. */
const RIGHT = new Set([20, 21, 23, 26, 28, 29, 700, 701, 790, 1_700, 5_069]);

export interface TableOptions {
  readonly title?: string | null;
  /** Lines below the table, in place of the number of rows. */
  readonly footers?: readonly string[];
}

interface Cell {
  readonly lines: readonly string[];
  readonly isRight: boolean;
}

const lengthOf = (text: string): number => [...text].length;
const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - lengthOf(text)));

/** `(3 rows)` */
export const rowCount = (count: number): string => `(${count} ${count === 1 ? 'row' : 'rows'})`;

export function printTable(
  result: RowResult,
  settings: PrintSettings,
  options: TableOptions = {},
): string {
  if (settings.format === 'csv') return printCsv(result, settings);
  const isExpanded = settings.expanded === 'on' && options.footers === undefined;
  if (settings.format === 'unaligned') {
    return isExpanded
      ? printExpandedUnaligned(result, settings)
      : printUnaligned(result, settings, options);
  }
  return isExpanded
    ? printExpanded(result, settings, options)
    : printAligned(result, settings, options);
}

const cellText = (value: string | null, { nullText }: PrintSettings): string => value ?? nullText;

/** Border 1 has no line at the outer edges, border 0 none between columns either. */
class Grid {
  readonly #widths: readonly number[];
  readonly #border: number;

  constructor(widths: readonly number[], border: number) {
    this.#widths = widths;
    this.#border = border;
  }

  get width(): number {
    const inner = this.#widths.reduce((sum, width) => sum + width, 0);
    const { length } = this.#widths;
    if (this.#border === 0) return inner + length - 1;
    return inner + 3 * length - 1 + (this.#border > 1 ? 2 : 0);
  }

  line(): string {
    if (this.#border === 0) return this.#widths.map((width) => '-'.repeat(width)).join(' ');
    const edge = this.#border > 1 ? '+' : '';
    const inner = this.#widths.map((width) => '-'.repeat(width + 2)).join('+') || '--';
    return `${edge}${inner}${edge}`;
  }

  header(names: readonly string[]): string {
    const cells = names.map((name, index) => {
      const free = (this.#widths[index] ?? 0) - lengthOf(name);
      const left = Math.floor(free / 2);
      return `${' '.repeat(left)}${name}${' '.repeat(free - left)}`;
    });
    if (this.#border === 0) return `${cells.join(' ')} `;
    const edge = this.#border > 1 ? '|' : '';
    return `${edge}${cells.map((cell) => ` ${cell} `).join('|')}${edge}`;
  }

  row(cells: readonly Cell[]): string[] {
    const height = Math.max(1, ...cells.map(({ lines }) => lines.length));
    return Array.from({ length: height }, (_line, at) => this.#rowLine(cells, at));
  }

  #rowLine(cells: readonly Cell[], at: number): string {
    const border = this.#border;
    const parts = cells.map(({ lines, isRight }, index) => {
      const width = this.#widths[index] ?? 0;
      const text = lines[at];
      const goesOn = at < lines.length - 1;
      const isLast = index === cells.length - 1 && border < 2;
      const filled =
        text === undefined
          ? isLast
            ? ''
            : ' '.repeat(width)
          : isRight
            ? ' '.repeat(width - lengthOf(text)) + text
            : isLast && !goesOn
              ? text
              : pad(text, width);
      const end = goesOn ? '+' : isLast || border === 0 ? '' : ' ';
      return `${border === 0 ? '' : ' '}${filled}${border === 0 && !isLast && !goesOn ? ' ' : end}`;
    });
    const edge = border > 1 ? '|' : '';
    return `${edge}${parts.join(border === 0 ? '' : '|')}${edge}`;
  }
}

function printAligned(
  { columns, rows }: RowResult,
  settings: PrintSettings,
  { title = settings.title, footers }: TableOptions,
): string {
  const cells = rows.map((row) =>
    row.map((value, index): Cell => {
      const lines = cellText(value, settings).split('\n');
      return { lines, isRight: RIGHT.has(columns[index]?.typeOid ?? 0) };
    }),
  );
  const widths = columns.map(({ name }, index) =>
    Math.max(lengthOf(name), ...cells.flatMap((row) => (row[index]?.lines ?? []).map(lengthOf))),
  );
  const grid = new Grid(widths, settings.border);
  const lines: string[] = [];
  if (!settings.isTuplesOnly) {
    if (title) {
      lines.push(' '.repeat(Math.max(0, Math.floor((grid.width - lengthOf(title)) / 2))) + title);
    }
    if (settings.border > 1) lines.push(grid.line());
    if (columns.length > 0) lines.push(grid.header(columns.map(({ name }) => name)));
    lines.push(grid.line());
  } else if (settings.border > 1) lines.push(grid.line());
  if (columns.length > 0) for (const row of cells) lines.push(...grid.row(row));
  if (settings.border > 1) lines.push(grid.line());
  if (!settings.isTuplesOnly) {
    if (footers) lines.push(...footers);
    else if (settings.hasFooter) lines.push(rowCount(rows.length));
  }
  return `${lines.map((line) => `${line}\n`).join('')}\n`;
}

function printExpanded(
  { columns, rows }: RowResult,
  settings: PrintSettings,
  { title = settings.title }: TableOptions,
): string {
  if (rows.length === 0) return settings.isTuplesOnly ? '' : `${rowCount(0)}\n\n`;
  const nameWidth = Math.max(0, ...columns.map(({ name }) => lengthOf(name)));
  const values = rows.map((row) => row.map((value) => cellText(value, settings).split('\n')));
  const valueWidth = Math.max(0, ...values.flat(2).map(lengthOf));
  const ruler = (label: string): string => {
    const left = label.padEnd(nameWidth + 1, '-');
    return (left.length === nameWidth + 1 ? `${left}+` : left).padEnd(
      nameWidth + valueWidth + 3,
      '-',
    );
  };
  const lines: string[] = title && !settings.isTuplesOnly ? [title] : [];
  for (const [number, row] of values.entries()) {
    if (!settings.isTuplesOnly) lines.push(ruler(`-[ RECORD ${number + 1} ]`));
    else if (number > 0) lines.push(ruler('').slice(0, nameWidth + valueWidth + 3));
    for (const [index, parts] of row.entries()) {
      for (const [at, text] of parts.entries()) {
        const name = at === 0 ? (columns[index]?.name ?? '') : '';
        const goesOn = at < parts.length - 1;
        lines.push(`${pad(name, nameWidth)} | ${goesOn ? `${pad(text, valueWidth)}+` : text}`);
      }
    }
  }
  return `${lines.map((line) => `${line}\n`).join('')}\n`;
}

function printUnaligned(
  { columns, rows }: RowResult,
  settings: PrintSettings,
  { title = settings.title, footers }: TableOptions,
): string {
  const { fieldSeparator, isTuplesOnly } = settings;
  const records: string[] = title && !isTuplesOnly ? [title] : [];
  if (!isTuplesOnly) records.push(columns.map(({ name }) => name).join(fieldSeparator));
  for (const row of rows) {
    records.push(row.map((value) => cellText(value, settings)).join(fieldSeparator));
  }
  if (!isTuplesOnly && footers) records.push(...footers);
  else if (!isTuplesOnly && settings.hasFooter) records.push(rowCount(rows.length));
  return records.length === 0 ? '' : `${records.join(settings.recordSeparator)}\n`;
}

function printExpandedUnaligned({ columns, rows }: RowResult, settings: PrintSettings): string {
  const records = rows.map((row) =>
    row
      .map((value, index) => {
        const name = columns[index]?.name ?? '';
        return `${name}${settings.fieldSeparator}${cellText(value, settings)}\n`;
      })
      .join(''),
  );
  return records.join('\n');
}

function printCsv({ columns, rows }: RowResult, settings: PrintSettings): string {
  const field = (text: string): string =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows.map((row) => row.map((value) => field(cellText(value, settings))).join(','));
  const header = columns.map(({ name }) => field(name)).join(',');
  return [...(settings.isTuplesOnly ? [] : [header]), ...lines].map((line) => `${line}\n`).join('');
}

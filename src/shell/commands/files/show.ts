// How file tools show modes, sizes, dates and columns.

import type { FileStatus } from '#sim';
import type { Box } from '../../box.ts';

const KINDS = { file: '-', directory: 'd', link: 'l' } as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `-rw-r--r--` */
export const modeText = ({ kind, mode }: FileStatus): string =>
  KINDS[kind] +
  [6, 3, 0]
    .map((shift) => {
      const bits = (mode >> shift) & 7;
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
    })
    .join('');

/** Kilobytes on the disk, in whole pages. */
export const blocksOf = ({ kind, sizeBytes }: FileStatus): number =>
  kind === 'link' ? 0 : Math.ceil(sizeBytes / 4096) * 4;

/** `4.0K`, `12M`: rounded up, as the GNU tools do. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < 5) {
    value /= 1024;
    unit++;
  }
  const rounded = value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return `${rounded}${'KMGTPE'[unit]}`;
}

export const dateOf = (box: Box, us: number): Date =>
  new Date(box.timeMs - (box.kernel.nowUs - us) / 1_000);

const two = (value: number): string => String(value).padStart(2, '0');

/** `Nov 27 01:53` */
export function listingDate(box: Box, us: number): string {
  const date = dateOf(box, us);
  const month = MONTHS[date.getUTCMonth()] as string;
  const day = String(date.getUTCDate()).padStart(2);
  return `${month} ${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const bare = (name: string): string => name.replace(/\x1b\[[\d;]*m/g, '');

/** Names in columns, read from top to bottom, as `ls` shows them to a person. */
export function inColumns(names: readonly string[], width: number): string {
  if (names.length === 0) return '';
  for (let rows = 1; rows <= names.length; rows++) {
    const columns = Math.ceil(names.length / rows);
    const widths = Array.from({ length: columns }, (_value, column) =>
      Math.max(...names.slice(column * rows, (column + 1) * rows).map((name) => bare(name).length)),
    );
    const total = widths.reduce((sum, one) => sum + one + 2, -2);
    if (total >= width && rows < names.length) continue;
    return Array.from({ length: rows }, (_value, row) => {
      const cells = widths.flatMap((cell, column) => {
        const name = names[column * rows + row];
        if (name === undefined) return [];
        const isLast = (column + 1) * rows + row >= names.length;
        return [isLast ? name : name + ' '.repeat(cell + 2 - bare(name).length)];
      });
      return `${cells.join('')}\n`;
    }).join('');
  }
  return '';
}

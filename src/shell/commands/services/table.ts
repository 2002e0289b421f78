// Tables with lines around them, as pm2 draws them.

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const bare = (text: string): string => text.replace(/\x1b\[\d*m/g, '');

/** Rows in a frame; the first is the heading unless `hasHeading` is false. */
export function frame(rows: readonly (readonly string[])[], hasHeading = true): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_value, column) =>
    Math.max(...rows.map((row) => bare(row[column] ?? '').length)),
  );
  const rule = (left: string, middle: string, right: string): string =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}\n`;
  const shown = rows.map((row) => {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? '';
      return ` ${cell}${' '.repeat(width - bare(cell).length)} `;
    });
    return `│${cells.join('│')}│\n`;
  });
  const [heading = '', ...body] = shown;
  const inside = hasHeading ? [heading, rule('├', '┼', '┤'), ...body] : shown;
  return [rule('┌', '┬', '┐'), ...inside, rule('└', '┴', '┘')].join('');
}

/** Columns apart by spaces, as docker and kubectl print them. */
export function spaced(rows: readonly (readonly string[])[], gap = 3): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_value, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        column === columns - 1 ? cell : cell.padEnd((widths[column] as number) + gap),
      );
      return `${cells.join('').trimEnd()}\n`;
    })
    .join('');
}

// A mistake in TypeScript as amaro, the parser inside Node, throws it: with the lines around it. Node's library
// makes an error with a code of it (lib/internal/modules/typescript.js).

import type { ScriptSyntaxError } from '../prepare/prepared.ts';

/** A mistake on one line: arrows under it, between the lines before and after. */
function arrowSnippet(lines: readonly string[], number: number, arrows: string): string[] {
  const previous = number > 1 ? [lines[number - 2] ?? ''] : [];
  const next = lines[number] ? [lines[number] as string] : [];
  return [...previous, lines[number - 1] ?? '', arrows, ...next];
}

/** A mistake over several lines: its first and last are marked. */
function markedSnippet(lines: readonly string[], first: number, last: number): string[] {
  const from = Math.max(1, first - 1);
  return lines
    .slice(from - 1, last + 1)
    .map((line, index) => {
      const number = from + index;
      return `${number === first || number === last ? '  > ' : '    '}${line}`;
    })
    .filter((line) => line.trim() !== '');
}

export function amaroError(text: string, filename: string, error: ScriptSyntaxError): object {
  const { range, reason, message } = error;
  const lines = text.split('\n');
  const isAtEnd = text.slice(range.start).trim() === '';
  const before = text.slice(0, isAtEnd ? text.trimEnd().length : range.start).split('\n');
  const number = before.length;
  const last = text.slice(0, range.end).split('\n').length;
  const column = before[number - 1]?.length ?? 0;
  const arrows = `${' '.repeat(column)}${'^'.repeat(Math.max(1, range.end - range.start))}`;
  let shown: string[];
  if (isAtEnd) shown = [lines[number - 1] ?? ''];
  else if (last > number) shown = markedSnippet(lines, number, last);
  else shown = arrowSnippet(lines, number, arrows);
  return {
    code: reason === 'unsupported' ? 'UnsupportedSyntax' : 'InvalidSyntax',
    message,
    filename,
    startLine: number,
    snippet: `${shown.join('\n')}\n`,
  };
}

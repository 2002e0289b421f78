// The text of a response's head taken apart (RFC 9112 4 and 5). It takes what curl takes: a lone LF as the
// end of a line, folded lines, space before a colon (part of the name, which is then another name); and refuses
// what has no meaning.

import type { Field, Fields } from './fields.ts';
import { type Malformed, malformed } from './malformed.ts';
import type { ResponseHead } from './message.ts';

const STATUS_LINE = /^HTTP\/(1\.\d) +(\d{3})(?: (.*))?$/;

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09;

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The lines of a head without their ends, up to the empty line. */
export function headLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (end > start && text.charCodeAt(end - 1) === 0x0d) end--;
    if (end === start) break;
    lines.push(text.slice(start, end));
    start = next;
  }
  return lines;
}

/** The fields of lines from place `from` on, or what is wrong with one of them. */
export function parseFields(lines: readonly string[], from: number): Fields | Malformed {
  const fields: Field[] = [];
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] as string;
    const last = fields[fields.length - 1];
    if (isSpace(line.charCodeAt(0)) && last) {
      fields[fields.length - 1] = [last[0], `${last[1]} ${trimmed(line, 0, line.length)}`.trim()];
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1 || line.includes('\0')) return malformed('bad-field', line);
    fields.push([line.slice(0, colon), trimmed(line, colon + 1, line.length)]);
  }
  return fields;
}

/** The head, or what is wrong with it. */
export function parseResponseHead(text: string): ResponseHead | Malformed {
  const lines = headLines(text);
  const statusLine = lines[0] ?? '';
  const match = STATUS_LINE.exec(statusLine);
  const status = Number(match?.[2]);
  if (!match || status < 100) return malformed('bad-status-line', statusLine);
  const fields = parseFields(lines, 1);
  if ('kind' in fields) return fields;
  return { httpVersion: match[1] as string, status, reason: match[3] ?? '', fields };
}

// Answers as redis-cli prints them: for people, and raw for programs.

import type { Reply } from './reply-reader.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u0007': '\\a',
  '\b': '\\b',
};

/** A string in quotes; bytes that are no printable ASCII as `\xe2`. */
export function quoteBytes(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const code = character.charCodeAt(0);
    const hex = `\\x${code.toString(16).padStart(2, '0')}`;
    quoted += ESCAPES[character] ?? (code < 0x20 || code > 0x7e ? hex : character);
  }
  return `${quoted}"`;
}

/** For people: `(integer) 1`, `1) "a"`. Ends with its line. */
export function formatForPeople(reply: Reply, prefix = ''): string {
  switch (reply.kind) {
    case 'status':
      return `${reply.text}\n`;
    case 'error':
      return `(error) ${reply.text}\n`;
    case 'integer':
      return `(integer) ${reply.value}\n`;
    case 'string':
      return `${quoteBytes(reply.text)}\n`;
    case 'nil':
      return '(nil)\n';
    case 'array': {
      if (reply.items.length === 0) return '(empty array)\n';
      const width = String(reply.items.length).length;
      const inner = `${prefix}${' '.repeat(width + 2)}`;
      return reply.items
        .map((item, index) => {
          const number = `${String(index + 1).padStart(width)}) `;
          return `${index === 0 ? '' : prefix}${number}${formatForPeople(item, inner)}`;
        })
        .join('');
    }
  }
}

/** For programs: texts as they are, one a line. Does not end with a line. */
export function formatRaw(reply: Reply): string {
  switch (reply.kind) {
    case 'integer':
      return reply.value;
    case 'nil':
      return '';
    case 'array':
      return reply.items.map(formatRaw).join('\n');
    case 'error':
      return `${reply.text}\n`;
    default:
      return reply.text;
  }
}

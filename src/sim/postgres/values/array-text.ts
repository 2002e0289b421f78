// Arrays as text: `{1,2,"a b",NULL}`.

import { SqlError } from '../sql-error.ts';
import type { Value } from './value.ts';

type Item = string | null | readonly Item[];

const malformed = (text: string, detail: string): SqlError =>
  new SqlError('22P02', `malformed array literal: "${text}"`, { detail });

export function parseArray(text: string): readonly Item[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) {
    throw malformed(text, 'Array value must start with "{" or dimension information.');
  }
  let at = 0;
  const fail = (): SqlError => malformed(text, 'Unexpected end of input.');
  const readList = (): readonly Item[] => {
    at++;
    const items: Item[] = [];
    for (;;) {
      while (/\s/.test(trimmed.charAt(at))) at++;
      const char = trimmed.charAt(at);
      if (char === '') throw fail();
      if (char === '}') {
        at++;
        return items;
      }
      if (char === ',') at++;
      else if (char === '{') items.push(readList());
      else items.push(readItem());
    }
  };
  const readItem = (): Item => {
    if (trimmed.charAt(at) === '"') return readQuoted();
    let item = '';
    while (at < trimmed.length && !/[,}]/.test(trimmed.charAt(at))) item += trimmed.charAt(at++);
    return item.trim().toUpperCase() === 'NULL' ? null : item.trim();
  };
  const readQuoted = (): string => {
    let item = '';
    at++;
    while (trimmed.charAt(at) !== '"') {
      if (at >= trimmed.length) throw fail();
      if (trimmed.charAt(at) === '\\') at++;
      item += trimmed.charAt(at++);
    }
    at++;
    return item;
  };
  const items = readList();
  if (at < trimmed.length) throw malformed(text, 'Junk after closing right brace.');
  return items;
}

export function formatArray(items: readonly Value[], format: (item: Value) => string): string {
  const parts = items.map((item) => {
    if (item === null) return 'NULL';
    const text = format(item);
    if (Array.isArray(item)) return text;
    const needsQuotes = text === '' || /[{},"\\\s]/.test(text) || text.toUpperCase() === 'NULL';
    return needsQuotes ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
  });
  return `{${parts.join(',')}}`;
}

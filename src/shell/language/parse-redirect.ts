// Reads redirections, here-documents included (bash(1), "REDIRECTION").

import type { Grammar } from './parser.ts';
import { readQuotedText } from './read-word.ts';
import type { Redirect, RedirectOperator, Word } from './syntax.ts';

const OPERATORS: ReadonlySet<string> = new Set<RedirectOperator>([
  '<',
  '>',
  '>>',
  '>|',
  '<>',
  '<&',
  '>&',
  '&>',
  '&>>',
  '<<<',
  '<<',
  '<<-',
]);

/** Reads one redirection; null where none comes. */
export function parseRedirect(grammar: Grammar): Redirect | null {
  const { reader } = grammar;
  reader.skipBlanks();
  const number = /^\d+(?=[<>])/.exec(reader.text.slice(reader.at, reader.at + 8))?.[0] ?? '';
  const before = reader.at;
  reader.at += number.length;
  const operator = reader.peekOperator();
  if (operator === null || !OPERATORS.has(operator)) {
    reader.at = before;
    return null;
  }
  reader.takeOperator(operator);
  const kind = operator as RedirectOperator;
  const descriptor = number ? Number(number) : kind.startsWith('<') ? 0 : 1;
  const { line } = reader;
  const target = grammar.word();
  if (!target) {
    const next = reader.peekOperator();
    if (next !== null) throw reader.unexpected(next);
    throw reader.unexpected('newline');
  }
  if (kind !== '<<' && kind !== '<<-') return { operator: kind, descriptor, target };
  return hereDocument(grammar, { operator: kind, descriptor, target }, line);
}

function hereDocument(grammar: Grammar, redirect: Redirect, line: number): Redirect {
  const { operator, descriptor, target } = redirect;
  const isQuoted = /['"\\]/.test(target.source);
  const delimiter = target.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  let body: Word = { parts: [], source: '' };
  grammar.reader.hereDocuments.push({
    delimiter: isQuoted ? delimiter : target.source,
    stripsTabs: operator === '<<-',
    line,
    take: (text) => {
      body = isQuoted
        ? { parts: [{ kind: 'text', text, quoted: true }], source: text }
        : readQuotedText(text, grammar.words);
    },
  });
  return {
    operator,
    descriptor,
    get target() {
      return body;
    },
  };
}

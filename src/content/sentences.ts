// The sentences of a piece of content, in a form in which the same sentence looks the same twice.
// Code, quotations and log lines are no sentences of ours and are left out.

/** A sentence with fewer words than this may well be written twice. */
export const SHORTEST_WORDS = 8;

/** Fields that hold code, literal lines, or names. */
const LITERAL_FIELDS = new Set(['code', 'commands', 'text', 'match', 'mentions', 'body', 'target']);

/** One sentence and where it stands. */
export interface Sentence {
  /** Lower case, single spaces, no marks: for comparing. */
  readonly key: string;
  /** As it was written, for messages. */
  readonly text: string;
  /** The field or `body`. */
  readonly field: string;
}

/** The long sentences of a text of Markdown. */
export function sentencesOf(text: string, field: string): Sentence[] {
  return withoutForeign(text)
    .split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.|#+|\|)\s)/)
    .flatMap((block) => block.replace(/\s+/g, ' ').split(/(?<=[.!?:;])\s+/))
    .map((sentence) => ({ key: keyOf(sentence), text: sentence.trim(), field }))
    .filter(({ key }) => key.split(' ').length >= SHORTEST_WORDS);
}

/** The long sentences of every text in a frontmatter or a file of data. */
export function sentencesIn(value: unknown, field = ''): Sentence[] {
  if (typeof value === 'string') return sentencesOf(value, field);
  if (Array.isArray(value)) {
    return value.flatMap((one, index) => sentencesIn(one, `${field}[${index}]`));
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) =>
    LITERAL_FIELDS.has(key) ? [] : sentencesIn(one, field === '' ? key : `${field}.${key}`),
  );
}

/** Drops what is not ours to vary: code, quotations, log lines, terminals, and tags. */
function withoutForeign(text: string): string {
  return text
    .replace(/^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^[ \t]*\2[ \t]*$/gm, '\n\n')
    .replace(/<(LogLines|Terminal|SpecQuote)\b[\s\S]*?(?:<\/\1>|\/>)/g, '\n\n')
    .replace(/^>.*$/gm, '')
    .replace(/<\/?[A-Z][^>]*>/g, ' ');
}

function keyOf(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}_./-]+/gu, ' ')
    .replace(/[./-]+(?=\s|$)/g, '')
    .trim();
}

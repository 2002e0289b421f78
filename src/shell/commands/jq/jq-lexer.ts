// The tokens of a jq program. Strings with `\(...)` inside are tokens of their own, whose programs are read when they
// are parsed.

export type TokenKind =
  | 'identifier'
  | 'field'
  | 'keyword'
  | 'variable'
  | 'format'
  | 'number'
  | 'string'
  | 'operator'
  | 'invalid'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string its content. */
  readonly text: string;
  /** Where it begins in the program. */
  readonly at: number;
  /** Of a string: texts, and programs with the place where each begins. */
  readonly parts?: readonly (string | { readonly program: string; readonly at: number })[];
  /** Of a string: whether its end is missing. */
  readonly isOpen?: boolean;
}

const KEYWORDS = new Set([
  'def',
  'if',
  'then',
  'elif',
  'else',
  'end',
  'as',
  'reduce',
  'foreach',
  'try',
  'catch',
  'label',
  'import',
  'include',
  'and',
  'or',
  '__loc__',
]);

const TOKEN =
  /(?<space>\s+|#[^\n]*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?<field>\.[a-zA-Z_]\w*)|(?<variable>\$(?:__loc__|[a-zA-Z_]\w*(?:::\w+)*))|(?<format>@\w+)|(?<word>[a-zA-Z_]\w*(?:::\w+)*)|(?<operator>\?\/\/=?|\/\/=?|[|+*/%-]=|==|!=|<=|>=|\.\.|[-+*/%=<>|,.:;()[\]{}?$])|(?<quote>")|(?<other>[\s\S])/y;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '/': '/',
  '\\': '\\',
  '"': '"',
};

/** Where the parenthesis that is open at `from` closes; the end where it does not. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
    else if (text[at] === '"') at = stringToken(text, at).end - 1;
  }
  return text.length;
}

function stringToken(text: string, from: number): { token: Token; end: number } {
  const parts: (string | { program: string; at: number })[] = [];
  let literal = '';
  let at = from + 1;
  for (; at < text.length && text[at] !== '"'; at++) {
    if (text[at] !== '\\') {
      literal += text[at];
      continue;
    }
    const letter = text[++at] ?? '';
    if (letter === '(') {
      const end = closing(text, at + 1);
      parts.push(literal, { program: text.slice(at + 1, end), at: at + 1 });
      literal = '';
      at = end;
    } else if (letter === 'u') {
      literal += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 5), 16));
      at += 4;
    } else literal += ESCAPES[letter] ?? letter;
  }
  parts.push(literal);
  const isOpen = at >= text.length;
  return { token: { kind: 'string', text: literal, at: from, parts, isOpen }, end: at + 1 };
}

/** All tokens, and one for the end. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const groups = match?.groups ?? {};
    const written = match?.[0] ?? '';
    if (groups['quote'] !== undefined) {
      const { token, end } = stringToken(text, at);
      found.push(token);
      at = end;
      continue;
    }
    const kind = kindOf(groups);
    if (kind) found.push({ kind, text: written, at });
    at += written.length;
  }
  // jq points at the last character where the program ends too soon.
  found.push({ kind: 'end', text: '', at: Math.max(0, text.length - 1) });
  return found;
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): TokenKind | null {
  const word = groups['word'];
  if (word !== undefined) return KEYWORDS.has(word) ? 'keyword' : 'identifier';
  for (const kind of ['number', 'field', 'variable', 'format', 'operator'] as const) {
    if (groups[kind] !== undefined) return kind;
  }
  return groups['space'] === undefined ? 'invalid' : null;
}

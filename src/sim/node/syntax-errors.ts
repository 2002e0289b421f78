// Mistakes in JavaScript in the words of the engine. The parser that prepares files knows where a mistake is;
// what it is called, the engine says when it is asked to compile the text. The rules about places are
// V8's: some mistakes are reported at the token before.

import type { Platform } from '../platform.ts';
import type { GuestFunction } from './guest.ts';
import type { ScriptKind, ScriptSyntaxError, TextRange } from './prepare/prepared.ts';

/** A mistake as Node reports it; the range is what its arrows point at. */
export interface SyntaxProblem {
  readonly message: string;
  readonly range: TextRange;
}

/** Never runs what it compiles: the text begins with a throw. */
const COMPILE = '(function(){return eval(arguments[0])})';
const STOP = 'throw 0;';

/** Mistakes V8 reports at the last token before the one that cannot follow. */
const AT_PREVIOUS =
  /^(?:missing \) after argument list|Missing initializer in const|await is only valid|Missing } in template|Function statements require|Missing catch or finally|Illegal newline after throw)/;
const AT_PATTERN = /^Missing initializer in destructuring/;
const AT_END = /^Unexpected end of input/;

/** acorn's words for mistakes that only the engine's module loader would find. */
const MODULE_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Duplicate export '(.*)'$/, "Duplicate export of '$1'"],
  [/^Export '(.*)' is not defined$/, "Export '$1' is not defined in module"],
];

/** A module's text as a script: imports and exports made harmless, lines kept. */
function withoutLinks(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  return text
    .replace(/^[ \t]*import\b(?!\s*[(.])[^;'"]*(?:'[^'\n]*'|"[^"\n]*")[^;\n]*;?/gm, blank)
    .replace(/^[ \t]*export\s*(?:\*|\{)[^;'"]*?(?:\}|from\s*(?:'[^'\n]*'|"[^"\n]*"))/gm, blank)
    .replace(/^([ \t]*)export\s+default\b/gm, '$1void          ')
    .replace(/^([ \t]*)export\b/gm, '$1      ');
}

export class SyntaxErrors {
  readonly #compile: GuestFunction;

  constructor(platform: Platform) {
    this.#compile = platform.evaluate(COMPILE) as GuestFunction;
  }

  /** What the engine says about a text the parser could not read. */
  describe(text: string, kind: ScriptKind, error: ScriptSyntaxError): SyntaxProblem {
    const message = this.#messageOf(text, kind) ?? knownWords(error.message);
    return { message, range: rangeOf(message, text, error) };
  }

  #messageOf(text: string, kind: ScriptKind): string | null {
    const isStrict = kind === 'module' || /^\s*(['"])use strict\1/.test(text);
    const body = kind === 'module' ? withoutLinks(text) : text.replace(/^#!.*/, '');
    const message = this.#tryCompile(`${isStrict ? "'use strict';" : ''}${STOP}${body}`);
    // Outside of a function these are mistakes; in a file of either kind they are not.
    const isAllowed = kind === 'module' ? /^await is only valid/ : /^Illegal return statement/;
    if (message === null || !isAllowed.test(message)) return message;
    const wrapped =
      kind === 'module' ? `(async()=>{${STOP}${body}\n})` : `(()=>{${STOP}${body}\n})`;
    return this.#tryCompile(`${isStrict ? "'use strict';" : ''}${STOP}${wrapped}`);
  }

  #tryCompile(script: string): string | null {
    try {
      this.#compile(script);
    } catch (error) {
      return error instanceof SyntaxError ? error.message : null;
    }
    return null;
  }
}

const knownWords = (message: string): string => {
  for (const [pattern, words] of MODULE_WORDS) {
    if (pattern.test(message)) return message.replace(pattern, words);
  }
  return message;
};

function rangeOf(message: string, text: string, error: ScriptSyntaxError): TextRange {
  const { range, previous } = error;
  if (AT_END.test(message)) return { start: text.length, end: text.length };
  if (AT_PATTERN.test(message)) return { start: openingBracket(text, previous), end: previous.end };
  if (AT_PREVIOUS.test(message)) {
    // Only keywords are underlined whole.
    const isWord =
      /^(?:await|Function|Illegal newline)/.test(message) ||
      /^['"]/.test(text.slice(previous.start));
    return { start: previous.start, end: isWord ? previous.end : previous.start + 1 };
  }
  if (/^Invalid left-hand side/.test(message)) {
    const target = /^.*?(?=\s*[-+*/%&|^]*=(?!=))/s.exec(text.slice(range.start));
    return { start: range.start, end: range.start + (target?.[0].length ?? 1) };
  }
  if (/^Invalid regular expression/.test(message)) return regularExpression(text, range, message);
  if (/^Identifier '.*' has already/.test(message)) {
    return { start: range.start, end: range.start + 1 };
  }
  if (/^Invalid or unexpected token/.test(message)) return oddToken(text, range);
  return range;
}

/** Where the pattern begins that ends with this bracket. */
function openingBracket(text: string, { start }: TextRange): number {
  let depth = 0;
  for (let at = start; at >= 0; at--) {
    const character = text.charAt(at);
    if (/[\])}]/.test(character)) depth++;
    else if (/[[({]/.test(character)) depth--;
    if (depth === 0) return at;
  }
  return start;
}

function regularExpression(text: string, { start }: TextRange, message: string): TextRange {
  const slash = text.lastIndexOf('/', start);
  if (/missing \/|flags/.test(message)) return { start: slash, end: slash + 1 };
  const body = /\/(?:\\.|[^/\\\n])*\/\w*/y;
  body.lastIndex = slash;
  return { start: slash, end: slash + (body.exec(text)?.[0].length ?? 1) };
}

/** Unfinished strings are underlined to the end of their line, numbers from their start. */
function oddToken(text: string, { start }: TextRange): TextRange {
  const rest = text.slice(start).split('\n')[0] ?? '';
  if (/^['"]/.test(rest)) return { start, end: start + rest.length };
  const digits = /[\d._]+$/.exec(text.slice(0, start))?.[0].length ?? 0;
  if (digits > 0) return { start: start - digits, end: start };
  return { start, end: rest.charCodeAt(0) > 127 ? start : start + 1 };
}

// Cuts an SQL script into its statements, as psql does: at semicolons that are in no quotation, comment or block.

export interface ScriptStatement {
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** What hides semicolons, from here on: comments, quoted text and names, dollar quotes. */
const HIDING =
  /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1/y;

/** The statements with something in them, in order. */
export function splitScript(script: string): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  let start = 0;
  const finish = (end: number): void => {
    const text = script.slice(start, end);
    const blank = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0;
    if (blank < text.length) {
      const line = script.slice(0, start + blank).split('\n').length;
      statements.push({ text: text.slice(blank).trimEnd(), line });
    }
    start = end + 1;
  };
  for (let at = 0; at < script.length; ) {
    HIDING.lastIndex = at;
    const hidden = HIDING.exec(script);
    if (hidden) {
      at += hidden[0].length;
      continue;
    }
    if (script[at] === ';') finish(at);
    at++;
  }
  finish(script.length);
  return statements;
}

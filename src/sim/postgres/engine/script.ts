// Runs an SQL script as psql would before anybody connects: init.sql at the first start of a server.
// Of psql's own commands only \connect is understood.

import { parseSql } from '../sql/parse.ts';
import { SqlError } from '../sql-error.ts';
import { Executor } from './executor.ts';
import type { SmallSessionOptions } from './small-session.ts';

export interface ScriptProblem {
  readonly line: number;
  readonly error: SqlError;
}

/** A session for a database; throws 3D000 where there is none. */
export type OpenForScript = (database: string) => SmallSessionOptions;

interface Part {
  readonly database: string | null;
  readonly text: string;
  readonly line: number;
}

/** Cuts a script at its \connect lines; what was there is left as space, so that places stay. */
function partsOf(script: string): Part[] {
  const parts: Part[] = [];
  let database: string | null = null;
  let lines: string[] = [];
  let start = 1;
  for (const [index, line] of script.split('\n').entries()) {
    const match = /^\s*\\c(?:onnect)?\s+"?(\w+)"?/.exec(line);
    if (!match) {
      lines.push(/^\s*\\/.test(line) ? '' : line);
      continue;
    }
    parts.push({ database, text: lines.join('\n'), line: start });
    database = match[1] ?? null;
    lines = [];
    start = index + 2;
  }
  parts.push({ database, text: lines.join('\n'), line: start });
  return parts;
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Runs every statement; those that fail are told and left out, as without ON_ERROR_STOP. */
export function runScript(script: string, open: OpenForScript, first: string): ScriptProblem[] {
  const problems: ScriptProblem[] = [];
  for (const part of partsOf(script)) {
    if (part.text.trim() === '') continue;
    try {
      const executor = new Executor(open(part.database ?? first), () => {});
      runPart(executor, part, problems);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const at = error.fields.at ?? 0;
      problems.push({ line: part.line + lineAt(part.text, at) - 1, error });
    }
  }
  return problems;
}

function runPart(executor: Executor, part: Part, problems: ScriptProblem[]): void {
  let from = 0;
  for (const parsed of parseSql(part.text)) {
    const found = part.text.indexOf(parsed.text, from);
    from = found + parsed.text.length;
    executor.run(
      { parsed, text: parsed.text, params: [], types: [], shown: [], prepared: null, isLast: true },
      {
        finished: () => {
          if (!executor.isBlock) executor.end(true);
        },
        failed: (error) => {
          if (!(error instanceof SqlError)) throw error;
          executor.fail(error, parsed.text);
          problems.push({ line: part.line + lineAt(part.text, found) - 1, error });
        },
      },
    );
  }
  executor.close();
}

// Finds the errors in what a process prints: those it dies of, and those somebody printed with their stack, as Express's
// default handler and loggers of JSON lines do. Read from the text alone, in the format of
// https://v8.dev/docs/stack-trace-api; it does not know whether the error was ever thrown.

import type { CodePlace } from './app-events.ts';

/** An error as its printed stack tells it. */
export interface ReportedError {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  /** The first line of its cause: what was behind a `fetch failed`. */
  readonly cause: string | null;
  readonly frames: readonly CodePlace[];
}

const FRAME = /^ {4}at (?:async )?(?:(.+) \()?([^\s()]+):(\d+):(\d+)\)?(?: \{)?$/;
/** Frames of built-in functions have no place. */
const PLACELESS_FRAME = /^ {4}at .+ \((?:<anonymous>|index \d+|native)\)(?: \{)?$/;
const HEADER = /^(?:Uncaught )?([A-Za-z_$][\w$.]*)(?: \[(\w+)\])?(?:: (.*))?$/;
const CODE_FIELD = /^ {2}code: '(\w+)',?$/;
/** An error without a stack, as `util.inspect` shows it. */
const STACKLESS = /^\[([A-Za-z_$][\w$.]*)(?: \[(\w+)\])?: (.*)\] \{$/;
const CAUSE = /^ {2}\[cause\]: (.+)$/;
/** A message of more lines than this is no message. */
const MESSAGE_LINES = 20;

const isFrame = (line: string | undefined): boolean =>
  line !== undefined && (FRAME.test(line) || PLACELESS_FRAME.test(line));

function placeOf(line: string): CodePlace[] {
  const match = FRAME.exec(line);
  if (!match) return [];
  const [, name = '', file = '', row, column] = match;
  return [{ file, line: Number(row), column: Number(column), function: name }];
}

/** Where the words above a stack begin: the nearest line that starts with the name of an error. */
function headerAbove(lines: readonly string[], firstFrame: number): number {
  const last = Math.max(0, firstFrame - MESSAGE_LINES);
  for (let at = firstFrame - 1; at >= last; at--) {
    if (/(?:Error|Exception)$/.test(HEADER.exec(lines[at] ?? '')?.[1] ?? '')) return at;
  }
  return firstFrame - 1;
}

function codeBelow(lines: readonly string[], afterFrames: number): string | null {
  for (let at = afterFrames; at < lines.length && /^ {2}\S/.test(lines[at] ?? ''); at++) {
    const code = CODE_FIELD.exec(lines[at] ?? '')?.[1];
    if (code) return code;
  }
  return null;
}

function causeBelow(lines: readonly string[], afterFrames: number): string | null {
  for (let at = afterFrames; at < lines.length && /^ {2}/.test(lines[at] ?? ''); at++) {
    const cause = CAUSE.exec(lines[at] ?? '')?.[1];
    if (cause !== undefined) return cause;
  }
  return null;
}

function stackless(lines: readonly string[], at: number): ReportedError[] {
  const match = STACKLESS.exec(lines[at] ?? '');
  if (!match) return [];
  const [, name = '', code, message = ''] = match;
  const cause = causeBelow(lines, at + 1);
  return [{ name, message, code: code ?? codeBelow(lines, at + 1), cause, frames: [] }];
}

/** A JSON string with a stack in it: what a logger makes of an error. */
const JSON_STACK = /"(?:[^"\\]|\\.)*\\n {4}at (?:[^"\\]|\\.)*"/g;

function jsonStacks(text: string): string[] {
  if (!text.includes('\\n    at ')) return [];
  return (text.match(JSON_STACK) ?? []).flatMap((string) => {
    try {
      return [JSON.parse(string) as string];
    } catch {
      return [];
    }
  });
}

/** The errors whose stacks are in a text, as they are or in strings of JSON, in order. */
export const reportedErrors = (text: string): ReportedError[] =>
  [text, ...jsonStacks(text)].flatMap(printedErrors);

function printedErrors(text: string): ReportedError[] {
  const errors: ReportedError[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    errors.push(...stackless(lines, at));
    if (at === 0 || !isFrame(lines[at])) continue;
    let end = at;
    while (isFrame(lines[end])) end++;
    const start = headerAbove(lines, at);
    const header = HEADER.exec(lines[start] ?? '');
    const rest = lines.slice(start + 1, at);
    const message = [header?.[3] ?? '', ...rest].join('\n').trimEnd();
    const frames = lines.slice(at, end).flatMap(placeOf);
    const code = header?.[2] ?? codeBelow(lines, end);
    const cause = causeBelow(lines, end);
    if (header) errors.push({ name: header[1] ?? 'Error', message, code, cause, frames });
    at = end;
  }
  return errors;
}

// Takes the comments out of JavaScript without moving anything: each comment becomes spaces, so that
// every line and column in a stack trace stays that of the original file. Lines that Node prints when a
// program crashes, because an error is thrown there, keep their comments. Licence texts travel in the
// notice file instead.

import { parse } from 'acorn';

/** Whether a crash report may show the line. */
const isShown = (line: string): boolean =>
  /\bthrow\b|\btriggerUncaughtException\(|\bnew UnhandledPromiseRejection\(/.test(line);

function lineAround(text: string, start: number, end: number): string {
  const from = text.lastIndexOf('\n', start) + 1;
  const to = text.indexOf('\n', end);
  return text.slice(from, start) + text.slice(end, to === -1 ? text.length : to);
}

/** The text with comments blanked and trailing spaces cut. Texts that do not parse stay as they are. */
export function blankComments(text: string, sourceType: 'script' | 'module'): string {
  const parts: string[] = [];
  let kept = 0;
  const onComment = (_block: boolean, _text: string, start: number, end: number): void => {
    if (isShown(lineAround(text, start, end))) return;
    parts.push(text.slice(kept, start), text.slice(start, end).replace(/[^\n\r]/g, ' '));
    kept = end;
  };
  try {
    parse(text, {
      ecmaVersion: 'latest',
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: sourceType === 'module',
      onComment,
    });
  } catch {
    return text;
  }
  parts.push(text.slice(kept));
  return parts.join('').replace(/[ \t]+$/gm, '');
}

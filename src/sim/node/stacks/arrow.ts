// The lines Node prints above an error: where it is, the line itself, and arrows under a part of it.

/** Lines of Node's library that say in a comment that they are not to be shown. */
const NO_ARROW = 'node-do-not-add-exception-line';

/** The file, the line, and arrows under a part of it: GetErrorSource in src/node_errors.cc. */
export function arrowText(options: {
  url: string;
  lineNumber: number;
  line: string;
  /** From and to, columns counted from 0. */
  start: number;
  end: number;
}): string {
  const { url, lineNumber, line, start, end } = options;
  if (line.includes(NO_ARROW)) return '';
  const head = `${url}:${lineNumber}\n${line}\n`;
  if (start > end || end > line.length) return head;
  return `${head}${line.slice(0, start).replace(/[^\t]/g, ' ')}${'^'.repeat(end - start)}\n`;
}

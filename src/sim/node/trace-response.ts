// Notes in the trace that a process begins to answer a request, and for a status that is an error the lines of the
// program that led to it. It sees the bytes on their way out, so that any HTTP framework is told of alike.

import type { CodePlace } from './app-events.ts';
import type { NodeEnvironment } from './environment.ts';
import type { CallSite } from './stacks/call-site.ts';

/** Longer than any status line that Node writes. */
const HEAD_BYTES = 200;
const LETTER_H = 0x48;
const LINE_FEED = 0x0a;
const STATUS_LINE = /^HTTP\/1\.[01] ([2-5]\d\d) ?([^\r\n]*)\r\n/;

/** The places in the program's own files and packages; Node's library is left out. */
function placesOf(frames: readonly CallSite[]): CodePlace[] {
  return frames.flatMap((frame) => {
    const file = frame.getFileName();
    if (!file || file.startsWith('node:')) return [];
    return [
      {
        file,
        line: frame.getLineNumber() ?? 0,
        column: frame.getColumnNumber() ?? 0,
        function: frame.getFunctionName() ?? '',
      },
    ];
  });
}

/** The first line of what is written, its end included; '' where it cannot be a status line. */
function firstLine(bytes: Uint8Array): string {
  if (bytes[0] !== LETTER_H) return '';
  let line = '';
  const length = Math.min(bytes.length, HEAD_BYTES);
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number;
    line += String.fromCharCode(byte);
    if (byte === LINE_FEED) return line;
  }
  return '';
}

/** Whether bytes that are written to a connection begin a final response; if so it is in the trace. */
export function traceResponse(
  environment: NodeEnvironment,
  connection: number,
  bytes: Uint8Array,
): boolean {
  const match = STATUS_LINE.exec(firstLine(bytes));
  if (!match) return false;
  const { kernel, process } = environment;
  const status = Number(match[1]);
  kernel.trace.record({
    kind: 'app-response',
    pid: process.pid,
    host: process.host.name,
    connection,
    status,
    reason: match[2] ?? '',
    writtenBy: status >= 400 ? placesOf(environment.callSites()) : [],
  });
  return true;
}

// access.log: one line for each request when it is over, in the formats the configuration gives.

import type { VariableSlot } from '../config/template.ts';
import { evaluate } from '../config/template.ts';
import type { HttpRequest } from '../http/request.ts';
import type { LogFormat } from '../settings/response.ts';

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(2, '0');

/** `"`, `\` and everything that is not printable ASCII becomes `\xXX`. */
const escapeDefault = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
  text.replace(/[\x00-\x1f"\\\x7f-\xff]/g, (ch) => `\\x${hex(ch.charCodeAt(0))}`);

const JSON_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '"': '\\"',
  '\\': '\\\\',
};

const escapeJson = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
  text.replace(/[\x00-\x1f"\\]/g, (ch) => {
    const known = JSON_ESCAPES[ch];
    return known ?? `\\u00${hex(ch.charCodeAt(0))}`;
  });

const writeVariable = (
  slot: VariableSlot,
  request: HttpRequest,
  escaping: LogFormat['escaping'],
): string => {
  const value = slot.get(request);
  if (escaping === 'json') return value === null ? '' : escapeJson(value);
  if (escaping === 'none') return value ?? '';
  return value === null ? '-' : escapeDefault(value);
};

/** The line of a format. */
export const formatAccessLine = (request: HttpRequest, { line, escaping }: LogFormat): string => {
  let text = '';
  for (const part of line.parts) {
    if (typeof part === 'string') text += part;
    else if (typeof part === 'object') text += writeVariable(part, request, escaping);
  }
  return text;
};

/** Writes the request to the logs of its location. */
export const writeAccessLog = (request: HttpRequest): void => {
  const { worker } = request;
  const logs = request.settings.response.accessLogs ?? worker.defaultAccessLogs;
  for (const { file, format, condition } of logs) {
    if (condition) {
      const wanted = evaluate(condition, request);
      if (wanted === '' || wanted === '0') continue;
    }
    const line = formatAccessLine(request, format);
    const path = evaluate(file, request);
    worker.kernel.trace.record({
      kind: 'nginx-log',
      process: worker.process.pid,
      file: 'access',
      level: null,
      line,
      requestId: request.id,
    });
    if (!path.startsWith('syslog:')) worker.logFiles.append(path, `${line}\n`);
  }
};

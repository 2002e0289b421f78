// Everything that legitimately changes from run to run is replaced here, and nowhere else: times,
// process and connection numbers, the excess of a rate limit.

import { bucket } from './bucket.ts';

const LOG_LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(\w+)\] \d+#\d+: (?:\*(\d+) )?(.*)$/s;
const DROPPED = [
  /closed keepalive connection/,
  /^open socket #\d+ left in connection/,
  /^aborting$/,
];

const message = (text: string): string =>
  text
    .replace(/excess: \d+\.\d+/g, 'excess: <excess>')
    .replace(/(worker process) \d+ exited/g, '$1 <pid> exited')
    .replace(/signal (\d+) \((\w+)\) received from \d+/g, 'signal $1 ($2) received from <pid>')
    .replace(/(SSL: error:[0-9A-F]+:SSL routines:)[^:]*:/g, '$1:')
    .replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/g, '<time>');

/** error.log as recordings keep it. */
export const errorLog = (text: string): string[] => {
  const lines: string[] = [];
  let mayContinue = false;
  for (const raw of text.split('\n')) {
    if (raw === '') continue;
    const hello = raw.indexOf('\u0016\u0003\u0001');
    const line = hello >= 0 ? `${raw.slice(0, hello)}<TLS ClientHello bytes>` : raw;
    const match = LOG_LINE.exec(line);
    if (!match) {
      if (lines.length > 0 && mayContinue) lines[lines.length - 1] += `\n${line}`;
      continue;
    }
    const [, level = '', connection, rest = ''] = match;
    const isQuiet = ['notice', 'info', 'debug'].includes(level);
    const isKept =
      (connection !== undefined || !isQuiet) && !DROPPED.some((pattern) => pattern.test(rest));
    mayContinue = isKept && hello < 0;
    if (isKept) lines.push(`[${level}] ${connection ? '*<cid> ' : ''}${message(rest)}`);
  }
  return lines;
};

/** A line of `nginx -t` and the like. */
export const consoleLine = (line: string): string => message(line);

const FIELDS = [
  'request',
  'status',
  'bytes',
  'upstream_addr',
  'upstream_status',
  'upstream_connect_time',
  'upstream_header_time',
  'upstream_response_time',
  'request_time',
  'cache',
  'limit_req',
  'limit_conn',
  'uri',
  'completion',
];
/** The variables of the log format the cases use, in the order of the fields above. */
export const ACCESS_VARIABLES = [
  '$request',
  '$status',
  '$body_bytes_sent',
  '$upstream_addr',
  '$upstream_status',
  '$upstream_connect_time',
  '$upstream_header_time',
  '$upstream_response_time',
  '$request_time',
  '$upstream_cache_status',
  '$limit_req_status',
  '$limit_conn_status',
  '$uri',
  '$request_completion',
];
const OPTIONAL = new Set(['cache', 'limit_req', 'limit_conn', 'completion']);
const LONGEST_SHOWN = 240;

const inBuckets = (text: string): string =>
  text.replace(/\d+\.\d{3}/g, (seconds) => bucket(Number(seconds) * 1_000));

const cut = (text: string): string =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, 120)}…<${text.length} chars>` : text;

const accessLine = (line: string): Record<string, string> => {
  const values = line.split('\t');
  const record: Record<string, string> = {};
  for (const [at, name] of FIELDS.entries()) {
    let value = values[at] ?? '-';
    if (name === 'request' && value.startsWith('\\x16\\x03\\x01')) {
      value = '<TLS ClientHello bytes>';
    }
    if (OPTIONAL.has(name) && (value === '-' || value === '')) continue;
    if (name === 'uri' && value === values[0]?.split(' ')[1]) continue;
    if (name.endsWith('_time')) value = inBuckets(value);
    record[name] = name === 'request' || name === 'uri' ? cut(value) : value;
  }
  return record;
};

/** access.log as recordings keep it. */
export const accessLog = (text: string): Record<string, string>[] =>
  text.split('\n').filter(Boolean).map(accessLine);

/** What a program printed, as lines, without what is never the same twice. */
export const nodeLines = (text: string): string[] =>
  text
    .replace(/\(node:\d+\)/g, '(node:<pid>)')
    .replace(/0x[0-9a-f]{6,}/g, '0x<addr>')
    .replace(/\[\d+:0x<addr>\]/g, '[<pid>:0x<addr>]')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<date>')
    .replace(/report\.\d+\.\d+\.\d+\.\d+\.\d+\.json/g, 'report.<id>.json')
    .replace(/\n$/, '')
    .split('\n');

const GC_HEADING = '<--- Last few GCs --->';
const GC_LINES = '<gc trace>';
const NATIVE_FRAMES = '<native frames>';

/** Native frames and the lines of the collector before an out-of-memory abort become one line each. */
export const nativeTraces = (lines: readonly string[]): string[] => {
  const kept: string[] = [];
  for (const line of lines) {
    const last = kept[kept.length - 1];
    if (/^\s*\d+: 0x<addr>/.test(line)) {
      if (last !== NATIVE_FRAMES) kept.push(NATIVE_FRAMES);
    } else if (/\[<pid>:0x<addr>\]\s+\d+ ms:/.test(line)) {
      if (last !== GC_LINES) kept.push(GC_LINES);
    } else if (line !== '' || (last !== '' && last !== GC_LINES && last !== GC_HEADING)) {
      kept.push(line);
    }
  }
  return kept;
};

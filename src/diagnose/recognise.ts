// Takes a mixed paste apart: lines, what each was recognised as, and the status numbers that are written in it.
import { ACCESS_LOGS } from './formats/access-log.ts';
import { readCurl, readErrorLine, readExitCode } from './formats/error-log.ts';
import { readResponse } from './formats/http-response.ts';
import { readJson, readPairs } from './formats/key-values.ts';
import type { Line, Reading } from './reading.ts';

/** More than this of a paste is not read. */
export const LONGEST_PASTE = 200_000;
const MOST_LINES = 2_000;
const LONGEST_LINE = 8_000;

/** A paste taken apart. */
export interface Recognised {
  readonly lines: readonly Line[];
  readonly readings: readonly Reading[];
  /** The status that was found, as a number, and where; the surest place first. */
  readonly status:
    | { readonly code: number; readonly from: number; readonly to: number }
    | undefined;
  /** Whether a part of the paste was not read. */
  readonly cut: boolean;
}

/** Splits and reads a paste. */
export function recognise(paste: string): Recognised {
  const lines = linesOf(paste.slice(0, LONGEST_PASTE));
  const response = readResponse(lines);
  const readings: Reading[] = response === undefined ? [] : [response];
  for (const line of lines) readings.push(...readLine(line));
  const page = readPage(lines);
  if (page !== undefined) readings.push(page);
  const named = statusOf(readings) === undefined ? readWords(lines) : undefined;
  if (named !== undefined) readings.push(named);
  const cut = paste.length > LONGEST_PASTE || lines.length >= MOST_LINES;
  return { lines, readings, status: statusOf(readings), cut };
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let from = 0; from <= text.length && lines.length < MOST_LINES; ) {
    const found = text.indexOf('\n', from);
    const to = found < 0 ? text.length : found;
    const line = text.slice(from, Math.min(to, from + LONGEST_LINE)).replace(/\r$/, '');
    lines.push({ text: line, from, to: from + line.length });
    from = to + 1;
  }
  return lines;
}

function readLine(line: Line): Reading[] {
  if (line.text.trim() === '') return [];
  const found: Reading[] = [];
  for (const read of ACCESS_LOGS) {
    const one = read(line);
    if (one === undefined) continue;
    found.push(one);
    break;
  }
  const readers = [readJson, readPairs, readErrorLine, readExitCode, readCurl];
  for (const read of readers) {
    const one = read(line);
    if (one !== undefined) found.push(one);
  }
  return found;
}

const PAGE =
  /<(?:title|h1|h2)[^<>]{0,100}>\s{0,20}(?:Error )?([45]\d\d)(?!\d)|\|\s{0,3}([45]\d\d):|(?:^|\s)Error (5\d\d)(?!\d)|"status"\s*:\s*(5\d\d)/;

/** An HTML error page by its title. */
function readPage(lines: readonly Line[]): Reading | undefined {
  for (const line of lines) {
    const match = /<\/?(?:html|title|h1|head|body)/i.test(line.text) ? PAGE.exec(line.text) : null;
    const code = match?.[1] ?? match?.[2] ?? match?.[3];
    if (match === null || code === undefined) continue;
    const from = line.from + match.index + match[0].lastIndexOf(code);
    const fields = new Map([['status', { value: code, from, to: from + code.length }]]);
    return { kind: 'error page', format: 'page', from: line.from, to: line.to, fields };
  }
  return undefined;
}

const STATUS_FIELDS = [
  'status',
  'elb_status_code',
  'statuscode',
  'status_code',
  'response_code',
  'responsecode',
  'http_status',
  'httpstatus',
  'downstreamstatus',
  'sc-status',
];
const IN_WORDS =
  /(?:status code|statuscode|status|returned error|http error|error|http|answered|returned|responded with|code)["']?\s{0,2}[:=]?\s{0,2}(5\d\d)(?![\d.]\d|\d)|(?<![\d.])(5\d\d)[: ]{1,2}(?:Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out|Internal Server Error|Not Implemented|Server Error)/i;

function statusOf(readings: readonly Reading[]): Recognised['status'] {
  for (const { fields } of readings) {
    for (const name of STATUS_FIELDS) {
      const field = fields.get(name);
      if (field === undefined || !/^[1-9]\d\d$/.test(field.value)) continue;
      return { code: Number(field.value), from: field.from, to: field.to };
    }
  }
  return undefined;
}

/** A status in words, as in `error 522` or `502 Bad Gateway`. Asked last. */
function readWords(lines: readonly Line[]): Reading | undefined {
  for (const line of lines) {
    const match = IN_WORDS.exec(line.text);
    const code = match?.[1] ?? match?.[2];
    if (match === null || code === undefined) continue;
    const from = line.from + match.index + match[0].indexOf(code);
    const fields = new Map([['status', { value: code, from, to: from + code.length }]]);
    return { kind: 'status in words', format: 'words', from: line.from, to: line.to, fields };
  }
  return undefined;
}

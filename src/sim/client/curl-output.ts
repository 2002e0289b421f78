// What curl prints for an outcome: `curl -sS -i`, version 7.88.1, checked against the real one (see the test and its
// fixture). Simplified: curl takes some responses that our client refuses (a field without a name, lengths that
// differ); for those the nearest error is printed.

import { joinBytes } from '../http/bytes.ts';
import { fieldTokens, fieldValue } from '../http/fields.ts';
import { decodeLatin1 } from '../http/latin1.ts';
import type { Malformed } from '../http/malformed.ts';
import { headLines, parseFields } from '../http/response-head.ts';
import { errnoMessage } from '../net/errno.ts';
import type { ClientOutcome } from './outcome.ts';

export interface CurlOutput {
  readonly stdout: Uint8Array;
  /** The error line with its end, or nothing. */
  readonly stderr: string;
  readonly exitCode: number;
}

/** curl's exit code and words for what went wrong. */
interface CurlError {
  readonly code: number;
  readonly message: string;
}

const LF = 0x0a;
const EMPTY_REPLY: CurlError = { code: 52, message: 'Empty reply from server' };
const HTTP_09: CurlError = { code: 1, message: 'Received HTTP/0.9 when not allowed' };
const UNFINISHED: CurlError = {
  code: 18,
  message: 'transfer closed with outstanding read data remaining',
};
const NO_BYTES = new Uint8Array(0);

const remaining = (bytes: number): CurlError => ({
  code: 18,
  message: `transfer closed with ${bytes} bytes remaining to read`,
});

/** The lines that have come to their end: curl prints a head line by line. */
const wholeLines = (head: Uint8Array): Uint8Array => head.subarray(0, head.lastIndexOf(LF) + 1);

/** The part of the heads behind the last empty line: a head that has not come to its end. */
function unfinishedHead({ rawHeads }: ClientOutcome): string {
  const text = decodeLatin1(wholeLines(rawHeads));
  return text.slice(text.lastIndexOf('\r\n\r\n') + 1).replace(/^\n*\r\n/, '');
}

/** The connection ended inside a head: curl goes by the lines it has. */
function errorInsideHead(outcome: ClientOutcome): CurlError | null {
  const lines = headLines(unfinishedHead(outcome));
  if (lines.length === 0) return EMPTY_REPLY;
  const fields = parseFields(lines, 1);
  if ('kind' in fields) return errorOfMalformed(fields, outcome);
  if (fieldTokens(fields, 'transfer-encoding').includes('chunked')) return UNFINISHED;
  const length = Number(fieldValue(fields, 'content-length') ?? 0);
  return length > 0 ? remaining(length) : null;
}

function errorOfStatusLine(line: string): CurlError {
  const match = /^HTTP\/(\d\.\d) +(\d+)(?: |$)/.exec(line);
  if (!match) return { code: 1, message: 'Unsupported HTTP version in response' };
  if (!/^1\.[01]$/.test(match[1] as string)) {
    return { code: 1, message: `Unsupported HTTP version (${match[1]}) in response` };
  }
  return { code: 1, message: 'Unsupported response code in HTTP response' };
}

function errorOfMalformed({ kind, text }: Malformed, outcome: ClientOutcome): CurlError {
  switch (kind) {
    case 'not-http':
      return 'HTTP/'.startsWith(decodeLatin1(outcome.body)) ? EMPTY_REPLY : HTTP_09;
    case 'bad-status-line':
      return errorOfStatusLine(text);
    case 'bad-field':
      if (outcome.head) return { code: 43, message: 'Failed reading the chunked-encoded stream' };
      return {
        code: 8,
        message: text.includes('\0') ? 'Nul byte in header' : 'Header without colon',
      };
    case 'bad-content-length':
      return { code: 8, message: 'Invalid Content-Length: value' };
    case 'head-too-large':
      return { code: 56, message: `Too large response headers: ${text.split(' ')[0]} > 307200` };
    case 'bad-chunk-size':
      return {
        code: 56,
        message: 'Illegal or missing hexadecimal sequence in chunked-encoding',
      };
    case 'bad-chunk-end':
      return { code: 56, message: 'Malformed encoding found in chunked-encoding' };
  }
}

const elapsedMs = ({ timings }: ClientOutcome): number =>
  Math.floor((timings.endedUs - timings.askedUs) / 1_000);

function errorOfTimeout(outcome: ClientOutcome): CurlError {
  const afterMs = elapsedMs(outcome);
  if (outcome.timings.startedUs === null) {
    return { code: 28, message: `Connection timed out after ${afterMs} milliseconds` };
  }
  const got = outcome.body.length;
  const amount = outcome.announcedBytes ? `${got} out of ${outcome.announcedBytes}` : `${got}`;
  const message = `Operation timed out after ${afterMs} milliseconds with ${amount} bytes received`;
  return { code: 28, message };
}

function errorOfConnect(outcome: ClientOutcome): CurlError {
  const { host, port, error } = outcome;
  const where = `${host} port ${port} after ${elapsedMs(outcome)} ms`;
  const message = `Failed to connect to ${where}: Couldn't connect to server`;
  return { code: error === 'ETIMEDOUT' ? 28 : 7, message };
}

function errorOf(outcome: ClientOutcome): CurlError | null {
  const { error, head, malformed, host } = outcome;
  switch (error) {
    case null:
    case 'aborted-by-client':
      return head && !/^1\.[01]$/.test(head.httpVersion)
        ? { code: 1, message: `Unsupported HTTP version (${head.httpVersion}) in response` }
        : null;
    case 'closed-without-response':
      return EMPTY_REPLY;
    case 'closed-inside-response-head':
      return errorInsideHead(outcome);
    case 'closed-inside-body':
      if (outcome.announcedBytes === null) return UNFINISHED;
      return remaining(outcome.announcedBytes - outcome.body.length);
    case 'not-http':
    case 'malformed-response':
      return malformed && errorOfMalformed(malformed, outcome);
    case 'client-gave-up-waiting':
      return errorOfTimeout(outcome);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { code: 6, message: `Could not resolve host: ${host}` };
    default:
      if (outcome.timings.startedUs === null) return errorOfConnect(outcome);
      return error === 'EPIPE'
        ? { code: 55, message: `Send failure: ${errnoMessage(error)}` }
        : { code: 56, message: `Recv failure: ${errnoMessage(error)}` };
  }
}

/** The head as far as curl prints it: up to the line it stumbles over. */
function printedHead(outcome: ClientOutcome, error: CurlError | null): Uint8Array {
  const { rawHeads, malformed } = outcome;
  if (error?.code === 1 || malformed?.kind === 'not-http') return NO_BYTES;
  const lines = wholeLines(rawHeads);
  if (
    outcome.head ||
    (malformed?.kind !== 'bad-field' && malformed?.kind !== 'bad-content-length')
  ) {
    return lines;
  }
  const text = decodeLatin1(lines);
  const isLength = malformed.kind === 'bad-content-length';
  const bad = isLength ? text.search(/^content-length/im) : text.indexOf(malformed.text);
  return lines.subarray(0, Math.max(bad, 0));
}

/** Trailers as curl prints them: their lines, without the empty one. */
const printedTrailers = ({ rawTrailers }: ClientOutcome): Uint8Array => {
  const text = decodeLatin1(rawTrailers);
  return rawTrailers.subarray(0, text.length - (text.endsWith('\r\n') ? 2 : 1));
};

/** What `curl -sS` prints for an outcome, heads included (`-i`) or not, and the code it exits with. */
export function formatCurl(
  outcome: ClientOutcome,
  options: { readonly include: boolean } = { include: false },
): CurlOutput {
  const error = errorOf(outcome);
  const isBody = error?.code !== 1 && outcome.malformed?.kind !== 'not-http';
  const stdout = joinBytes([
    ...(options.include ? [printedHead(outcome, error)] : []),
    isBody ? outcome.body : NO_BYTES,
    ...(options.include && outcome.rawTrailers.length > 0 ? [printedTrailers(outcome)] : []),
  ]);
  if (outcome.error === 'aborted-by-client') return { stdout, stderr: '', exitCode: 130 };
  if (!error) return { stdout, stderr: '', exitCode: 0 };
  return { stdout, stderr: `curl: (${error.code}) ${error.message}\n`, exitCode: error.code };
}

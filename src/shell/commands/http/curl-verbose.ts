// What `curl -v` adds: the connection, the heads in both directions; and the progress meter.

import type { ClientOutcome } from '#sim';
import type { Invocation } from '../../invocation.ts';
import type { Transfer } from './curl-write-out.ts';

const ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ETIMEDOUT: 'Connection timed out',
};

const isAddress = (host: string): boolean => /^[\d.]+$|:/.test(host);

const addressOf = (run: Invocation, host: string): string | null => {
  const record = run.box.world.network.resolve(host);
  return typeof record === 'string' ? null : (record[0] ?? null);
};

/** Before the connection is there. */
export function verboseStart(run: Invocation, host: string, port: number): string {
  const address = isAddress(host) ? host : addressOf(run, host);
  if (address === null) return `* Could not resolve host: ${host}\n* Closing connection 0\n`;
  return `*   Trying ${address}:${port}...\n`;
}

/** The parts of a request that are shown. */
interface Shown {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly target: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly body: string | null;
  readonly url: { readonly hostname: string };
}

/** The request's head, where the connection came about. */
export function verboseRequest(sent: Shown, outcome: ClientOutcome): string {
  if (outcome.timings.startedUs === null) return '';
  const length = sent.body === null ? null : utf8Length(sent.body);
  const hasLength = sent.fields.some(([name]) =>
    /^(content-length|transfer-encoding)$/i.test(name),
  );
  const fields = [...sent.fields];
  if (length !== null && !hasLength) fields.push(['Content-Length', String(length)]);
  return [
    `> ${sent.method} ${sent.target} HTTP/1.1`,
    ...fields.map(([name, value]) => `> ${name}: ${value}`),
    '> ',
    '',
  ].join('\n');
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Everything behind the request. */
export function verboseResponse(run: Invocation, sent: Shown, outcome: ClientOutcome): string {
  const { host, port } = sent;
  const name = sent.url.hostname;
  const { error, timings } = outcome;
  if (error === 'ENOTFOUND' || error === 'EAI_AGAIN') return '';
  const ms = Math.floor((timings.endedUs - timings.askedUs) / 1_000);
  if (timings.startedUs === null) {
    const address = isAddress(host) ? host : (addressOf(run, host) ?? host);
    const words = ERRORS[error ?? ''];
    const why = words ? `* connect to ${address} port ${port} failed: ${words}\n` : '';
    const end = words
      ? `Failed to connect to ${name} port ${port} after ${ms} ms: Couldn't connect to server`
      : `Connection timed out after ${ms} milliseconds`;
    return `${why}* ${end}\n* Closing connection 0\n`;
  }
  const heads = run.decode(outcome.rawHeads);
  const shown = heads
    .split('\r\n')
    .slice(0, -1)
    .map((line) => `< ${line}\n`)
    .join('');
  return `${shown}${endOf(outcome, name, ms)}`;
}

function endOf(
  { error, head, body, announcedBytes }: ClientOutcome,
  name: string,
  ms: number,
): string {
  switch (error) {
    case null: {
      const isClosed = head?.fields.some(
        ([field, value]) => field.toLowerCase() === 'connection' && /close/i.test(value),
      );
      return isClosed
        ? '* Closing connection 0\n'
        : `* Connection #0 to host ${name} left intact\n`;
    }
    case 'closed-without-response':
      return '* Empty reply from server\n* Closing connection 0\n';
    case 'client-gave-up-waiting': {
      const amount = announcedBytes ? `${body.length} out of ${announcedBytes}` : `${body.length}`;
      return `* Operation timed out after ${ms} milliseconds with ${amount} bytes received\n* Closing connection 0\n`;
    }
    case 'closed-inside-body':
      return `* transfer closed with ${(announcedBytes ?? 0) - body.length} bytes remaining to read\n* Closing connection 0\n`;
    case 'ECONNRESET':
      return '* Recv failure: Connection reset by peer\n* Closing connection 0\n';
    default:
      return '* Closing connection 0\n';
  }
}

/** The meter curl shows when the body goes into a file. */
export function progressOf(done: Transfer): string {
  const bytes = String(done.outcome.body.length).padStart(5);
  return [
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
    '                                 Dload  Upload   Total   Spent    Left  Speed',
    `100 ${bytes}  100 ${bytes}    0     0  ${bytes}      0 --:--:-- --:--:-- --:--:-- ${bytes}`,
    '',
  ].join('\n');
}

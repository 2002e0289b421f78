// `curl -w`: what a transfer was like, in a format.

import type { ClientOutcome, CurlOutput, Micros, ParsedUrl } from '#sim';
import { decodeEscapes } from '../../language/read-word.ts';

/** A transfer that is over. */
export interface Transfer extends CurlOutput {
  readonly url: ParsedUrl;
  readonly attempt: {
    readonly url: ParsedUrl;
    readonly host: string;
    readonly port: number;
    readonly method: string;
  };
  readonly outcome: ClientOutcome;
  readonly startedUs: Micros;
  readonly redirects: number;
  /** Where a redirect points. */
  readonly location: string;
}

const seconds = (us: number): string => (Math.max(0, us) / 1e6).toFixed(6);

function variable(name: string, done: Transfer, exitCode: number): string | null {
  const { outcome, attempt } = done;
  const { timings, head } = outcome;
  const since = (us: Micros | null): string => seconds(us === null ? 0 : us - timings.askedUs);
  const field = (wanted: string): string =>
    head?.fields.find(([one]) => one.toLowerCase() === wanted)?.[1] ?? '';
  const values: Readonly<Record<string, () => string>> = {
    http_code: () => String(head?.status ?? 0).padStart(3, '0'),
    response_code: () => String(head?.status ?? 0).padStart(3, '0'),
    http_version: () => (head ? head.httpVersion : '0'),
    content_type: () => field('content-type'),
    errormsg: () => done.stderr.replace(/^curl: \(\d+\) /, '').trimEnd(),
    exitcode: () => String(exitCode),
    method: () => attempt.method,
    num_connects: () => (timings.startedUs === null ? '0' : '1'),
    num_redirects: () => String(done.redirects),
    redirect_url: () => (done.redirects === 0 ? done.location : ''),
    remote_ip: () => (timings.startedUs === null ? '' : attempt.host),
    remote_port: () => (timings.startedUs === null ? '0' : String(attempt.port)),
    scheme: () => attempt.url.protocol.slice(0, -1).toUpperCase(),
    size_download: () => String(outcome.body.length),
    size_header: () => String(outcome.rawHeads.length),
    speed_download: () => {
      const spent = (timings.endedUs - timings.askedUs) / 1e6;
      return String(spent > 0 ? Math.floor(outcome.body.length / spent) : 0);
    },
    time_namelookup: () => since(timings.askedUs),
    time_connect: () => since(timings.startedUs),
    time_appconnect: () => '0.000000',
    time_pretransfer: () => since(timings.startedUs),
    time_starttransfer: () => since(timings.headUs),
    time_total: () => since(timings.endedUs),
    time_redirect: () => seconds(done.redirects > 0 ? timings.askedUs - done.startedUs : 0),
    url: () => done.url.href,
    url_effective: () => attempt.url.href,
  };
  return values[name]?.() ?? null;
}

/** The text of a format. An unknown variable is left out, as curl does with a warning. */
export const writeOut = (format: string, done: Transfer, exitCode: number): string =>
  decodeEscapes(format)
    .replaceAll('%%', '\0')
    .replace(/%header\{([^}]*)\}/g, (_whole, name: string) => {
      const field = done.outcome.head?.fields.find(
        ([one]) => one.toLowerCase() === name.toLowerCase(),
      );
      return field?.[1] ?? '';
    })
    .replace(/%\{([^}]*)\}/g, (_whole, name: string) => variable(name, done, exitCode) ?? '')
    .replaceAll('\0', '%');

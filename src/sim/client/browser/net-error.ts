// What a visitor sees where there is no page: Chromium's names for what went wrong (net/base/net_error_list.h) and the
// heading and sentence of its error page (components/error_page/common/localized_error.cc, English strings of
// components/error_page_strings.grdp).

import type { ClientError, ClientOutcome } from '../outcome.ts';

/** Chromium's name, as the error page prints it. */
export type NetError =
  | 'ERR_ADDRESS_UNREACHABLE'
  | 'ERR_CONNECTION_CLOSED'
  | 'ERR_CONNECTION_REFUSED'
  | 'ERR_CONNECTION_RESET'
  | 'ERR_CONNECTION_TIMED_OUT'
  | 'ERR_CONTENT_LENGTH_MISMATCH'
  | 'ERR_EMPTY_RESPONSE'
  | 'ERR_FAILED'
  | 'ERR_INCOMPLETE_CHUNKED_ENCODING'
  | 'ERR_INVALID_HTTP_RESPONSE'
  | 'ERR_NAME_NOT_RESOLVED'
  | 'ERR_SSL_PROTOCOL_ERROR'
  | 'ERR_TIMED_OUT'
  | 'ERR_TOO_MANY_REDIRECTS';

/** The browser's own page in place of the server's. */
export interface ErrorPage {
  readonly heading: string;
  readonly summary: string;
  /** What stands below in small letters: `ERR_CONNECTION_REFUSED`, `HTTP ERROR 502`. */
  readonly code: string;
}

const ERRORS: { readonly [Error in ClientError]?: NetError } = {
  'closed-without-response': 'ERR_EMPTY_RESPONSE',
  'closed-inside-response-head': 'ERR_EMPTY_RESPONSE',
  'not-http': 'ERR_INVALID_HTTP_RESPONSE',
  'malformed-response': 'ERR_INVALID_HTTP_RESPONSE',
  'client-gave-up-waiting': 'ERR_TIMED_OUT',
  ENOTFOUND: 'ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'ERR_NAME_NOT_RESOLVED',
  ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
  ECONNRESET: 'ERR_CONNECTION_RESET',
  EPIPE: 'ERR_CONNECTION_RESET',
  ETIMEDOUT: 'ERR_CONNECTION_TIMED_OUT',
  EHOSTUNREACH: 'ERR_ADDRESS_UNREACHABLE',
  ENETUNREACH: 'ERR_ADDRESS_UNREACHABLE',
};

/** What Chromium calls the end of a request; null where there is none to complain of. */
export function netErrorOf({ error, framing }: ClientOutcome): NetError | null {
  if (error === null) return null;
  if (error !== 'closed-inside-body') return ERRORS[error] ?? 'ERR_FAILED';
  return framing === 'chunked' ? 'ERR_INCOMPLETE_CHUNKED_ENCODING' : 'ERR_CONTENT_LENGTH_MISMATCH';
}

const UNREACHED = 'This site can’t be reached';
const BROKEN = 'This page isn’t working';

/** Heading and sentence of each error; `%` stands for the host. */
const PAGES: { readonly [Error in NetError]: readonly [heading: string, summary: string] } = {
  ERR_ADDRESS_UNREACHABLE: [UNREACHED, '% is unreachable.'],
  ERR_CONNECTION_CLOSED: [UNREACHED, '% unexpectedly closed the connection.'],
  ERR_CONNECTION_REFUSED: [UNREACHED, '% refused to connect.'],
  ERR_CONNECTION_RESET: [UNREACHED, 'The connection was reset.'],
  ERR_CONNECTION_TIMED_OUT: [UNREACHED, '% took too long to respond.'],
  ERR_CONTENT_LENGTH_MISMATCH: [BROKEN, '% unexpectedly closed the connection.'],
  ERR_EMPTY_RESPONSE: [BROKEN, '% didn’t send any data.'],
  ERR_FAILED: [
    UNREACHED,
    'The webpage at % might be temporarily down or it may have moved permanently to a new web address.',
  ],
  ERR_INCOMPLETE_CHUNKED_ENCODING: [BROKEN, '% unexpectedly closed the connection.'],
  ERR_INVALID_HTTP_RESPONSE: [BROKEN, '% sent an invalid response.'],
  ERR_NAME_NOT_RESOLVED: [UNREACHED, '%’s server IP address could not be found.'],
  ERR_SSL_PROTOCOL_ERROR: [
    'This site can’t provide a secure connection',
    '% sent an invalid response.',
  ],
  ERR_TIMED_OUT: [UNREACHED, '% took too long to respond.'],
  ERR_TOO_MANY_REDIRECTS: [BROKEN, '% redirected you too many times.'],
};

/** The page for an error. */
export function netErrorPage(error: NetError, host: string): ErrorPage {
  const [heading, summary] = PAGES[error];
  return { heading, summary: summary.replace('%', host), code: error };
}

/** Statuses with a sentence of their own on the browser's page. */
const STATUS_SUMMARIES: Readonly<Record<number, string>> = {
  403: 'You don’t have authorization to view this page.',
  404: 'No webpage was found for the web address: %',
  500: '% is currently unable to handle this request.',
  501: '% is currently unable to handle this request.',
  502: '% is currently unable to handle this request.',
  503: '% is currently unable to handle this request.',
  504: '% took too long to respond.',
};

/**
 * The browser's page for a response of 400 or above without a body; null where the server's own is shown. A status the
 * browser has no sentence for gets the one for errors in general.
 */
export function statusPage(status: number, bodyBytes: number, host: string): ErrorPage | null {
  if (status < 400 || bodyBytes > 0) return null;
  const heading = status === 403 ? `Access to ${host} was denied` : BROKEN;
  const summary = STATUS_SUMMARIES[status] ?? 'If the problem continues, contact the site owner.';
  return { heading, summary: summary.replace('%', host), code: `HTTP ERROR ${status}` };
}

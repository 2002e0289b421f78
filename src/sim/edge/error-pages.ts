// Responses an edge writes itself. Codes and names are Cloudflare's documented ones; the words of the page are our own.
// Simplified: which fields forbid caching differs from page to page of the real one; here all carry `no-store`.

import type { Fields } from '../http/fields.ts';

/** What the edge answers where the origin gives no answer. */
export type EdgeError = 520 | 521 | 522 | 523 | 524 | 525 | 526 | 530;

const TITLES: Readonly<Record<number, string>> = {
  502: 'Bad gateway',
  504: 'Gateway time-out',
  520: 'Web server is returning an unknown error',
  521: 'Web server is down',
  522: 'Connection timed out',
  523: 'Origin is unreachable',
  524: 'A timeout occurred',
  525: 'SSL handshake failed',
  526: 'Invalid SSL certificate',
  530: 'Origin DNS error',
};

/** Simplified: the status line says the documented name; what the real one says there has changed over the years. */
export const edgeReason = (status: number): string => TITLES[status] ?? '';

/** The code in `cf-error-type` and in the body: 1016 is what a 530 stands for when a name has no address. */
export const errorType = (status: EdgeError): string => (status === 530 ? '1016' : String(status));

interface Page {
  readonly fields: Fields;
  readonly body: string;
}

/** Programs get a line, browsers a page that shows which of the three places is at fault. */
function page(options: {
  readonly status: number;
  readonly code: string;
  readonly host: string;
  readonly ray: string;
  readonly accept: string;
}): Page {
  const { status, code, host, ray, accept } = options;
  if (!accept.includes('text/html')) {
    return { fields: [['Content-Type', 'text/plain; charset=UTF-8']], body: `error code: ${code}` };
  }
  const title = TITLES[status] ?? 'Error';
  const escaped = host.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);
  const body = [
    '<!DOCTYPE html>',
    `<html lang="en-US"><head><title>${escaped} | ${code}: ${title}</title></head>`,
    '<body>',
    `<h1>${title} <small>Error code ${code}</small></h1>`,
    '<ul><li>You: browser, working</li><li>Edge: cloudflare, working</li>',
    `<li>Host: ${escaped}, error</li></ul>`,
    `<p>Ray ID: ${ray}</p>`,
    '</body></html>',
    '',
  ].join('\n');
  return { fields: [['Content-Type', 'text/html; charset=UTF-8']], body };
}

/** An error the edge made: with the fields that say so. */
export function edgeErrorPage(options: {
  readonly status: EdgeError;
  readonly host: string;
  readonly ray: string;
  readonly accept: string;
}): Page {
  const code = errorType(options.status);
  const { fields, body } = page({ ...options, code });
  return {
    fields: [
      ...fields,
      ['Cache-Control', 'no-store'],
      ['cf-error-type', code],
      ['cf-error-origin', 'edge'],
    ],
    body,
  };
}

/** The page that takes the place of an origin's own 502 or 504. It is the origin's error: no `cf-error-type`. */
export function brandedPage(options: {
  readonly status: 502 | 504;
  readonly host: string;
  readonly ray: string;
  readonly accept: string;
}): Page {
  const { fields, body } = page({ ...options, code: String(options.status) });
  return { fields: [...fields, ['Cache-Control', 'no-store']], body };
}

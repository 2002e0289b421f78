// The small building blocks of every content schema: ids, dates, kinds of text.
// It holds no page's or fact's shape. Anchors follow the HTML rules for fragment ids we allow ourselves.
import { z } from 'astro/zod';

/** One line or paragraph of words. May hold inline Markdown: `code`, *emphasis*, [links](/502). */
export const inlineText = z.string().trim().min(1);

/** A literal string as a program prints it. Taken as it is: no Markdown. */
export const literalText = z.string().min(1);

/** The id of a part of a page, and its anchor in the address: `connection-refused`. */
export const anchorId = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');

/** The stable dotted id of a fact: `nginx.proxy-read-timeout`, `502.nginx.connection-refused`. */
export const factId = z
  .string()
  .regex(
    /^[a-z0-9-]+(\.[A-Za-z0-9_-]+)+$/,
    'must be dotted words, such as nginx.proxy-read-timeout',
  );

/** The id of an entry of `content/facts/sources.yaml`: `ngx_upstream_c`. */
export const sourceId = z
  .string()
  .regex(/^[a-z0-9_]+$/, 'must be lower-case letters, digits and underscores');

/** The id of a file of `content/facts/platforms/`: `apache-httpd`. */
export const platformId = anchorId;

/** A status code of the 5xx class. */
export const serverErrorCode = z.number().int().min(500).max(599);

/** The codes outside the 5xx class that have a page, as people meet them in the same incident. */
const neighbourCodes = [408, 429, 444, 499];

/** A status code with a page of its own: any 5xx, and a few neighbours. */
export const pagedCode = z
  .number()
  .int()
  .refine((code) => (code >= 500 && code <= 599) || neighbourCodes.includes(code), {
    message: `must be 500 to 599 or one of ${neighbourCodes.join(', ')}`,
  });

/** Any three-digit number people meet where a status code stands, also invalid ones such as 783. */
export const anyStatusCode = z.number().int().min(100).max(999);

/** A day, written as text: `2026-11-22`. */
export const isoDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-11-22');

/** A day or, where no day is known, a month: `2026-11`. */
export const checkedOn = z
  .string()
  .regex(/^\d{4}-\d{2}(-\d{2})?$/, 'must be a day such as 2026-11-22, or a month such as 2026-11');

/** The five layers a request passes, in its order. Each has its own colour on the site. */
export const layer = z.enum(['client', 'edge', 'proxy', 'app', 'data']);

/** One of the five layers a request passes. */
export type Layer = z.infer<typeof layer>;

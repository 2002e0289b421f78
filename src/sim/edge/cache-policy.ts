// What an edge keeps and for how long: Cloudflare's default cache behaviour, origin cache control, TTL by status code,
// revalidation (pages of developers.cloudflare.com/cache, read 2026-11). For `no-cache` and `max-age=0` its pages differ; this
// follows "default cache behavior", which does not cache them, as does the meaning of BYPASS.
// Simplified: `Vary` is not looked at (nor is it there, but for accept-encoding), and there is no "always online".

import { type Fields, fieldValue, fieldValues } from '../http/fields.ts';
import { parseHttpDate } from '../http/http-date.ts';
import type { RequestHead, ResponseHead } from '../http/message.ts';
import type { EdgeSettings } from './settings.ts';

const EXTENSIONS = new Set(
  (
    '7z csv gif midi png tif zip avi doc gz mkv ppt tiff zst avif docx ico mp3 pptx ttf apk dmg iso mp4 ps webm bin ejs ' +
    'jar ogg rar webp bmp eot jpg otf svg woff bz2 eps jpeg pdf svgz woff2 class exe js pict swf xls css flac mid pls tar xlsx'
  ).split(' '),
);

/** TTL by status where a response says nothing, in seconds. */
const DEFAULT_TTL_S: Readonly<Record<number, number>> = {
  200: 7_200,
  206: 7_200,
  301: 7_200,
  302: 1_200,
  303: 1_200,
  404: 180,
  410: 180,
};

/** Directives of Cache-Control by name, in lower case. */
export function cacheDirectives(fields: Fields): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const part of fieldValues(fields, 'cache-control').join(',').split(',')) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    if (name !== '') directives.set(name.toLowerCase(), value.replaceAll('"', ''));
  }
  return directives;
}

/** Whether a request is for something the edge would keep. */
export function isEligible(head: RequestHead, settings: EdgeSettings): boolean {
  if (head.method !== 'GET') return false;
  if (settings.cacheEverything) return true;
  const path = head.target.split('?', 1)[0] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (path === '/robots.txt') return true;
  const dot = name.lastIndexOf('.');
  return dot >= 0 && EXTENSIONS.has(name.slice(dot + 1));
}

const seconds = (text: string | undefined): number | null =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : null;

/** How a response may be kept. */
export interface Keeping {
  readonly ttlS: number;
  readonly staleIfErrorS: number;
  readonly staleWhileRevalidateS: number;
}

/** Directives that forbid stale answers. */
const STRICT = ['must-revalidate', 'proxy-revalidate', 's-maxage', 'no-cache'];

function ttlOf(head: ResponseHead, directives: ReadonlyMap<string, string>, nowMs: number): number {
  const shared = seconds(directives.get('s-maxage'));
  if (shared !== null) return shared;
  const own = seconds(directives.get('max-age'));
  if (own !== null) return own;
  const expires = fieldValue(head.fields, 'expires');
  if (expires !== undefined) return Math.max(0, (parseHttpDate(expires) ?? 0) - nowMs) / 1_000;
  return DEFAULT_TTL_S[head.status] ?? 0;
}

/** How to keep a response to an eligible request; null to leave it out (BYPASS). */
export function keepingOf(
  request: RequestHead,
  response: ResponseHead,
  { edgeTtlS, nowMs }: { readonly edgeTtlS: number | null; readonly nowMs: number },
): Keeping | null {
  const directives = cacheDirectives(response.fields);
  const stale = (name: string): number =>
    STRICT.some((strict) => directives.has(strict)) ? 0 : (seconds(directives.get(name)) ?? 0);
  const staleness = {
    staleIfErrorS: stale('stale-if-error'),
    staleWhileRevalidateS: stale('stale-while-revalidate'),
  };
  if (response.status >= 500) return null;
  if (edgeTtlS !== null) return edgeTtlS > 0 ? { ttlS: edgeTtlS, ...staleness } : null;
  if (['private', 'no-store', 'no-cache'].some((name) => directives.has(name))) return null;
  if (fieldValue(response.fields, 'set-cookie') !== undefined) return null;
  const isShared = ['must-revalidate', 'public', 's-maxage'].some((name) => directives.has(name));
  if (fieldValue(request.fields, 'authorization') !== undefined && !isShared) return null;
  const ttlS = ttlOf(response, directives, nowMs);
  return ttlS > 0 ? { ttlS, ...staleness } : null;
}

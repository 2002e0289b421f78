// Conditional requests (RFC 9110, section 13): 304 and 412, for responses that are 200 so far.

import { parseHttpDate } from '../../http/http-date.ts';
import { fieldValue } from './fields.ts';
import type { HttpRequest } from './request.ts';

const matches = (list: string, etag: string | null, weak: boolean): boolean => {
  if (list.trim() === '*') return true;
  if (etag === null) return false;
  const bare = (tag: string): string => (weak ? tag.replace(/^W\//, '') : tag);
  return list
    .split(',')
    .map((tag) => bare(tag.trim()))
    .includes(bare(etag));
};

const etagOf = (request: HttpRequest): string | null =>
  fieldValue(request.headersOut.fields, 'etag');

const isModified = (request: HttpRequest, since: string): boolean => {
  const { headersOut } = request;
  const { ifModifiedSince } = request.settings.core;
  if (headersOut.lastModifiedMs === -1 || ifModifiedSince === 'off') return true;
  const at = parseHttpDate(since);
  if (at === headersOut.lastModifiedMs) return false;
  return ifModifiedSince === 'exact' || at === null || at < headersOut.lastModifiedMs;
};

/** Answers a status to refuse with; null to go on (perhaps with 304). */
export const applyConditions = (request: HttpRequest): number | null => {
  const { headersOut } = request;
  if (headersOut.status !== 200 || request !== request.main || request.disableNotModified) {
    return null;
  }
  const { fields } = request.headersIn;
  const unmodified = fieldValue(fields, 'if-unmodified-since');
  if (unmodified !== null && headersOut.lastModifiedMs !== -1) {
    const at = parseHttpDate(unmodified);
    if (at === null || headersOut.lastModifiedMs > at) return 412;
  }
  const ifMatch = fieldValue(fields, 'if-match');
  if (ifMatch !== null && !matches(ifMatch, etagOf(request), false)) return 412;
  const since = fieldValue(fields, 'if-modified-since');
  const noneMatch = fieldValue(fields, 'if-none-match');
  if (since === null && noneMatch === null) return null;
  if (since !== null && isModified(request, since)) return null;
  if (noneMatch !== null && !matches(noneMatch, etagOf(request), true)) return null;
  headersOut.status = 304;
  headersOut.statusLine = null;
  headersOut.contentType = '';
  headersOut.contentLength = -1;
  headersOut.acceptRanges = false;
  headersOut.fields = headersOut.fields.filter(({ key }) => key !== 'accept-ranges');
  return null;
};

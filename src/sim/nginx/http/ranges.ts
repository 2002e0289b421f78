// Range requests (RFC 9110, section 14) for files and kept responses: one range, or 416.
// Simplified: several ranges in one request are answered with the whole, without
// multipart/byteranges.

import { parseHttpDate } from '../../http/http-date.ts';
import { field, fieldValue } from './fields.ts';
import type { HttpRequest } from './request.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

const parse = (text: string, length: number): readonly Range[] | null => {
  if (!text.toLowerCase().startsWith('bytes=')) return null;
  const ranges: Range[] = [];
  for (const part of text.slice(6).split(',')) {
    const match = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(part);
    if (!match || (match[1] === '' && match[2] === '')) return null;
    let start = Number(match[1]);
    let end = match[2] === '' ? length - 1 : Math.min(Number(match[2]), length - 1);
    if (match[1] === '') {
      start = Math.max(0, length - Number(match[2]));
      end = length - 1;
    }
    if (match[1] !== '' && match[2] !== '' && Number(match[2]) < start) return null;
    if (start <= end && start < length) ranges.push({ start, end });
  }
  return ranges;
};

const isWanted = (request: HttpRequest): boolean => {
  const condition = fieldValue(request.headersIn.fields, 'if-range');
  if (condition === null) return true;
  const { fields, lastModifiedMs } = request.headersOut;
  return condition.startsWith('"') || condition.startsWith('W/')
    ? condition === fieldValue(fields, 'etag')
    : parseHttpDate(condition) === lastModifiedMs;
};

/** Turns a 200 into a 206 where the client asked for a part. Answers 416 where there is none. */
export const applyRange = (request: HttpRequest): number | null => {
  const { headersOut } = request;
  if (
    request.httpVersion < 1_000 ||
    headersOut.status !== 200 ||
    headersOut.contentLength === -1 ||
    !headersOut.acceptRanges
  ) {
    return null;
  }
  const wanted = fieldValue(request.headersIn.fields, 'range');
  const length = headersOut.contentLength;
  const ranges = wanted !== null && isWanted(request) ? parse(wanted, length) : null;
  const isBytes = wanted?.toLowerCase().startsWith('bytes=') ?? false;
  const isBroken = isBytes && isWanted(request) && !ranges;
  const only = ranges?.[0];
  if (isBroken || ranges?.length === 0) {
    headersOut.contentLength = -1;
    headersOut.fields.push(field('Content-Range', `bytes */${length}`));
    return 416;
  }
  if (!only || ranges.length > 1 || request.settings.core.maxRanges === 0) {
    headersOut.fields.push(field('Accept-Ranges', 'bytes'));
    return null;
  }
  headersOut.status = 206;
  headersOut.statusLine = null;
  headersOut.contentLength = only.end - only.start + 1;
  headersOut.fields.push(field('Content-Range', `bytes ${only.start}-${only.end}/${length}`));
  request.rangeStart = only.start;
  request.rangeEnd = only.end + 1;
  return null;
};

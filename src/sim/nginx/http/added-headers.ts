// `add_header` and `expires`: fields that nginx adds to a response, unless its status forbids.

import { httpDate } from '../../http/http-date.ts';
import { evaluate } from '../config/template.ts';
import type { Expires } from '../settings/response.ts';
import { field } from './fields.ts';
import type { HttpRequest } from './request.ts';

/** Without `always` fields are added to responses of these statuses only. */
const ADDED_TO = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

const DAY_S = 86_400;

const expiresIn = (request: HttpRequest, expires: Expires): number => {
  const nowMs = request.worker.machine.timeMs;
  if (expires.kind === 'daily') {
    const today = Math.floor(nowMs / 1_000) % DAY_S;
    const left = expires.seconds - today;
    return left < 0 ? left + DAY_S : left;
  }
  if (expires.kind !== 'after') return 0;
  const { lastModifiedMs } = request.headersOut;
  const from = expires.fromModified && lastModifiedMs >= 0 ? lastModifiedMs : nowMs;
  return expires.seconds - Math.floor((nowMs - from) / 1_000);
};

const setExpires = (request: HttpRequest, expires: Expires): void => {
  const { fields } = request.headersOut;
  const set = (date: string, control: string): void => {
    request.headersOut.fields = fields.filter(
      ({ key }) => key !== 'expires' && key !== 'cache-control',
    );
    request.headersOut.fields.push(field('Expires', date), field('Cache-Control', control));
  };
  if (expires.kind === 'epoch') {
    set('Thu, 01 Jan 1970 00:00:01 GMT', 'no-cache');
  } else if (expires.kind === 'max') {
    set('Thu, 31 Dec 2037 23:55:55 GMT', 'max-age=315360000');
  } else if (expires.kind !== 'off') {
    const seconds = expiresIn(request, expires);
    const date = httpDate(request.worker.machine.timeMs + seconds * 1_000);
    set(date, seconds < 0 ? 'no-cache' : `max-age=${seconds}`);
  }
};

/** Adds what the configuration says. An empty value adds nothing. */
export const addHeaders = (request: HttpRequest): void => {
  if (request !== request.main) return;
  const { addedHeaders, expires } = request.settings.response;
  const isPlain = ADDED_TO.has(request.headersOut.status);
  if (isPlain && expires.kind !== 'off') setExpires(request, expires);
  for (const { name, value, always } of addedHeaders) {
    if (!isPlain && !always) continue;
    const text = evaluate(value, request);
    addOne(request, name, text);
  }
};

const addOne = (request: HttpRequest, name: string, text: string): void => {
  const { headersOut } = request;
  const key = name.toLowerCase();
  if (key === 'last-modified') {
    headersOut.fields = headersOut.fields.filter((one) => one.key !== 'last-modified');
    headersOut.hasLastModified = text !== '';
    headersOut.lastModifiedMs = -1;
    if (text !== '') headersOut.fields.push(field('Last-Modified', text));
  } else if (key === 'etag') {
    headersOut.fields = headersOut.fields.filter((one) => one.key !== 'etag');
    if (text !== '') headersOut.fields.push(field('ETag', text));
  } else if (text !== '') {
    headersOut.fields.push(field(name, text));
  }
};

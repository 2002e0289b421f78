// `set_real_ip_from`: a trusted proxy says in a field whose request it passes on.

import { isIpv4 } from '../../net/address.ts';
import { type AddressRange, isInRange } from '../config/address-range.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';

const isTrusted = (ip: string, ranges: readonly AddressRange[]): boolean =>
  ranges.some((range) => isInRange(ip, range));

/** The handler of `set_real_ip_from`; it only takes note. */
export const realIp = (request: HttpRequest): Outcome => {
  const { realIpFrom, realIpHeader, realIpRecursive } = request.settings.access;
  if (realIpFrom.length === 0 || request.realIp !== null) return 'declined';
  const peer = request.connection.remoteIp;
  if (!isTrusted(peer, realIpFrom)) return 'declined';
  const key = realIpHeader.toLowerCase();
  const values = request.headersIn.fields.filter((one) => one.key === key);
  const list = (key === 'x-forwarded-for' ? values : values.slice(0, 1))
    .flatMap(({ value }) => value.split(','))
    .map((text) => text.trim().replace(/:\d+$/, ''));
  let found: string | null = null;
  for (const ip of list.reverse()) {
    if (!isIpv4(ip)) break;
    found = ip;
    if (!realIpRecursive || !isTrusted(ip, realIpFrom)) break;
  }
  request.realIp = found;
  return 'declined';
};

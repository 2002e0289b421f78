// Ranges of IPv4 addresses, as `allow`, `deny` and `set_real_ip_from` take them: `10.0.0.0/8`.
// Simplified: IPv6 ranges are read and never match, since the simulated network has IPv4 clients
// only.

import { isIpv4 } from '../../net/address.ts';

/** A range of addresses as it is written, and as bits. */
export interface AddressRange {
  readonly source: string;
  /** Null for IPv6. */
  readonly bits: { readonly network: number; readonly mask: number } | null;
}

/** The four bytes of an address as one number. */
export const addressNumber = (ip: string): number =>
  ip.split('.').reduce((number, part) => number * 256 + Number(part), 0);

const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/;

/** Reads a range; null where it is none. */
export const parseRange = (text: string): AddressRange | null => {
  const [address = '', width] = text.split('/');
  if (IPV6.test(address)) return { source: text, bits: null };
  if (!isIpv4(address)) return null;
  if (width !== undefined && !(/^\d+$/.test(width) && Number(width) <= 32)) return null;
  const size = width === undefined ? 32 : Number(width);
  const mask = size === 0 ? 0 : (0xffffffff << (32 - size)) >>> 0;
  return { source: text, bits: { network: (addressNumber(address) & mask) >>> 0, mask } };
};

/** Whether an address lies in a range. */
export const isInRange = (ip: string, { bits }: AddressRange): boolean =>
  bits !== null && isIpv4(ip) && (addressNumber(ip) & bits.mask) >>> 0 === bits.network;

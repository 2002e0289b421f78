// Addresses of sockets: IPv4, and of IPv6 what every host has to itself, the loopback address `::1` and the wildcard `::`.
// Simplified: there are no other IPv6 addresses.

/** One end of a TCP connection. */
export interface SocketAddress {
  readonly ip: string;
  readonly port: number;
}

/** `10.0.0.12:3000` */
export const formatAddress = ({ ip, port }: SocketAddress): string =>
  ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;

/** Whether the text is an IPv4 address in dotted form. */
export const isIpv4 = (text: string): boolean => {
  const parts = text.split('.');
  return (
    parts.length === 4 &&
    parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255 && String(+part) === part)
  );
};

/** Whether packets to this address never leave the host. */
export const isLoopback = (ip: string): boolean => ip.startsWith('127.') || ip === '::1';

/** Whether a listener bound to this address takes connections to every address of its host. */
export const isWildcard = (ip: string): boolean => ip === '0.0.0.0' || ip === '::' || ip === '';

/** Whether a listener takes connections to an address. `::` takes IPv4 too, unless it is for IPv6 only. */
export const covers = (
  listening: { readonly ip: string; readonly ipv6Only: boolean },
  ip: string,
): boolean => {
  if (!isWildcard(listening.ip)) return listening.ip === ip;
  const isIpv6 = ip.includes(':');
  if (listening.ip === '0.0.0.0') return !isIpv6;
  return isIpv6 || !listening.ipv6Only;
};

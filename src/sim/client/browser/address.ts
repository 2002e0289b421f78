// Addresses a browser goes to, as far as http has them.

/** Where a request goes and what it asks for. */
export interface Address {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly target: string;
}

const ABSOLUTE = /^(https?):\/\/([^/?#:]+)(?::(\d{1,5}))?([^#]*)/i;
const PORTS = { http: 80, https: 443 } as const;

/** The field Host for an address. */
export const authorityOf = ({ scheme, host, port }: Address): string =>
  port === PORTS[scheme] ? host : `${host}:${port}`;

/** As it stands in the address bar. */
export const addressText = (address: Address): string =>
  `${address.scheme}://${authorityOf(address)}${address.target}`;

/** Where Location leads from an address (RFC 9110 10.2.2); null for other schemes. */
export function resolveAddress(location: string, from: Address): Address | null {
  const absolute = ABSOLUTE.exec(
    location.startsWith('//') ? `${from.scheme}:${location}` : location,
  );
  if (absolute) {
    const [, scheme = '', host = '', port, rest = ''] = absolute;
    const known = scheme.toLowerCase() === 'https' ? 'https' : 'http';
    const target = rest.startsWith('/') ? rest : `/${rest}`;
    return {
      scheme: known,
      host: host.toLowerCase(),
      port: port === undefined ? PORTS[known] : Number(port),
      target,
    };
  }
  if (/^[a-z][\w+.-]*:/i.test(location)) return null;
  return { ...from, target: relativeTarget(location.replace(/#.*$/s, ''), from.target) };
}

function relativeTarget(location: string, from: string): string {
  if (location === '') return from;
  if (location.startsWith('/')) return location;
  const path = from.replace(/\?.*$/s, '');
  if (location.startsWith('?')) return `${path}${location}`;
  const segments: string[] = [];
  for (const segment of `${path.replace(/[^/]*$/, '')}${location}`.split('/').slice(1)) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

// Names looked up when nginx reads its configuration: through the system's resolver (hosts file and
// name service), once, all addresses.

import { isIpv4 } from '../../net/address.ts';
import type { Machine } from '../../process/machine.ts';

/** The addresses of a host name in the resolver's order; null where there are none. */
export const lookUp = (machine: Machine, host: string): readonly string[] | null => {
  if (isIpv4(host)) return [host];
  // glibc puts ::1 first where the hosts file names both, as a standard one does.
  if (host === 'localhost') return ['::1', '127.0.0.1'];
  const record = machine.network.resolve(host, machine.host);
  return typeof record === 'string' || record.length === 0 ? null : record;
};

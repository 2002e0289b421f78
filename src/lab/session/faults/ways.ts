// The ways between the hosts of a system that requests take, by what each kind of host talks to.

import type { HostSpec, SystemSpec } from '#sim';

/** A way, in the direction requests take. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

const TALKS_TO: Readonly<Record<HostSpec['kind'], readonly HostSpec['kind'][]>> = {
  client: [],
  edge: ['nginx'],
  nginx: ['node'],
  node: ['postgres', 'redis', 'api'],
  postgres: [],
  redis: [],
  api: [],
};

/** All ways, in the order of the hosts. Files may say otherwise; those that nobody takes break nothing. */
export function waysOf(system: SystemSpec): Way[] {
  const { hosts, entry } = system;
  const first = hosts.find(({ kind }) => kind === 'client');
  const ways: Way[] = first ? [{ from: first.name, to: entry.host }] : [];
  const hasProxy = hosts.some(({ kind }) => kind === 'nginx');
  for (const from of hosts) {
    const kinds = from.kind === 'edge' && !hasProxy ? ['node'] : TALKS_TO[from.kind];
    for (const to of hosts) {
      if (kinds.includes(to.kind)) ways.push({ from: from.name, to: to.name });
    }
  }
  return ways;
}

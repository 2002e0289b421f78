// What can go wrong with a machine and its processes, by what runs on it.

import type { HostSpec, SystemSpec } from '#sim';
import type { FaultGroup, FaultKind } from './fault-kind.ts';
import { choice, lasting, number, once, share } from './parameters.ts';
import { SERVICE_KINDS } from './service-kinds.ts';

const PROCESS: readonly FaultKind[] = [
  lasting('pause', {
    title: 'Freeze the process',
    effect: 'SIGSTOP: the machine still takes connections, and nobody answers them.',
  }),
  once('kill', {
    title: 'Kill the process',
    effect: 'SIGKILL, once: nothing is tidied up. What keeps it running starts it again.',
  }),
  once('terminate', {
    title: 'Ask the process to end',
    effect: 'SIGTERM, once: it may finish what it does. What keeps it running starts it again.',
  }),
];

const OUT_OF_MEMORY = once(
  'out-of-memory',
  { title: 'Run out of memory', effect: 'Memory is gone, once, and the process with it.' },
  [
    choice('of', 'Whose memory', [
      ['machine', "the machine's: the kernel kills it, exit 137"],
      ['heap', "its own heap's: a fatal message, exit 134"],
    ]),
  ],
);

const SLOW = lasting(
  'slow-processor',
  {
    title: 'Slow its processor',
    effect: 'Programs take longer for their work: a throttled container, a noisy neighbour.',
  },
  [number('factor', 'Times as long', { unit: 'times', min: 1, max: 1_000, first: 20 })],
);

const DISK = lasting(
  'disk-full',
  { title: 'Fill the disk', effect: 'Only so much can still be written; then it is ENOSPC.' },
  [number('freeBytes', 'Still free', { unit: 'bytes', min: 0, max: 1_000_000_000, first: 0 })],
);

const CLOCK = lasting(
  'clock-skew',
  {
    title: 'Set the clock wrong',
    effect: 'The clock on the wall is off; timers are not. Tokens and certificates notice.',
  },
  [
    number('skewMs', 'Off by', {
      unit: 'ms',
      min: -86_400_000_000,
      max: 86_400_000_000,
      first: 3_600_000,
    }),
  ],
);

const TLS = lasting(
  'tls-failure',
  { title: 'Break its TLS', effect: 'Handshakes with this machine go wrong.' },
  [
    choice('failure', 'What is wrong', [
      ['expired', 'the certificate has expired'],
      ['self-signed', 'the certificate is signed by itself'],
      ['wrong-name', 'the certificate is for another name'],
      ['handshake', 'the handshake is broken off'],
      ['protocol', 'no common version'],
    ]),
    share('handshakes'),
  ],
);

const CUT_OFF = lasting('unreachable', {
  title: 'Cut off from the network',
  effect: 'No route to it from anywhere: EHOSTUNREACH, and packets of open connections vanish.',
});

/** Lookups of names, by the hosts that look some up. */
function nameKinds(host: HostSpec, system: SystemSpec): FaultKind[] {
  const names = system.hosts.flatMap((one) =>
    one.kind === 'client' || one.name === host.name ? [] : [[one.name, one.name] as const],
  );
  if (names.length === 0) return [];
  const which = choice('name', 'Which name', [...names, ['*', 'every name']]);
  const addresses = system.hosts.flatMap((one) =>
    one.kind === 'client' ? [] : [[one.ip, `${one.ip}, ${one.label}`] as const],
  );
  return [
    lasting(
      'dns-failure',
      { title: 'Fail name lookups', effect: 'A name that it looks up does not resolve.' },
      [
        which,
        choice('answer', 'The resolver says', [
          ['NXDOMAIN', 'there is no such name'],
          ['SERVFAIL', 'it failed'],
          ['TIMEOUT', 'nothing: it times out'],
        ]),
        share('lookups'),
      ],
    ),
    lasting(
      'dns-change',
      {
        title: 'Move a name',
        effect:
          'A name resolves to another address. Who looked it up before goes on with what it knows.',
      },
      [choice('name', 'Which name', names), choice('addresses', 'Now at', addresses)],
    ),
  ];
}

function machineKinds(host: HostSpec): FaultKind[] {
  switch (host.kind) {
    case 'node':
      return [SLOW, DISK, CLOCK, CUT_OFF];
    case 'nginx':
      return [DISK, CUT_OFF];
    case 'api':
    case 'edge':
      return [TLS, CUT_OFF];
    default:
      return [CUT_OFF];
  }
}

/** The Break menu of a host. A client has none: what can go wrong with it is the way from it. */
export function hostGroups(host: HostSpec, system: SystemSpec): readonly FaultGroup[] {
  if (host.kind === 'client') return [];
  const looksUp = host.kind === 'node' || host.kind === 'nginx' || host.kind === 'edge';
  const groups: FaultGroup[] = [
    { title: 'Service', kinds: SERVICE_KINDS[host.kind] ?? [] },
    {
      title: 'Process',
      // A third party's processes are nobody's business here.
      kinds:
        host.kind === 'api' || host.kind === 'edge'
          ? []
          : host.kind === 'node'
            ? [...PROCESS, OUT_OF_MEMORY]
            : PROCESS,
    },
    { title: 'Machine', kinds: machineKinds(host) },
    { title: 'Names', kinds: looksUp ? nameKinds(host, system) : [] },
  ];
  return groups.filter(({ kinds }) => kinds.length > 0);
}

// Faults that databases, caches and third parties have of their own: see `setFault` of their services.

import type { PeerKind } from '#sim';
import type { FaultKind } from './fault-kind.ts';
import { choice, milliseconds, number, ofService } from './parameters.ts';

const COUNT = { unit: '', min: 0, max: 10_000 } as const;

const POSTGRES: readonly FaultKind[] = [
  ofService('stop-accepting', {
    title: 'Take no more connections',
    effect: 'Open connections go on; new ones are not answered.',
  }),
  ofService('starting-up', {
    title: 'Keep it starting up',
    effect: 'New connections are refused with 57P03: the database system is starting up.',
  }),
  ofService(
    'max-connections',
    { title: 'Lower max_connections', effect: 'One too many is refused with 53300.' },
    [number('limit', 'Connections', { ...COUNT, min: 1, first: 5 })],
  ),
  ofService('slow', { title: 'Slow every statement', effect: 'Statements take so much longer.' }, [
    number('factor', 'Times as long', { unit: 'times', min: 1, max: 100_000, first: 100 }),
  ]),
  ofService('read-only', {
    title: 'Make it read-only',
    effect: 'Writes are refused with 25006, as on a replica after a failover.',
  }),
  ofService('disk-full', { title: 'Fill its disk', effect: 'Writes are refused with 53100.' }),
  ofService('kill-connections', {
    title: 'End all connections',
    effect: 'Once: every connection is ended by an administrator, 57P01.',
  }),
];

const REDIS: readonly FaultKind[] = [
  ofService('refuse', { title: 'Refuse connections', effect: 'New connections are refused.' }),
  ofService('loading', {
    title: 'Keep it loading',
    effect: 'It answers LOADING: the data is still being read.',
  }),
  ofService(
    'memory',
    { title: 'Fill its memory', effect: 'Writes are refused with OOM, or old keys go.' },
    [
      number('bytes', 'maxmemory', { unit: 'bytes', min: 1, max: 1_000_000_000, first: 900_000 }),
      choice('policy', 'When it is full', [
        ['noeviction', 'refuse writes'],
        ['allkeys-lru', 'drop keys unused for longest'],
      ]),
    ],
  ),
  ofService(
    'slow',
    { title: 'Slow every command', effect: 'Each command takes longer, one after another.' },
    [milliseconds('ms', 'Longer by', 200)],
  ),
  ofService('max-clients', { title: 'Lower maxclients', effect: 'One too many is refused.' }, [
    number('count', 'Clients', { ...COUNT, first: 1 }),
  ]),
  ofService('replica', { title: 'Make it a replica', effect: 'Writes are refused with READONLY.' }),
  ofService('disk-full', {
    title: 'Fail its saves',
    effect: 'Writes are refused with MISCONF after a failed save.',
  }),
  ofService('kill-connections', {
    title: 'End all connections',
    effect: 'Once: every client is disconnected.',
  }),
];

const API: readonly FaultKind[] = [
  ofService(
    'status',
    { title: 'Answer with an error', effect: 'Every request gets this status.' },
    [
      number('status', 'Status', { unit: '', min: 400, max: 599, first: 503 }),
      number('retryAfter', 'Retry-After, 0 for none', { unit: 's', min: 0, max: 86_400, first: 0 }),
    ],
  ),
  ofService('hang', { title: 'Never answer', effect: 'It takes requests and says nothing.' }),
  ofService('slow-head', { title: 'Answer late', effect: 'The head of each answer comes later.' }, [
    milliseconds('ms', 'Later by', 30_000),
  ]),
  ofService(
    'slow-body',
    { title: 'Send the body late', effect: 'The head comes at once, the body later.' },
    [milliseconds('ms', 'Later by', 30_000)],
  ),
  ofService('cut', { title: 'Cut answers short', effect: 'Bodies end in the middle.' }, [
    number('afterBytes', 'After', { unit: 'bytes', min: 0, max: 1_000_000, first: 10 }),
    choice('by', 'By', [
      ['end', 'an orderly end'],
      ['reset', 'a reset'],
    ]),
  ]),
  ofService('rate-limit', { title: 'Limit the rate', effect: 'Too many requests get 429.' }, [
    number('requests', 'Requests', { ...COUNT, min: 1, first: 5 }),
    milliseconds('perMs', 'In', 60_000),
  ]),
  ofService('html', {
    title: 'Answer with a web page',
    effect: 'An HTML page comes where JSON was promised, as from a load balancer in between.',
  }),
  ofService('garbage', { title: 'Answer nonsense', effect: 'What comes is no HTTP.' }),
  ofService('reset', {
    title: 'Reset connections',
    effect: 'Each request is answered with a reset.',
  }),
  ofService('refuse', { title: 'Refuse connections', effect: 'New connections are refused.' }),
];

/** By kind of host; others have none. */
export const SERVICE_KINDS: Partial<
  Readonly<Record<PeerKind | 'node' | 'nginx', readonly FaultKind[]>>
> = {
  postgres: POSTGRES,
  redis: REDIS,
  api: API,
};

// What can go wrong on the way between two hosts.

import type { FaultGroup } from './fault-kind.ts';
import { choice, lasting, milliseconds, number, share } from './parameters.ts';

const MOST_BYTES = 1_000_000_000;

export const WAY_GROUPS: readonly FaultGroup[] = [
  {
    title: 'Connecting',
    kinds: [
      lasting(
        'refuse',
        {
          title: 'Refuse connections',
          effect: 'New connections meet a firewall that rejects: ECONNREFUSED, at once.',
        },
        [share('connections')],
      ),
      lasting(
        'unreachable',
        {
          title: 'No route',
          effect: 'New connections fail at once with EHOSTUNREACH; packets of open ones vanish.',
        },
        [share('connections')],
      ),
      lasting(
        'blackhole',
        {
          title: 'Lose packets',
          effect:
            'Packets vanish and nobody is told: everything waits until a timeout. Below 100 % it is packet loss.',
        },
        [share('packets')],
      ),
    ],
  },
  {
    title: 'Speed',
    kinds: [
      lasting(
        'latency',
        { title: 'Delay packets', effect: 'Every packet takes longer, in each direction.' },
        [
          milliseconds('latencyMs', 'Delay', 500),
          milliseconds('jitterMs', 'Up to so much more, at random', 0),
        ],
      ),
      lasting(
        'bandwidth',
        {
          title: 'Narrow the line',
          effect: 'Only so many bytes a second fit through, in each direction.',
        },
        [
          number('bytesPerSecond', 'Bytes a second', {
            unit: 'bytes/s',
            min: 1,
            max: MOST_BYTES,
            first: 2_000,
          }),
        ],
      ),
    ],
  },
  {
    title: 'Open connections',
    kinds: [
      lasting(
        'reset',
        {
          title: 'Reset connections',
          effect:
            'The next packet of a connection is answered with a reset to both ends: ECONNRESET.',
        },
        [share('connections')],
      ),
      lasting(
        'lost-answer',
        {
          title: 'Lose the answers',
          effect:
            'Requests arrive whole; at the first byte of the answer the connection is reset. A retry does the work twice.',
        },
        [share('connections')],
      ),
      lasting(
        'cut',
        {
          title: 'Cut after some bytes',
          effect: 'A connection ends in the middle of things, once so many bytes have passed.',
        },
        [
          number('afterBytes', 'After', { unit: 'bytes', min: 0, max: MOST_BYTES, first: 200 }),
          choice('direction', 'Counted', [
            ['to-client', 'in the answers'],
            ['to-server', 'in the requests'],
          ]),
          choice('by', 'Ends by', [
            ['reset', 'a reset'],
            ['fin', 'an orderly end'],
            ['silence', 'silence'],
          ]),
        ],
      ),
      lasting(
        'half-open',
        {
          title: 'Forget open connections',
          effect:
            'Connections that are open now are known to one end only, as after a restart in between. New ones work.',
        },
        [
          choice('answer', 'Their packets', [
            ['silence', 'vanish'],
            ['reset', 'are answered with a reset'],
          ]),
        ],
      ),
      lasting(
        'slow-close',
        {
          title: 'Close late',
          effect:
            'The end of a connection arrives later than its last bytes: whoever reuses it just then is caught.',
        },
        [milliseconds('delayMs', 'Later by', 2_000)],
      ),
    ],
  },
];

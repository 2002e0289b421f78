// What comes of a chain, in sentences. They say everything the drawing shows.
import type { Chain, Hop, Outcome } from './chain.ts';

/** A time for people: `1.5 s`, `for ever`. */
export function secondsOf(ms: number): string {
  return ms === Number.POSITIVE_INFINITY ? 'for ever' : `${Number((ms / 1000).toFixed(2))} s`;
}

/** How a hop is called; the edge by its own name. */
export function hopName(hop: Hop, edgeName: string): string {
  const names = { client: 'the client', nginx: 'nginx', app: 'the app', service: 'the service' };
  return hop === 'edge' ? edgeName : names[hop];
}

/** The verdict in one line. */
export function headline({ ending, status, atMs, writer }: Outcome, edgeName: string): string {
  const time = secondsOf(atMs);
  if (ending === 'never') return 'Nobody ever gives up, and nobody ever answers';
  if (ending === 'answered') return `${status} after ${time}: the work is done in time`;
  if (ending === 'client-limit') return `No answer: the client leaves after ${time}`;
  return `${status} after ${time}, written by ${hopName(writer ?? 'nginx', edgeName)}`;
}

/** What else there is to know, one sentence each. */
export function remarks(chain: Chain, outcome: Outcome, edgeName: string): string[] {
  const { ending, nginxLog, wastedMs, spans, isClose } = outcome;
  const tries = spans.filter(({ hop }) => hop === 'app').length;
  return [
    ...reason(ending, chain),
    ...(tries > 1
      ? [
          `nginx tried ${tries} servers, one after the other: the same work was begun ${tries} times.`,
        ]
      : []),
    ...(nginxLog === '499' ? [`nginx writes 499 into its log: whoever asked it had left.`] : []),
    ...(wastedMs.app > 0 ? [`The app works on for nobody: ${waste(wastedMs.app, tries)}.`] : []),
    ...(wastedMs.service > 0
      ? [`The service works on for nobody: ${waste(wastedMs.service, tries)}.`]
      : []),
    ...(ending !== 'never' && wastedMs.app === 0 && wastedMs.service === 0
      ? ['Nobody works for nobody.']
      : []),
    ...(isClose
      ? [
          'Two limits are the same here. Outer ones begin a little earlier and mostly win; in a real network it is a race. Keep some seconds between them.',
        ]
      : []),
    ...(chain.edge && ending === 'nginx-limit'
      ? [`${edgeName} hands the 504 on; some edges put a page of their own in its place.`]
      : []),
  ];
}

const waste = (ms: number, tries: number): string =>
  `${secondsOf(ms)}${tries > 1 && Number.isFinite(ms) ? ' in all' : ''}`;

function reason(ending: Outcome['ending'], { nginxMs, servers, method }: Chain): string[] {
  switch (ending) {
    case 'node-limit':
      return [
        '`server.timeout` makes Node close the connection without a word, so nginx says 502: a timeout that looks like a crash.',
      ];
    case 'call-limit':
      return [
        "The app's deadline strikes first. It can say which call took too long, and nginx passes its answer on.",
      ];
    case 'service-limit':
      return [
        'The service stops by its own limit and says so; the app turns that into its own error.',
      ];
    case 'nginx-limit':
      return method === 'POST' && servers > 1
        ? [`nginx waits ${secondsOf(nginxMs)} and does not try a POST again that it has sent.`]
        : [`nginx waits ${secondsOf(nginxMs)} for a first byte from each server it tries.`];
    case 'edge-limit':
      return [
        'The limit in front is shorter than those behind it, so the hop that knows least writes the answer.',
      ];
    case 'client-limit':
      return ['No server learns why. Each of them sees a closed connection.'];
    case 'never':
      return [
        'A limit is missing on every hop. Each connection, handler and query stays open until somebody restarts something.',
      ];
    case 'answered':
      return [];
  }
}

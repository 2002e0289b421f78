// The words a route diagram has for people who do not see it, made from the same data as the picture.
// Used as its accessible name; it says stations, writer, break and states, and nothing about looks.
import { type RouteData, type RouteStation, reachedIndex, stationIndex } from './route.ts';

const STATE_WORDS = { stopped: 'is stopped', busy: 'is busy', failed: 'has failed' } as const;

function nameWithNote(station: RouteStation): string {
  return station.note ? `${station.label} (${station.note})` : station.label;
}

function sayBreak(route: RouteData): string[] {
  if (!route.break) return [];
  const index = stationIndex(route, route.break.after);
  const before = route.stations[index]?.label ?? route.break.after;
  const next = route.stations[index + 1]?.label ?? 'the next station';
  if (route.break.kind === 'bar') return [`Requests are stopped in front of ${next}.`];
  if (route.break.kind === 'clock') return [`${before} waited for ${next} until the time ran out.`];
  return [`The line is broken between ${before} and ${next}.`];
}

function sayWriter(route: RouteData): string[] {
  if (!route.writer) return [];
  const writer = route.stations[stationIndex(route, route.writer)]?.label ?? route.writer;
  const what = route.status === undefined ? 'the response' : `the ${route.status} response`;
  return [`${writer} wrote ${what}.`];
}

/** A description of the whole route in a few sentences. */
export function describeRoute(route: RouteData): string {
  const names = route.stations.map(nameWithNote).join(', ');
  const states = route.stations.flatMap((station) =>
    station.state && station.state !== 'normal'
      ? [`${station.label} ${STATE_WORDS[station.state]}.`]
      : [],
  );
  const beyond = route.break ? route.stations.slice(reachedIndex(route) + 2) : [];
  const missed = beyond.map((station) => station.label).join(' and ');
  return [
    `A request passes ${names}.`,
    ...sayBreak(route),
    ...(missed ? [`${missed} ${beyond.length > 1 ? 'were' : 'was'} not reached.`] : []),
    ...sayWriter(route),
    ...states,
    ...(route.notes ?? []),
  ].join(' ');
}

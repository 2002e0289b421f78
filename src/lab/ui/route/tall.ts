// Lays a route out from top to bottom, words to the right of the stations, the answer's arc to the left.
// For phones and narrow columns, where the wide layout would shrink its words below reading size.
import {
  type AnswerArc,
  type Curve,
  type Drawing,
  type PlacedStation,
  type Point,
  pointOnCurve,
  type RouteSize,
  routeMeasures,
  type TextLine,
  wrapWords,
} from './drawing.ts';
import { type RouteData, stationIndex } from './route.ts';
import { layTracks } from './tracks.ts';

const WIDTH = 320;
const TOP = 22;
const LINE_X = 66;
const TEXT_X = 94;
/** From station to station; a broken piece is longer so that its sign has room. */
const PITCH = 58;
const BROKEN_PITCH = 82;
const NOTE_DROP = 16.5;
const NOTE_CHARS = 36;

/** The curve of a response from one station back up to an earlier one. */
export function tallCurve(from: Point, to: Point): Curve {
  const reach = Math.min(26, Math.abs(from.y - to.y) * 0.3);
  return [
    { x: from.x - 20, y: from.y - 4 },
    { x: 25, y: from.y - reach },
    { x: 25, y: to.y + reach },
    { x: to.x - 16, y: to.y + 3 },
  ];
}

function answerOf(
  route: RouteData,
  points: readonly Point[],
  label: string,
): AnswerArc | undefined {
  if (!route.writer) return undefined;
  const from = points[stationIndex(route, route.writer)];
  const to = points[0];
  if (!from || !to || from === to) return undefined;
  const curve = tallCurve(from, to);
  const middle = pointOnCurve(curve, 0.5);
  // Only the number fits beside the arc; the station's own note says the rest.
  const text = label && route.status !== undefined ? String(route.status) : '';
  const at = { x: middle.x - 6, y: middle.y + 4.5 };
  return { curve, label: text ? { text, at } : undefined };
}

function placeLines(words: readonly string[], at: Point): TextLine[] {
  // One line of words sits level with its station; two and more start a little above it.
  const first = words.length === 1 ? at.y + 5 : at.y - 2.5;
  return words.map((text, line) => ({
    text,
    kind: line === 0 ? 'label' : 'note',
    at: { x: TEXT_X, y: first + line * NOTE_DROP },
  }));
}

/** Places a route from top to bottom. `answerLabel` says whether the arc carries the status. */
export function layTall(route: RouteData, size: RouteSize, answerLabel: string): Drawing {
  const { radius, writerRadius } = routeMeasures[size];
  const points: Point[] = [];
  const stations: PlacedStation[] = [];
  let y = TOP;
  for (const station of route.stations) {
    const at = { x: LINE_X, y };
    const isWriter = station.id === route.writer;
    const notes = station.note ? wrapWords(station.note, NOTE_CHARS) : [];
    const lines = placeLines([station.label, ...notes], at);
    points.push(at);
    stations.push({ station, at, radius: isWriter ? writerRadius : radius, isWriter, lines });
    const extraNotes = Math.max(0, notes.length - 1) * NOTE_DROP;
    y += (route.break?.after === station.id ? BROKEN_PITCH : PITCH) + extraNotes;
  }
  const lowest = stations.at(-1)?.lines.at(-1)?.at.y ?? y;
  const { tracks, markAt, kind } = layTracks(route, points);
  return {
    width: WIDTH,
    height: Math.max(lowest + 8, (points.at(-1)?.y ?? 0) + writerRadius + 4),
    anchor: 'start',
    tracks,
    mark: markAt && kind ? { kind, at: markAt, isUpright: false } : undefined,
    stations,
    answer: answerOf(route, points, answerLabel),
  };
}

// Lays a route out from left to right, words centred under the stations, the answer's arc above.
// For containers wide enough to show it at (nearly) full size; narrow ones use tall.ts.
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

/** Room at both ends for half of a station's words. */
const MARGIN = 64;
/** From the line down to the first words, and from one line of words to the next. */
const LABEL_DROP = 34;
const NOTE_DROP = 17;
/** Average width of a letter as a share of the type size, measured on the note texts. */
const LETTER = 0.5;

/** The curve of a response from one station back to an earlier one. */
export function wideCurve(from: Point, to: Point): Curve {
  const reach = Math.min(40, Math.abs(from.x - to.x) * 0.3);
  const top = from.y - 52;
  return [
    { x: from.x - 9, y: from.y - 19 },
    { x: from.x - reach, y: top },
    { x: to.x + reach, y: top },
    { x: to.x + 6, y: to.y - 17 },
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
  const curve = wideCurve(from, to);
  const top = pointOnCurve(curve, 0.5);
  return { curve, label: label ? { text: label, at: { x: top.x, y: top.y - 8 } } : undefined };
}

/** Places a route from left to right. `answerLabel` is written over the arc; empty leaves it out. */
export function layWide(route: RouteData, size: RouteSize, answerLabel: string): Drawing {
  const { width, pitchMax, radius, writerRadius, noteSize } = routeMeasures[size];
  const pitch = Math.min(pitchMax, (width - 2 * MARGIN) / (route.stations.length - 1));
  const hasArc = route.writer !== undefined && route.writer !== route.stations[0]?.id;
  const lineY = route.keepsArcRoom ? 62 : (hasArc ? 62 : 24) - (answerLabel || !hasArc ? 0 : 14);
  const points = route.stations.map((_, index) => ({ x: MARGIN + index * pitch, y: lineY }));
  const maxChars = Math.floor((pitch - 8) / (noteSize * LETTER));
  let deepest = lineY + LABEL_DROP;
  const stations = route.stations.map((station, index): PlacedStation => {
    const at = points[index] ?? { x: 0, y: 0 };
    const isWriter = station.id === route.writer;
    const notes = station.note ? wrapWords(station.note, maxChars) : [];
    const words = [station.label, ...notes];
    const lines = words.map((text, line): TextLine => {
      const y = lineY + LABEL_DROP + line * NOTE_DROP + (line > 0 ? 1 : 0);
      deepest = Math.max(deepest, y);
      return { text, kind: line === 0 ? 'label' : 'note', at: { x: at.x, y } };
    });
    return { station, at, radius: isWriter ? writerRadius : radius, isWriter, lines };
  });
  const { tracks, markAt, kind } = layTracks(route, points);
  return {
    width: 2 * MARGIN + (route.stations.length - 1) * pitch,
    height: deepest + 8,
    anchor: 'middle',
    tracks,
    mark: markAt && kind ? { kind, at: markAt, isUpright: true } : undefined,
    stations,
    answer: answerOf(route, points, answerLabel),
  };
}

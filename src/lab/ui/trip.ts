// The way of one request through the route, as legs with a length in milliseconds, and where it is at a moment.
// It is a picture of the explanation, not of simulated time: a wait of 60 s takes no longer to watch.
import type { Explanation } from '#sim';
import type { RouteTraveller } from './route/route.ts';

/** One stretch of the way. */
interface Leg {
  readonly from: string;
  readonly to: string;
  /** How far it gets: below 1 where nobody was there to take it. */
  readonly reach: number;
  readonly lastsMs: number;
  /** Set on the way back. */
  readonly status?: number;
}

/** A whole way, there and back. */
export interface Trip {
  /** The request's number: each is travelled once. */
  readonly request: number;
  readonly legs: readonly Leg[];
  readonly lastsMs: number;
}

const OUT_MS = 340;
const BACK_MS = 520;
/** Where a connection that is refused ends. */
const REFUSED = 0.55;
/** A process that takes the connection and never answers: time to see that nothing comes. */
const WAIT_MS = 600;

function waitLeg(explanation: Explanation): Leg[] {
  const hops = explanation.hops;
  const [from, to] = [hops.at(-2)?.host, hops.at(-1)?.host];
  if (explanation.decision.kind !== 'timed-out' || !from || !to) return [];
  return [{ from: to, to, reach: 1, lastsMs: WAIT_MS }];
}

/** The way a request took and its answer took back. */
export function tripOf(explanation: Explanation): Trip {
  const { hops, writer, status, request } = explanation;
  const legs: Leg[] = [];
  for (const [index, hop] of hops.entries()) {
    const from = hops[index - 1]?.host;
    if (from === undefined) continue;
    const isTaken = hop.sawRequest !== 'no' || explanation.decision.kind === 'timed-out';
    const reach = isTaken ? 1 : REFUSED;
    legs.push({ from, to: hop.host, reach, lastsMs: OUT_MS * reach });
  }
  legs.push(...waitLeg(explanation));
  const client = hops[0]?.host;
  if (writer && client && status !== null) {
    legs.push({ from: writer.host, to: client, reach: 1, lastsMs: BACK_MS, status });
  }
  return { request, legs, lastsMs: legs.reduce((sum, { lastsMs }) => sum + lastsMs, 0) };
}

/** Where the request or its answer is after so many milliseconds; null when it has arrived. */
export function travellerAt(trip: Trip, afterMs: number): RouteTraveller | null {
  let leftMs = afterMs;
  for (const { from, to, reach, lastsMs, status } of trip.legs) {
    if (leftMs >= lastsMs) {
      leftMs -= lastsMs;
      continue;
    }
    const progress = lastsMs === 0 ? reach : (leftMs / lastsMs) * reach;
    return { id: String(trip.request), from, to, progress, ...(status && { status }) };
  }
  return null;
}

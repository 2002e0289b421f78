// A Preact hook: the traveller of the request on its way, once per trip. It asks for frames only while
// something travels.
import { useEffect, useState } from 'preact/hooks';
import type { RouteTraveller } from './route/route.ts';
import { type Trip, travellerAt } from './trip.ts';

/** The traveller at this moment; null before the first trip and after each. */
export function useTrip(trip: Trip | null): RouteTraveller | null {
  const [traveller, setTraveller] = useState<RouteTraveller | null>(null);
  useEffect(() => {
    if (!trip) return;
    const startedMs = performance.now();
    let frame = 0;
    const step = (nowMs: number): void => {
      const now = travellerAt(trip, Math.max(0, nowMs - startedMs));
      setTraveller(now);
      if (now) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => {
      cancelAnimationFrame(frame);
      setTraveller(null);
    };
  }, [trip]);
  return traveller;
}

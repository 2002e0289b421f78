// The route of the system in a sandbox, with the last request travelling on it once.
import type { JSX } from 'preact';
import type { LabSession } from '../../session/lab-session.ts';
import type { Drawing } from '../route/drawing.ts';
import { RouteDiagram } from '../route/RouteDiagram.tsx';
import { useRouteMotion } from '../route/use-reduced-motion.ts';
import { routeOf } from '../route-of.ts';
import type { Trip } from '../trip.ts';
import { useTrip } from '../use-trip.ts';

/** Something over a route. */
export interface RouteOverlay {
  readonly draw: (drawing: Drawing) => JSX.Element;
  readonly notes: readonly string[];
}

interface StripProps {
  readonly desk: {
    readonly session: { readonly value: LabSession };
    readonly trip: { readonly value: Trip | null };
  };
  /** What is drawn over the route, and the same in sentences. */
  readonly overlay?: RouteOverlay | undefined;
}

/** The diagram. Who answered is shown once the answer is back. */
export function RouteStrip({ desk, overlay }: StripProps): JSX.Element {
  const { data, view } = desk.session.value;
  const motion = useRouteMotion();
  const traveller = useTrip(desk.trip.value);
  const isOut = traveller !== null && traveller.status === undefined && motion === 'smooth';
  const route = routeOf(data.system, view.services, isOut ? null : view.shown);
  return (
    <div class="sandbox-route">
      <RouteDiagram
        route={{ ...route, keepsArcRoom: true, notes: overlay?.notes }}
        size="panel"
        isFramed={false}
        overlay={overlay?.draw}
        travellers={traveller ? [traveller] : []}
        motion={motion}
      />
    </div>
  );
}

// The route diagram: one figure drawn from data, used on pages (rendered once, no script) and in the
// live sandbox (rendered again on every change, with travellers). It lays the route out twice, wide
// and tall; the stylesheet shows the one that fits its container, so nothing is measured by script.
import type { JSX } from 'preact';
import { describeRoute } from './describe.ts';
import type { Drawing, RouteSize } from './drawing.ts';
import { RouteDrawing, type RouteOutcome } from './RouteDrawing.tsx';
import type { RouteData, RouteTraveller } from './route.ts';
import { layTall, tallCurve } from './tall.ts';
import { placeTraveller, type RouteMotion } from './travel.ts';
import { layWide, wideCurve } from './wide.ts';

/** What the diagram shows. All of it is data: it keeps no state and starts no timer. */
export interface RouteDiagramProps {
  readonly route: RouteData;
  /** `hero` heads a page, `inline` stands in text, `panel` in something narrower. */
  readonly size?: RouteSize;
  /** Words over the arc. Absent: "502 answered here". Empty: none. */
  readonly answerLabel?: string | undefined;
  /** Requests and responses on their way at this moment (live use). */
  readonly travellers?: readonly RouteTraveller[];
  /** `step` for readers who asked for less motion: see use-reduced-motion.ts. */
  readonly motion?: RouteMotion;
  /** With a frame and padding of its own; false inside a panel that has them. */
  readonly isFramed?: boolean;
  /** What a live diagram draws over the route. */
  readonly overlay?: ((drawing: Drawing) => JSX.Element) | undefined;
}

function defaultAnswerLabel(route: RouteData): string {
  return route.status === undefined ? '' : `${route.status} answered here`;
}

/** Red is for the server's faults: a healthy answer is green, one that blames the caller amber. */
function outcomeOf({ status = 500 }: RouteData): RouteOutcome {
  if (status >= 500) return 'fault';
  return status >= 400 ? 'blame' : 'healthy';
}

/** The figure, with its caption when the route has one. */
export function RouteDiagram(props: RouteDiagramProps): JSX.Element {
  const { route, size = 'inline', travellers = [], motion = 'smooth', isFramed = true } = props;
  const { overlay } = props;
  const answerLabel = props.answerLabel ?? defaultAnswerLabel(route);
  const label = describeRoute(route);
  const wide = layWide(route, size, answerLabel);
  const tall = layTall(route, size, answerLabel);
  const placed = (drawing: Drawing, curveOf: typeof wideCurve) =>
    travellers.map((traveller) => placeTraveller(drawing, traveller, { curveOf, motion }));
  return (
    <figure class={`route route-${size}${isFramed ? ' route-framed' : ''}`}>
      <RouteDrawing
        class="route-wide"
        drawing={wide}
        size={size}
        label={label}
        outcome={outcomeOf(route)}
        travellers={placed(wide, wideCurve)}
        overlay={overlay}
      />
      <RouteDrawing
        class="route-tall"
        drawing={tall}
        size={size}
        label={label}
        outcome={outcomeOf(route)}
        travellers={placed(tall, tallCurve)}
        overlay={overlay}
      />
      {route.caption ? <figcaption>{route.caption}</figcaption> : null}
    </figure>
  );
}

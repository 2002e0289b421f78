// What the workbench draws over its route: what is broken, how much flows, and where a pointer can press. And the same
// in sentences.
import type { Broken } from '../../session/faults/broken.ts';
import type { RouteOverlay } from '../inline/RouteStrip.tsx';
import type { BrokenMark, RouteFlow } from '../route/route.ts';
import type { BenchDesk } from './bench-desk.ts';
import { FaultMarks, PlaceTargets } from './RouteFaults.tsx';
import { FlowMarks } from './RouteFlows.tsx';

const brokenMarks = (broken: readonly Broken[]): readonly BrokenMark[] =>
  broken.flatMap(({ place, kind }): BrokenMark[] => {
    const words = kind.replaceAll('-', ' ');
    if (place?.kind === 'link') return [{ at: [place.from, place.to], words }];
    return place ? [{ at: [place.host], words }] : [];
  });

/** How many requests a second reach each host while load is on; nothing else. */
function flowsOf(desk: BenchDesk): readonly RouteFlow[] {
  const load = desk.load.value;
  if (!load?.isOn.value) return [];
  // The second at hand is not over yet.
  const bucket = load.metrics.value.buckets.at(-2);
  return Object.entries(bucket?.reached ?? {}).map(([to, count]) => ({ to, words: `${count}/s` }));
}

/** The overlay as things stand. */
export function routeOverlay(desk: BenchDesk): RouteOverlay {
  const { data, view } = desk.session.value;
  const labelOf = (name: string): string =>
    data.system.hosts.find((host) => host.name === name)?.label ?? name;
  const broken = brokenMarks(view.broken);
  const flows = flowsOf(desk);
  return {
    draw: (drawing) => (
      <>
        <FlowMarks drawing={drawing} flows={flows} />
        <FaultMarks drawing={drawing} broken={broken} />
        <PlaceTargets drawing={drawing} />
      </>
    ),
    notes: [
      ...broken.map(
        ({ at, words }) => `Broken on purpose, ${at.map(labelOf).join(' to ')}: ${words}.`,
      ),
      ...flows.map(({ to, words }) => `${words} requests reach ${labelOf(to)}.`),
    ],
  };
}

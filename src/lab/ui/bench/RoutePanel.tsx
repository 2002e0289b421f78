// The route, live, and under it a button for each station and each way: what it is, how it does, what can be done to
// it, and how to break it. Pressing a station or a way in the picture does the same.
import type { JSX } from 'preact';
import type { HostSpec } from '#sim';
import type { FaultPlace } from '../../session/faults/fault-kind.ts';
import { type Way, waysOf } from '../../session/faults/ways.ts';
import { serviceWords } from '../../session/services.ts';
import { RouteStrip } from '../inline/RouteStrip.tsx';
import { later } from '../Later.tsx';
import { layerOf } from '../layers.ts';
import type { BenchDesk } from './bench-desk.ts';
import { routeOverlay } from './route-overlay.tsx';
import { BreakMenu, StationCard } from './StationCard.tsx';

interface PanelProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

const BrokenList = later('The list', () =>
  import('./break/BrokenList.tsx').then((module) => module.BrokenList),
);

const isSame = (a: FaultPlace | null, b: FaultPlace): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const atHost = ({ name }: HostSpec): FaultPlace => ({ kind: 'host', host: name });
const onWay = ({ from, to }: Way): FaultPlace => ({ kind: 'link', from, to });

function PlaceButton(props: PanelProps & { readonly place: FaultPlace; readonly host: HostSpec }) {
  const { desk, uid, place, host } = props;
  const { data, view } = desk.session.value;
  const service = view.services.find((one) => one.host === host.name);
  const isOpen = isSame(desk.spot.value, place);
  const isBroken = view.broken.some((broken) => broken.place && isSame(broken.place, place));
  const labelOf = (name: string): string =>
    data.system.hosts.find((one) => one.name === name)?.label ?? name;
  const tone = place.kind === 'host' && service ? serviceWords(service).tone : 'plain';
  return (
    <button
      type="button"
      data-layer={layerOf(host)}
      data-tone={tone}
      aria-expanded={isOpen}
      aria-controls={`${uid}-station`}
      onClick={() => {
        desk.spot.value = isOpen ? null : place;
      }}
    >
      {place.kind === 'host' ? (
        <span class="layer">{host.label}</span>
      ) : (
        `${labelOf(place.from)} to ${labelOf(place.to)}`
      )}
      {isBroken ? <span class="bench-note error">broken</span> : null}
    </button>
  );
}

function Buttons({ desk, uid }: PanelProps): JSX.Element {
  const { system } = desk.session.value.data;
  return (
    <div class="bench-places needs-script">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form into the page */}
      <div class="bench-stations" role="group" aria-label="Stations">
        {system.hosts.map((host) => (
          <PlaceButton key={host.name} {...{ desk, uid, host, place: atHost(host) }} />
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div class="bench-stations" role="group" aria-label="Ways between them">
        {waysOf(system).map((way) => {
          const host = system.hosts.find(({ name }) => name === way.from);
          return host ? (
            <PlaceButton
              key={`${way.from} ${way.to}`}
              {...{ desk, uid, host, place: onWay(way) }}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

function Card({ desk, uid }: PanelProps): JSX.Element | null {
  const place = desk.spot.value;
  const { system } = desk.session.value.data;
  const find = (name: string) => system.hosts.find((host) => host.name === name);
  if (!place) return null;
  if (place.kind === 'host') {
    const host = find(place.host);
    return host ? <StationCard key={host.name} desk={desk} uid={uid} host={host} /> : null;
  }
  const from = find(place.from);
  return (
    <div class="bench-station" data-layer={from ? layerOf(from) : 'client'}>
      <BreakMenu key={`${place.from} ${place.to}`} desk={desk} uid={uid} place={place} />
    </div>
  );
}

/** A press on the picture: the ids of what was pressed. */
function pressedPlace({ target }: Event, desk: BenchDesk): FaultPlace | null {
  const found = target instanceof Element ? target.closest('[data-spot]') : null;
  const [first, second] = found?.getAttribute('data-spot')?.split(' ') ?? [];
  if (first === undefined) return null;
  if (second === undefined) return { kind: 'host', host: first };
  const way = waysOf(desk.session.value.data.system).find(
    ({ from, to }) => from === first && to === second,
  );
  return way ? onWay(way) : null;
}

/** The route and what stands under it. */
export function RoutePanel({ desk, uid }: PanelProps): JSX.Element {
  const { broken } = desk.session.value.view;
  const press = (event: Event): void => {
    const place = pressedPlace(event, desk);
    if (place) desk.spot.value = isSame(desk.spot.value, place) ? null : place;
  };
  return (
    <section class="bench-route" aria-label="Route">
      {/* biome-ignore lint/a11y: the buttons below do the same by keyboard */}
      <div onClick={press}>
        <RouteStrip desk={desk.lab} overlay={routeOverlay(desk)} />
      </div>
      <Buttons desk={desk} uid={uid} />
      <div id={`${uid}-station`} hidden={desk.spot.value === null}>
        <Card desk={desk} uid={uid} />
      </div>
      {broken.length > 0 ? (
        <section class="bench-broken" aria-label="Broken now">
          <p class="sandbox-label">Broken now</p>
          <BrokenList desk={desk} />
        </section>
      ) : null}
    </section>
  );
}

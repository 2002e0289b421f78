// One station of the route: how it does, what is known of it, what an operator can do to it, and its Break menu.
import type { JSX } from 'preact';
import type { HostSpec } from '#sim';
import { serviceWords } from '../../session/services.ts';
import { later } from '../Later.tsx';
import { layerOf } from '../layers.ts';
import type { BenchDesk } from './bench-desk.ts';
import { stationFacts } from './station-facts.ts';

interface CardProps {
  readonly desk: BenchDesk;
  readonly uid: string;
  readonly host: HostSpec;
}

export const BreakMenu = later('The Break menu', () =>
  import('./break/BreakMenu.tsx').then((module) => module.BreakMenu),
);

function Operations({ desk, host }: CardProps): JSX.Element | null {
  const service = desk.session.value.view.services.find((one) => one.host === host.name);
  if (!service) return null;
  const isBusy = desk.lab.activity.value !== 'none';
  const operate = (type: 'start-service' | 'stop-service' | 'restart-service'): void => {
    if (!isBusy) desk.operate(host.name, type);
  };
  const isOff = service.condition === 'stopped' || service.condition === 'down';
  return (
    <div class="bench-row">
      {isOff ? (
        <button type="button" class="btn ghost small" onClick={() => operate('start-service')}>
          {`Start ${host.label}`}
        </button>
      ) : (
        <>
          <button type="button" class="btn ghost small" onClick={() => operate('restart-service')}>
            {`Restart ${host.label}`}
          </button>
          <button type="button" class="btn ghost small" onClick={() => operate('stop-service')}>
            {`Stop ${host.label}`}
          </button>
        </>
      )}
    </div>
  );
}

/** The card under the route. */
export function StationCard({ desk, uid, host }: CardProps): JSX.Element {
  const session = desk.session.value;
  const service = session.view.services.find((one) => one.host === host.name);
  const words = service ? serviceWords(service) : null;
  return (
    <div class="bench-station" data-layer={layerOf(host)}>
      {words?.long ? <p data-tone={words.tone}>{words.long}</p> : null}
      <dl>
        {stationFacts(session, host).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Operations desk={desk} uid={uid} host={host} />
      {host.kind === 'client' ? null : (
        <BreakMenu
          key={host.name}
          desk={desk}
          uid={uid}
          place={{ kind: 'host', host: host.name }}
        />
      )}
    </div>
  );
}

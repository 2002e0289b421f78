// The Break menu of a place: faults that make sense there, and what is broken already, in words.

import type { SystemSpec } from '#sim';
import type { Broken } from './broken.ts';
import type { FaultGroup, FaultKind, FaultPlace } from './fault-kind.ts';
import { hostGroups } from './host-kinds.ts';
import { WAY_GROUPS } from './way-kinds.ts';

/** The faults of a place, in groups; none where nothing can be broken. */
export function breakMenu(place: FaultPlace, system: SystemSpec): readonly FaultGroup[] {
  if (place.kind === 'link') return WAY_GROUPS;
  const host = system.hosts.find(({ name }) => name === place.host);
  return host ? hostGroups(host, system) : [];
}

const labelOf = (system: SystemSpec, name: string): string =>
  system.hosts.find((host) => host.name === name)?.label ?? name;

/** "nginx", "nginx to my-app". */
export const placeWords = (place: FaultPlace | null, system: SystemSpec): string => {
  if (!place) return 'everywhere';
  return place.kind === 'host'
    ? labelOf(system, place.host)
    : `${labelOf(system, place.from)} to ${labelOf(system, place.to)}`;
};

function detailsOf(kind: FaultKind, fields: Readonly<Record<string, unknown>>): string {
  const details = kind.parameters.flatMap((parameter) => {
    const value = fields[parameter.id];
    if (value === undefined) return [];
    if (parameter.type === 'choice') {
      return parameter.choices.find(([one]) => one === String(value))?.[1] ?? String(value);
    }
    if (parameter.id === 'probability') return `${Number(value) * 100} %`;
    const shown = Number(value).toLocaleString('en');
    return value === 0 && parameter.first === 0 ? [] : `${shown} ${parameter.unit}`.trim();
  });
  return details.length > 0 ? ` (${details.join(', ')})` : '';
}

/** What is broken, in words: "Delay packets (500 ms)". */
export function brokenWords(broken: Broken, system: SystemSpec): string {
  const groups = broken.place ? breakMenu(broken.place, system) : [];
  const kind = groups.flatMap(({ kinds }) => kinds).find(({ id }) => id === broken.kind);
  return kind ? `${kind.title}${detailsOf(kind, broken.fields)}` : broken.kind.replaceAll('-', ' ');
}

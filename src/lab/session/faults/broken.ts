// What is broken in a world at the moment, read from its trace event by event, and the command that mends it.

import type { Command, FaultTarget, TraceEvent } from '#sim';
import type { FaultPlace } from './fault-kind.ts';

/** Something that is broken and stays so until it is mended. */
export interface Broken {
  /** Unique among what is broken. */
  readonly id: string;
  /** The type of the fault, or the name of the service's own. */
  readonly kind: string;
  /** Null for faults of all hosts. */
  readonly place: FaultPlace | null;
  /** The fault's fields or the setting's. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly sinceUs: number;
  readonly mend: Command;
}

function placeOf(on: FaultTarget): FaultPlace | null {
  if ('link' in on) return { kind: 'link', from: on.link[0], to: on.link[1] };
  return 'host' in on ? { kind: 'host', host: on.host } : null;
}

const without = (broken: readonly Broken[], id: string): readonly Broken[] =>
  broken.filter((one) => one.id !== id);

/** Faults of services that are over as soon as they have happened. */
const MOMENTARY = new Set(['kill-connections']);

function afterServiceFault(
  broken: readonly Broken[],
  command: Extract<Command, { type: 'service-fault' }>,
  atUs: number,
): readonly Broken[] {
  const { host, fault, setting } = command;
  const id = `service.${fault}.${host}`;
  const others = without(broken, id);
  if (setting === null || MOMENTARY.has(fault)) return others;
  const started: Broken = {
    id,
    kind: fault,
    place: { kind: 'host', host },
    fields: setting,
    sinceUs: atUs,
    mend: { type: 'service-fault', host, fault, setting: null },
  };
  return [...others, started];
}

/** What is broken after one more event. */
export function brokenAfter(broken: readonly Broken[], event: TraceEvent): readonly Broken[] {
  switch (event.kind) {
    case 'fault-started': {
      const { id, fault, on, atUs } = event;
      const { type: kind, ...fields } = fault;
      const mend = { type: 'clear-fault', id } as const;
      const started: Broken = { id, kind, place: placeOf(on), fields, sinceUs: atUs, mend };
      return event.missed ? broken : [...without(broken, id), started];
    }
    case 'fault-ended':
      return without(broken, event.id);
    case 'command':
      return event.command.type === 'service-fault'
        ? afterServiceFault(broken, event.command, event.atUs)
        : broken;
    default:
      return broken;
  }
}

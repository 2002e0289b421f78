// What a Break menu is made of, as values: kinds of fault with their parameters, and the command that switches one on.

import type { Command, Fault } from '#sim';

/** What is broken: a host, or the way between two. */
export type FaultPlace =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'link'; readonly from: string; readonly to: string };

/** A parameter of a fault, as a form asks for it. */
export type FaultParameter = {
  /** The name of the field in the fault or the setting. */
  readonly id: string;
  readonly label: string;
} & (
  | {
      readonly type: 'number';
      /** Shown behind the field: `ms`, `bytes`, `%`; empty for none. */
      readonly unit: string;
      readonly min: number;
      readonly max: number;
      readonly isWhole: boolean;
      readonly first: number;
    }
  | {
      readonly type: 'choice';
      readonly choices: readonly (readonly [value: string, words: string])[];
      readonly first: string;
    }
);

/** Values by parameter, as the fault takes them. */
export type FaultValues = Readonly<Record<string, string | number>>;

/** A kind of fault that makes sense at a place. */
export interface FaultKind {
  /** The type of a fault of the vocabulary, or the name of a service's own fault. */
  readonly id: string;
  readonly title: string;
  /** What it does, and what that looks like, in a sentence. */
  readonly effect: string;
  /** It happens once and is over; else it lasts until it is mended. */
  readonly isOnce: boolean;
  readonly parameters: readonly FaultParameter[];
  /** A fault of the vocabulary, or a setting of the service. */
  readonly of: 'world' | 'service';
}

/** Kinds under a heading. */
export interface FaultGroup {
  readonly title: string;
  readonly kinds: readonly FaultKind[];
}

/** How long a fault lasts, in seconds: asked for with every fault of the vocabulary that lasts. */
export const DURATION_LIMIT_S = 3_600;

/** A percentage in a form; `probability` in a fault. */
const PERCENT = 'probability';

/** What an id is made of besides its dots: nothing that a link or a schedule could not carry. */
export const placeId = (place: FaultPlace): string =>
  place.kind === 'host' ? place.host : `${place.from}.${place.to}`;

/** The id of a fault: one of a kind at a place gives way to the next. */
export const faultId = (kind: string, place: FaultPlace): string => `${kind}.${placeId(place)}`;

function fieldsOf(kind: FaultKind, values: FaultValues): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { id } of kind.parameters) {
    const value = values[id];
    if (value === undefined) continue;
    if (id !== PERCENT) fields[id] = id === 'addresses' ? [value] : value;
    // A certain fault needs no chance.
    else if (value !== 100) fields[id] = Number(value) / 100;
  }
  return fields;
}

/** The command that breaks a place. `durationS`: it ends by itself after so many seconds; null for never. */
export function breakCommand(
  kind: FaultKind,
  place: FaultPlace,
  given: { readonly values: FaultValues; readonly durationS: number | null },
): Command {
  const fields = fieldsOf(kind, given.values);
  if (kind.of === 'service') {
    if (place.kind !== 'host') throw new Error(`A way has no fault of a service: ${kind.id}`);
    const setting = fields as Record<string, string | number>;
    return { type: 'service-fault', host: place.host, fault: kind.id, setting };
  }
  const { durationS } = given;
  return {
    type: 'fault',
    id: faultId(kind.id, place),
    // Forms hold themselves to the vocabulary's fields; the world reads it once more.
    fault: { type: kind.id, ...fields } as unknown as Fault,
    on: place.kind === 'host' ? { host: place.host } : { link: [place.from, place.to] },
    ...(durationS !== null && { durationUs: Math.round(durationS * 1_000_000) }),
  };
}

/** What a form holds: values that fit, or what is wrong with which field. */
export type ReadValues =
  | { readonly values: FaultValues; readonly problems: null }
  | { readonly values: null; readonly problems: Readonly<Record<string, string>> };

/** What is wrong with a number as it was typed; null where it fits. */
export function numberProblem(
  text: string,
  { min, max, isWhole }: { readonly min: number; readonly max: number; readonly isWhole: boolean },
): string | null {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const wanted = isWhole ? 'a whole number' : 'a number';
  if (
    !Number.isFinite(value) ||
    (isWhole && !Number.isInteger(value)) ||
    value < min ||
    value > max
  ) {
    return `It takes ${wanted} from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}.`;
  }
  return null;
}

/** Reads what was typed into the form of a kind. */
export function readValues(kind: FaultKind, typed: Readonly<Record<string, string>>): ReadValues {
  const values: Record<string, string | number> = {};
  const problems: Record<string, string> = {};
  for (const parameter of kind.parameters) {
    const text = typed[parameter.id] ?? String(parameter.first);
    if (parameter.type === 'choice') {
      values[parameter.id] = text;
      continue;
    }
    const problem = numberProblem(text, parameter);
    if (problem !== null) problems[parameter.id] = problem;
    else values[parameter.id] = Number(text);
  }
  return Object.keys(problems).length > 0 ? { values: null, problems } : { values, problems: null };
}

// Parameters that several faults have in common.

import type { FaultKind, FaultParameter } from './fault-kind.ts';

/** A number with its unit and limits. */
export const number = (
  id: string,
  label: string,
  of: { unit: string; min: number; max: number; first: number; isWhole?: boolean },
): FaultParameter => ({ type: 'number', id, label, isWhole: true, ...of });

/** One of some words. */
export const choice = (
  id: string,
  label: string,
  choices: readonly (readonly [value: string, words: string])[],
): FaultParameter => ({ type: 'choice', id, label, choices, first: choices[0]?.[0] ?? '' });

/** How often a fault strikes where it could. */
export const share = (of: string): FaultParameter =>
  number('probability', `Share of ${of}`, {
    unit: '%',
    min: 0.1,
    max: 100,
    first: 100,
    isWhole: false,
  });

/** Milliseconds up to ten minutes: longer than any timeout in here. */
export const milliseconds = (id: string, label: string, first: number): FaultParameter =>
  number(id, label, { unit: 'ms', min: 0, max: 600_000, first });

/** A fault of the vocabulary that lasts. */
export const lasting = (
  id: string,
  words: { title: string; effect: string },
  parameters: readonly FaultParameter[] = [],
): FaultKind => ({ id, ...words, isOnce: false, parameters, of: 'world' });

/** A fault of the vocabulary that happens once. */
export const once = (
  id: string,
  words: { title: string; effect: string },
  parameters: readonly FaultParameter[] = [],
): FaultKind => ({ id, ...words, isOnce: true, parameters, of: 'world' });

/** A fault of a service's own. */
export const ofService = (
  id: string,
  words: { title: string; effect: string },
  parameters: readonly FaultParameter[] = [],
): FaultKind => ({ id, ...words, isOnce: id === 'kill-connections', parameters, of: 'service' });

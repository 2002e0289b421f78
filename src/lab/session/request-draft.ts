// The request the reader is writing: begun from a preset, changed freely, sent as it stands. Problems are
// named and never forbid sending: what the server makes of them is worth seeing.

import type { RequestSpec } from '#sim';
import { type JsonProblem, jsonProblem } from './json-problem.ts';
import type { PresetData } from './lab-data.ts';

/** The methods offered; a preset may have another. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** A request as it stands in the form. */
export interface RequestDraft {
  /** The preset it was begun from. */
  readonly presetId: string;
  readonly method: string;
  readonly target: string;
  readonly fields: RequestSpec['fields'];
  readonly body: string;
  readonly timeoutMs: number;
}

/** What the form's fields may change. */
export type RequestChange = Partial<
  Pick<RequestDraft, 'method' | 'target' | 'body' | 'fields' | 'timeoutMs'>
>;

/** The draft a preset gives. */
export const draftOf = ({ id, request }: PresetData): RequestDraft => ({
  presetId: id,
  ...request,
});

/** The request to send. */
export const requestOf = ({
  method,
  target,
  fields,
  body,
  timeoutMs,
}: RequestDraft): RequestSpec => ({
  method,
  target,
  fields,
  body,
  timeoutMs,
});

/** Whether the draft differs from its preset. */
export function isChanged(draft: RequestDraft, presets: readonly PresetData[]): boolean {
  const preset = presets.find(({ id }) => id === draft.presetId);
  return !preset || JSON.stringify(requestOf(draft)) !== JSON.stringify(requestOf(draftOf(preset)));
}

const isJson = (fields: RequestSpec['fields']): boolean =>
  fields.some(([name, value]) => name.toLowerCase() === 'content-type' && /\bjson\b/i.test(value));

/** What is wrong with a body that says it is JSON; null where nothing is, or where there is no body. */
export function bodyProblem({ fields, body }: RequestDraft): JsonProblem | null {
  return isJson(fields) && body !== '' ? jsonProblem(body) : null;
}

/** What a server will make of an unusual target, in a sentence; empty for usual ones. */
export function targetProblem({ target }: RequestDraft): string {
  if (target === '') return 'An empty target: the request line will have a hole in it.';
  if (/\s/.test(target)) return 'A space ends the target: the request line will not be valid.';
  if (!target.startsWith('/')) return 'A target begins with "/" when it goes to a server.';
  return '';
}

// A lab as a link carries it: edits, request, what was done, seed, which panel is open. shared-lab.ts reads it back.

import type { LoggedCommand, RequestSpec } from '#sim';
import type { LabSession, Texts } from './lab-session.ts';
import { requestOf } from './request-draft.ts';

/** What a link says. */
export interface SharedLab {
  readonly edits: Texts;
  readonly request: RequestSpec | null;
  readonly inputs: readonly LoggedCommand[];
  readonly seed: number;
  readonly activeFile: string;
  /** The layout's own words; checked where they are used. */
  readonly layout: string;
}

/** A link that could not be read, in a sentence. */
export class SharedLabError extends Error {}

/** Links of another version are not read. */
export const SHARE_VERSION = 1;

/** The session's work and history as plain data, ready to be written into a link. */
export function shareLab(
  session: LabSession,
  state: { readonly inputs: readonly LoggedCommand[]; readonly layout: string },
): Readonly<Record<string, unknown>> {
  const { data, edits, activeFile, draft } = session;
  return {
    v: SHARE_VERSION,
    lab: data.slug,
    edits,
    request: requestOf(draft),
    inputs: state.inputs,
    seed: data.system.seed,
    file: activeFile,
    layout: state.layout,
  };
}

// The reader's work as text that outlives the page: edited files, the request, the checks reached. Reading
// it back believes nothing: the text may be old, foreign or damaged.

import {
  edited,
  fileOpened,
  judged,
  type LabSession,
  presetChosen,
  requestChanged,
  type Texts,
} from './lab-session.ts';
import { isChanged, requestOf } from './request-draft.ts';
import { readRequest } from './request-text.ts';

const VERSION = 1;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOr = (value: unknown, otherwise: string): string =>
  typeof value === 'string' ? value : otherwise;

/** Whether there is anything to keep: an edit, or a request of the reader's own. */
export const hasWork = (session: LabSession): boolean =>
  Object.keys(session.edits).length > 0 || isChanged(session.draft, session.data.presets);

/** The reader's work as text. */
export function saveWork(session: LabSession): string {
  const { edits, activeFile, draft, verdicts, data } = session;
  // Proofs are made again; only what was seen cannot be.
  const seen = data.objectives.filter(
    ({ id, proof }) => proof === null && verdicts[id]?.state === 'reached',
  );
  return JSON.stringify({
    version: VERSION,
    edits,
    activeFile,
    request: { presetId: draft.presetId, ...requestOf(draft) },
    seen: seen.map(({ id }) => id),
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value['version'] === VERSION ? value : {};
  } catch {
    return {};
  }
}

/** The edits in kept work; those of files the lab has. */
export function savedEdits(session: LabSession, text: string): Texts {
  const { edits } = parsed(text);
  if (!isRecord(edits)) return {};
  return Object.fromEntries(
    session.data.files.flatMap(({ name }) => {
      const kept = edits[name];
      return typeof kept === 'string' ? [[name, kept] as const] : [];
    }),
  );
}

/** The session with the work put back. Whatever does not fit the lab is left out. */
export function restoreWork(session: LabSession, text: string): LabSession {
  const saved = parsed(text);
  let result = session;
  for (const [name, kept] of Object.entries(savedEdits(session, text))) {
    result = edited(result, name, kept);
  }
  const { request } = saved;
  if (isRecord(request)) {
    result = presetChosen(result, textOr(request['presetId'], session.draft.presetId));
    // Work kept by earlier versions has no fields: then it is the preset's that count.
    const read = readRequest({ ...requestOf(result.draft), ...request });
    if (read) result = requestChanged(result, read);
  }
  const seen = Array.isArray(saved['seen']) ? saved['seen'] : [];
  for (const { id, proof } of session.data.objectives) {
    if (proof === null && seen.includes(id)) result = judged(result, id, { state: 'reached' });
  }
  return fileOpened(result, textOr(saved['activeFile'], session.activeFile));
}

// One open lab as a value: the reader's files and request, what they see of the world, how far they are.
// Transitions return a new value. What the reader typed changes only when the reader changes it.

import type { TraceEvent, WorldSource } from '#sim';
import type { LabData, LabFileData, PresetData } from './lab-data.ts';
import { movedMarks } from './marks.ts';
import { draftOf, type RequestChange, type RequestDraft } from './request-draft.ts';
import { type Typed, typedAfter } from './typed.ts';
import {
  openVerdicts,
  provable,
  type Verdict,
  type Verdicts,
  verdictsAfterAnswer,
} from './verdicts.ts';
import { emptyView, type ShownAnswer, viewAfter, type WorldView } from './world-view.ts';

/** Texts by file name; only files that differ from the lab's. */
export type Texts = Readonly<Record<string, string>>;

export interface LabSession {
  readonly data: LabData;
  /** What the reader typed. */
  readonly edits: Texts;
  /** What the running world has on its disks. */
  readonly applied: Texts;
  /** Name of the file on show. */
  readonly activeFile: string;
  readonly draft: RequestDraft;
  /** Whether the world on show is the one recorded when the site was built. */
  readonly isRecorded: boolean;
  /** The world is being built again: its next event begins a new view. */
  readonly isRebuilding: boolean;
  readonly view: WorldView;
  readonly verdicts: Verdicts;
  /** The line typed last in a terminal and what it has printed; null before the first. */
  readonly typed: Typed | null;
}

/** What to begin with. Unknown names fall back to the lab's first preset and file. */
export interface OpenOptions {
  readonly presetId?: string | undefined;
  /** A file's name, or the end of it: `server.ts` finds `my-app/server.ts`. */
  readonly file?: string | undefined;
  /** The recorded trace to show until there is a world. */
  readonly recorded?: readonly TraceEvent[] | undefined;
}

/** The preset of that id; the first where there is none. Throws for a lab without presets. */
export function presetOf(data: LabData, id: string | undefined): PresetData {
  const preset = data.presets.find((one) => one.id === id) ?? data.presets[0];
  if (!preset) throw new Error(`The lab ${data.slug} has no preset`);
  return preset;
}

/** The files there are, in the order of their tabs: the one at fault first, then its neighbours, then other hosts. */
export function filesInOrder(session: LabSession): readonly LabFileData[] {
  const files = presentFiles(session);
  const first = files.find(({ name }) => name === session.data.open);
  const rank = (file: LabFileData): number => {
    if (file === first) return 0;
    return file.host === first?.host ? 1 : 2;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** The file of that name, or whose name ends so; null where there is none. */
export const findFile = (data: LabData, name: string): LabFileData | null =>
  data.files.find((file) => file.name === name) ??
  data.files.find((file) => file.name.endsWith(`/${name}`)) ??
  null;

/** A lab as it is before anything was done. */
export function openLab(data: LabData, options: OpenOptions = {}): LabSession {
  const { presetId, file = data.open, recorded = [] } = options;
  return {
    data,
    edits: {},
    applied: {},
    activeFile: findFile(data, file)?.name ?? data.open,
    draft: draftOf(presetOf(data, presetId)),
    isRecorded: recorded.length > 0,
    isRebuilding: recorded.length > 0,
    view: viewAfter(emptyView(data), recorded, data),
    verdicts: openVerdicts(data),
    typed: null,
  };
}

function original(data: LabData, name: string): string {
  return data.files.find((file) => file.name === name)?.text ?? '';
}

/** A file's text as the reader has it. */
export const textOf = (session: LabSession, name: string): string =>
  session.edits[name] ?? original(session.data, name);

/** A file's text as the running world has it. */
export const appliedTextOf = (session: LabSession, name: string): string =>
  session.applied[name] ?? original(session.data, name);

/** The files that are on a disk, or in the reader's hands. */
export const presentFiles = (session: LabSession): readonly LabFileData[] =>
  session.data.files.filter(
    ({ name, isAbsent }) => !isAbsent || name in session.edits || name in session.applied,
  );

/** Whether a file differs from what the lab began with. */
export const isEdited = (session: LabSession, name: string): boolean => name in session.edits;

/** Files whose text the world does not have yet. */
export const unapplied = (session: LabSession): readonly LabFileData[] =>
  session.data.files.filter(({ name }) => textOf(session, name) !== appliedTextOf(session, name));

/** The reader typed: `text` is the whole file. */
export function edited(session: LabSession, name: string, text: string): LabSession {
  const before = textOf(session, name);
  if (before === text) return session;
  const { [name]: _, ...others } = session.edits;
  const edits = text === original(session.data, name) ? others : { ...others, [name]: text };
  const path = findFile(session.data, name)?.path ?? '';
  const marks = movedMarks(session.view.marks, { path, before, after: text });
  return { ...session, edits, view: { ...session.view, marks } };
}

/** Another file is on show. */
export const fileOpened = (session: LabSession, name: string): LabSession => ({
  ...session,
  activeFile: findFile(session.data, name)?.name ?? session.activeFile,
});

/** The request begins anew from a preset. */
export const presetChosen = (session: LabSession, id: string): LabSession => ({
  ...session,
  draft: draftOf(presetOf(session.data, id)),
});

/** The reader changed the request. */
export const requestChanged = (session: LabSession, change: RequestChange): LabSession => ({
  ...session,
  draft: { ...session.draft, ...change },
});

/** The world has these texts on its disks now. */
export function filesApplied(session: LabSession, texts: Texts): LabSession {
  const applied = { ...session.applied };
  for (const [name, text] of Object.entries(texts)) {
    if (text === original(session.data, name)) delete applied[name];
    else applied[name] = text;
  }
  return { ...session, applied };
}

/** A world begins, for the first time or again. What is on show stays until its first event comes. */
export const worldBegins = (session: LabSession): LabSession => ({
  ...session,
  isRebuilding: true,
});

/** More of the trace has come. */
export function received(session: LabSession, events: readonly TraceEvent[]): LabSession {
  if (events.length === 0) return session;
  const { data } = session;
  const before = session.isRebuilding ? emptyView(data) : session.view;
  const view = viewAfter(before, events, data);
  // The last answer stays on show while a world boots again.
  const shown = view.shown ?? session.view.shown;
  const isNew = view.shown !== null && view.shown !== before.shown;
  const { typed, verdicts: afterTyping } = typedAfter(session, events);
  const verdicts =
    isNew && view.shown
      ? verdictsAfterAnswer(afterTyping, data, answered(view.shown))
      : afterTyping;
  return {
    ...session,
    isRebuilding: false,
    isRecorded: false,
    view: { ...view, shown },
    verdicts,
    typed,
  };
}

const answered = ({ sent, answer }: ShownAnswer) => ({ request: sent, answer });

/** An objective's verdict is known. */
export const judged = (session: LabSession, id: string, verdict: Verdict): LabSession => ({
  ...session,
  verdicts: { ...session.verdicts, [id]: verdict },
});

/** All that can be proven is being proven. */
export const proofBegins = (session: LabSession): LabSession =>
  provable(session.data).reduce(
    (before, { id }) => judged(before, id, { state: 'checking' }),
    session,
  );

/** The world's beginning, with the files as they were last applied. */
export const appliedSource = (session: LabSession): WorldSource => ({
  system: session.data.system,
  files: [
    ...session.data.history,
    ...session.data.files
      .filter(({ name, isAbsent }) => !isAbsent || name in session.applied)
      .map(({ name, host, path }) => ({ host, path, text: appliedTextOf(session, name) })),
  ],
});

/** The world's beginning, with the lab's own files: edits come as commands. */
export const startOf = ({ data }: LabSession): WorldSource => ({
  system: data.system,
  files: [
    ...data.history,
    ...data.files
      .filter(({ isAbsent }) => !isAbsent)
      .map(({ host, path, text }) => ({ host, path, text })),
  ],
});

/** No answer is on show: the world goes back to before it. */
export const answerForgotten = (session: LabSession): LabSession => ({
  ...session,
  view: { ...session.view, shown: null, asked: null },
});

/** The same lab, whose randomness begins elsewhere. */
export const reseeded = (session: LabSession, seed: number): LabSession => ({
  ...session,
  data: { ...session.data, system: { ...session.data.system, seed } },
});

/** The lab as it was before anything was done, and nothing sent yet. */
export function resetLab(session: LabSession, presetId: string): LabSession {
  const fresh = openLab(session.data, { presetId, file: session.data.open });
  return { ...fresh, isRebuilding: true, view: { ...session.view, shown: null, marks: [] } };
}

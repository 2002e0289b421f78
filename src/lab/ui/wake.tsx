// Brings a sleeping sandbox to life in place: reads what the page was rendered from, hydrates the same markup,
// puts back what the reader typed, now and the last time, and starts the engine.
import { effect } from '@preact/signals';
import { hydrate } from 'preact';
import { fetchEarly } from '../../sandbox/host/assets.ts';
import { openLab } from '../session/lab-session.ts';
import { DemoDesk } from './demo/demo-desk.ts';
import { LiveDemo } from './demo/LiveDemo.tsx';
import { InlineSandbox } from './inline/InlineSandbox.tsx';
import { LabDesk } from './lab-desk.ts';
import { fetchLab, type LabFile, readHighlighted, readPlace } from './place.ts';
import { readStoredWork, WorkKeeper } from './stored-work.ts';

const labFiles = new Map<string, Promise<LabFile>>();

/** The lab of a place, fetched once; what failed may be tried again. */
function labOf(place: HTMLElement): Promise<LabFile> {
  const address = place.dataset['lab'] ?? '';
  const lab = labFiles.get(address) ?? fetchLab(address);
  labFiles.set(address, lab);
  lab.catch(() => labFiles.delete(address));
  return lab;
}

const isSparing = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

let isNear = false;

/** The reader comes near: what waking takes is loaded, unless they spare data. */
export function comeNear(place: HTMLElement): void {
  if (isNear || isSparing()) return;
  isNear = true;
  labOf(place).catch(() => {});
  fetchEarly(['express']);
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What the fields of the form hold, by name: the reader may have typed before there was any script. */
function readFields(frame: HTMLElement): Readonly<Record<string, string>> {
  const fields = [...frame.querySelectorAll<Field>('[data-field]')];
  return Object.fromEntries(fields.map((field) => [field.dataset['field'] ?? '', field.value]));
}

/** Keeps the cursor of the focused field where it is while its value is set. */
function keepingCursor(change: () => void): void {
  const field = document.activeElement;
  const isText = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement;
  const cursor = isText ? [field.selectionStart, field.selectionEnd] : null;
  change();
  if (isText && cursor) field.setSelectionRange(cursor[0] ?? null, cursor[1] ?? null);
}

function wakeLab(place: HTMLElement, frame: HTMLElement, lab: LabFile): LabDesk {
  const { uid, presetId, file, recorded } = readPlace(place);
  const session = openLab(lab.data, {
    presetId: presetId ?? undefined,
    file: file ?? undefined,
    recorded,
  });
  const desk = new LabDesk(session, lab.prepared);
  const typed = readFields(frame);
  let keeper = new WorkKeeper(session);
  keepingCursor(() => {
    const view = <InlineSandbox desk={desk} uid={uid} highlighted={readHighlighted(place)} />;
    hydrate(view, frame);
    const stored = readStoredWork(lab.data.slug);
    if (stored !== null) desk.restore(stored);
    // What was kept is known; what was typed before there was a script is not.
    keeper = new WorkKeeper(desk.session.peek());
    desk.takeTyped(typed, session.draft);
  });
  frame.addEventListener('keydown', (event) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void desk.apply();
  });
  effect(() => keeper.changed(desk.session.value));
  return desk;
}

function wakeDemo(place: HTMLElement, frame: HTMLElement, lab: LabFile): DemoDesk {
  const { uid, actionId, recorded } = readPlace(place);
  const desk = new DemoDesk(openLab(lab.data, { recorded }), lab.prepared, actionId);
  hydrate(<LiveDemo desk={desk} uid={uid} />, frame);
  return desk;
}

/** Wakes the sandbox in a place of the page. `begins`: the reader did something, so the engine is started. */
export async function wake(place: HTMLElement, { begins }: { begins: boolean }): Promise<void> {
  const frame = place.querySelector<HTMLElement>('[data-frame]');
  if (!frame) throw new Error('There is no sandbox in this place');
  const lab = await labOf(place);
  const wakeKind = lab.data.actions.length > 0 ? wakeDemo : wakeLab;
  const desk = wakeKind(place, frame, lab);
  place.dataset['awake'] = '';
  if (begins) desk.wake();
  else frame.addEventListener('pointerdown', () => desk.wake(), { once: true });
}

// What every workbench does once it is on the page: puts back what this browser has kept, listens for keys and other
// tabs, opens a link, and starts the engine.
import { effect } from '@preact/signals';
import { WorkKeeper } from '../stored-work.ts';
import type { BenchDesk } from './bench-desk.ts';
import { startKeys } from './keys.ts';
import { syncTabs } from './sync-tabs.ts';

/** Says in the page that a lab could not be loaded. */
export function sayFailure(place: HTMLElement, error: unknown): void {
  const line = place.querySelector('[data-message]');
  const reason = error instanceof Error ? error.message : String(error);
  if (line) {
    line.textContent = `The lab could not be loaded (${reason}). Reload the page to try again.`;
  }
}

/** A link with a lab in it is shown to the reader before anything of it runs. */
async function openSharedLink(desk: BenchDesk): Promise<void> {
  const { hash } = location;
  if (!hash.startsWith('#lab=')) return;
  // A reload is to show what the reader has, not the link again.
  history.replaceState(null, '', location.pathname);
  try {
    const [{ fromFragment }, { readSharedLab }] = await Promise.all([
      import('./share-link.ts'),
      import('../../session/shared-lab.ts'),
    ]);
    desk.offerShared(readSharedLab(fromFragment(hash), desk.session.value.data));
  } catch (error) {
    desk.refuseShared(error);
  }
}

/** `stored` is the work to put back; null for none. */
export async function beginBench(
  place: HTMLElement,
  desk: BenchDesk,
  stored: string | null,
): Promise<void> {
  const { lab } = desk;
  if (stored !== null) lab.restore(stored);
  desk.begin();
  startKeys(desk);
  const keeper = new WorkKeeper(lab.session.peek());
  effect(() => keeper.changed(lab.session.value));
  syncTabs(desk, keeper);
  await openSharedLink(desk);
  place.dataset['awake'] = '';
  lab.wake();
  // Not seen by anybody yet: it may fail, and is asked for again where it is shown.
  desk.prepareLoad().catch(() => {});
  // A lab that was left with edits is as it was left: with the edits on its disks.
  if (lab.isUnsaved.value) void lab.apply();
}

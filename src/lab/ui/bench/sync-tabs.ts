// Two tabs with the same lab: what one saves in this browser reaches the other, and neither loses what it has.
import { batch } from '@preact/signals';
import { edited } from '../../session/lab-session.ts';
import { mergeEdits } from '../../session/merge-work.ts';
import { savedEdits } from '../../session/saved-work.ts';
import { type WorkKeeper, workKey } from '../stored-work.ts';
import type { BenchDesk } from './bench-desk.ts';

const listed = (names: readonly string[]): string => names.join(', ');

/** Listens for what other tabs keep. */
export function syncTabs(desk: BenchDesk, keeper: WorkKeeper): void {
  const { slug } = desk.session.value.data;
  addEventListener('storage', (event) => {
    if (event.key !== workKey(slug)) return;
    const session = desk.session.value;
    const theirs = event.newValue === null ? {} : savedEdits(session, event.newValue);
    const before = event.oldValue === null ? {} : savedEdits(session, event.oldValue);
    // What was kept before the other tab wrote is what both knew.
    const { edits, taken, contested } = mergeEdits(session.data, {
      base: before,
      mine: session.edits,
      theirs,
    });
    const merged = session.data.files.reduce(
      (now, { name, text }) => edited(now, name, edits[name] ?? text),
      session,
    );
    // Before the texts are in force: writing them again would undo what the other tab has typed since.
    keeper.tookOver(merged);
    batch(() => {
      for (const { name, text } of session.data.files) desk.lab.editFile(name, edits[name] ?? text);
    });
    if (contested.length > 0) {
      desk.lab.say(`Another tab changed ${listed(contested)} as well. This tab keeps its own.`);
    } else if (taken.length > 0) {
      desk.lab.say(`Taken over from another tab: ${listed(taken)}.`);
    }
  });
}

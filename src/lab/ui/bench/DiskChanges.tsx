// What the terminal did to the reader's files, above the code: taken over and can be undone, or changed by both and
// to be decided.
import type { JSX } from 'preact';
import type { DiskChange } from '../../session/disk.ts';
import type { BenchDesk } from './bench-desk.ts';

function words({ isContested, isGone }: DiskChange): string {
  if (isContested) {
    return isGone
      ? ' was removed in the terminal while you had changed it here. The editor keeps your text.'
      : ' was changed in the terminal, and by you. The editor keeps your text.';
  }
  return isGone ? ' was removed in the terminal.' : ' was changed in the terminal.';
}

function turnWords({ isContested, isGone }: DiskChange): string {
  if (!isContested) return 'Undo';
  return isGone ? 'Drop my text' : "Take the terminal's text";
}

/** A line for each file, with its buttons. */
export function DiskChanges({ desk }: { readonly desk: BenchDesk }): JSX.Element | null {
  const changes = desk.diskChanges.value;
  if (changes.length === 0) return null;
  return (
    <ul class="bench-disk plain-list">
      {changes.map((change) => (
        <li key={change.name} data-contested={change.isContested ? '' : undefined}>
          <p>
            <code>{change.name}</code>
            {words(change)}
          </p>
          <button type="button" class="btn ghost small" onClick={() => desk.turnChange(change)}>
            {turnWords(change)}
          </button>
          <button
            type="button"
            class="btn ghost small"
            onClick={() => desk.disk.dismiss(change.name)}
          >
            {change.isContested ? 'Keep mine' : 'Close'}
          </button>
        </li>
      ))}
    </ul>
  );
}

// The list of labs, for one reader: marks what this browser knows to be done, and hands progress out and takes it
// back as a file.
import {
  isDone,
  mergeProgress,
  type Progress,
  readProgress,
  writeProgress,
} from '../../lab/session/progress.ts';

const KEY = 'progress';

function stored(): Progress {
  try {
    return readProgress(localStorage.getItem(KEY) ?? '') ?? {};
  } catch {
    // Storage may be blocked: nothing is known then.
    return {};
  }
}

function say(words: string): void {
  const line = document.querySelector('[data-progress-said]');
  if (line) line.textContent = words;
}

function mark(progress: Progress): void {
  for (const row of document.querySelectorAll<HTMLElement>('[data-lab-progress]')) {
    const lab = progress[row.dataset['labProgress'] ?? ''];
    const line = row.querySelector<HTMLElement>('[data-lab-state]');
    if (!lab || !line || lab.reached.length === 0) continue;
    const total = Number(line.dataset['total']);
    const done = isDone({ ...lab, total });
    line.textContent = done ? 'Done' : `${lab.reached.length} of ${total} checks`;
    if (done) {
      line.dataset['done'] = '';
      row.dataset['isDone'] = '';
    }
  }
  document.dispatchEvent(new Event('lab-progress'));
}

function exportProgress(): void {
  const address = URL.createObjectURL(
    new Blob([writeProgress(stored())], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = address;
  link.download = '5xx-progress.json';
  link.click();
  URL.revokeObjectURL(address);
}

async function importProgress(file: File): Promise<void> {
  const found = readProgress(await file.text());
  if (!found) return say('This file holds no progress of this site.');
  const merged = mergeProgress(stored(), found);
  try {
    localStorage.setItem(KEY, writeProgress(merged));
  } catch {
    return say('This browser keeps nothing for this site, so the progress is shown only now.');
  }
  mark(merged);
  say(`Progress in ${Object.keys(found).length} labs was added to what was here.`);
}

mark(stored());
document.querySelector('[data-progress-export]')?.addEventListener('click', exportProgress);
document
  .querySelector<HTMLInputElement>('[data-progress-import]')
  ?.addEventListener('change', ({ currentTarget }) => {
    const [file] = (currentTarget as HTMLInputElement).files ?? [];
    if (file) void importProgress(file);
  });

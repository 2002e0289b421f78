// The keys of the workbench. Each is also a command of the palette; none takes a letter from somebody typing.
import type { BenchDesk } from './bench-desk.ts';

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Listens on the whole page. */
export function startKeys(desk: BenchDesk): void {
  const isBusy = (): boolean => desk.lab.activity.value !== 'none';
  document.addEventListener(
    'keydown',
    (event) => {
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
      const key = event.key.toLowerCase();
      if (isCommand && key === 's') {
        event.preventDefault();
        void desk.lab.apply();
      } else if (isCommand && key === 'enter') {
        event.preventDefault();
        event.stopPropagation();
        if (!isBusy()) void desk.lab.send();
      } else if (isCommand && key === 'k') {
        event.preventDefault();
        event.stopPropagation();
        desk.dialog.value = 'palette';
      } else if (key === '?' && !isCommand && !isTyping(event)) {
        event.preventDefault();
        desk.dialog.value = 'palette';
      }
    },
    // Before the editor, which has other ideas about Ctrl-K.
    { capture: true },
  );
}

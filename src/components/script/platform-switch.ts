// The search above the field marks, and the platform one runs: it narrows the marks, opens the
// platform's part further down, and is remembered for the next page.

import { matchesMark, type SearchedMark } from './match-mark.ts';

const KEY = 'platform';

function remembered(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function remember(platform: string): void {
  try {
    if (platform === '') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, platform);
  } catch {
    // Storage may be blocked: the choice then holds for this page.
  }
}

function wordsOf(mark: HTMLElement): SearchedMark {
  const line = mark.querySelector('code')?.textContent ?? '';
  return { line, text: mark.textContent ?? '' };
}

/** Starts the search and the switch, if the page has field marks. */
export function startPlatformSwitch(): void {
  const form = document.querySelector<HTMLFormElement>('[data-mark-filter]');
  const search = form?.querySelector('input');
  const select = form?.querySelector('select');
  const count = form?.querySelector('output');
  if (!form || !search || !select || !count) return;
  const marks = [...document.querySelectorAll<HTMLElement>('.field-mark')];
  const said = new Map(marks.map((mark) => [mark, wordsOf(mark)]));

  const show = (): void => {
    const words = search.value;
    const platform = select.value;
    // A platform without a mark on this page would leave an empty list, which helps nobody.
    const isKnown = marks.some((mark) => mark.dataset['platform'] === platform);
    let shown = 0;
    for (const mark of marks) {
      const isMine = !isKnown || mark.dataset['platform'] === platform;
      const text = said.get(mark);
      mark.hidden = !(isMine && text && matchesMark(text, words));
      if (!mark.hidden) shown += 1;
    }
    const name = select.selectedOptions[0]?.text ?? '';
    const remark = platform === '' || isKnown ? '' : `, none of ${name}`;
    count.textContent = `${shown} of ${marks.length} marks${remark}`;
  };
  const openPlatform = (): void => {
    const part = document.getElementById(`on-${select.value}`);
    if (part instanceof HTMLDetailsElement) part.open = true;
  };
  /** A link to a mark must arrive, also when the mark is filtered away. */
  const reveal = (): void => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.hidden || !marks.includes(target)) return;
    search.value = '';
    select.value = '';
    show();
    target.scrollIntoView();
  };

  select.value = remembered();
  if (select.selectedIndex < 0) select.value = '';
  show();
  openPlatform();
  reveal();
  form.addEventListener('submit', (event) => event.preventDefault());
  search.addEventListener('input', show);
  select.addEventListener('change', () => {
    remember(select.value);
    show();
    openPlatform();
  });
  addEventListener('hashchange', reveal);
}

// The filter of the table of failures: hides what is not asked for, says how much is left, keeps the address in step.

import { filterOf, isShown, type MatrixFilter, queryOf } from './filter.ts';

const all = (selector: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(selector),
];

const has = <T>(list: Iterable<T>, test: (one: T) => boolean): boolean => [...list].some(test);

function show(filter: MatrixFilter, output: HTMLOutputElement): void {
  const entries = all('[data-entry]');
  for (const entry of entries) {
    const { platform = '', failure = '', codes = '' } = entry.dataset;
    const numbers = codes === '' ? [] : codes.split(' ').map(Number);
    entry.hidden = !isShown({ platform, failure, codes: numbers }, filter);
  }
  const shown = entries.filter(({ hidden }) => !hidden);
  for (const row of all('[data-row]')) {
    row.hidden = !has(shown, (entry) => row.contains(entry));
  }
  for (const cell of all('[data-column]')) {
    const { column } = cell.dataset;
    cell.hidden = !has(shown, (entry) => entry.dataset['platform'] === column);
  }
  output.textContent =
    shown.length === entries.length
      ? `${entries.length} answers`
      : `${shown.length} of ${entries.length} answers`;
}

/** Starts the filter. */
export function startMatrix(): void {
  const form = document.querySelector<HTMLFormElement>('[data-matrix-filter]');
  const output = form?.querySelector('output');
  const code = form?.querySelector<HTMLSelectElement>('[name="code"]');
  const failure = form?.querySelector<HTMLSelectElement>('[name="failure"]');
  const chosen = form?.querySelector<HTMLElement>('[data-chosen]');
  if (!form || !output || !code || !failure || !chosen) return;
  const boxes = [...form.querySelectorAll<HTMLInputElement>('[name="platform"]')];

  const read = (): MatrixFilter => ({
    platforms: boxes.filter(({ checked }) => checked).map(({ value }) => value),
    code: code.value === '' ? undefined : Number(code.value),
    failure: failure.value === '' ? undefined : failure.value,
  });
  const apply = (): void => {
    const filter = read();
    const count = filter.platforms.length;
    chosen.textContent = count === 0 ? 'all' : `${count} of ${boxes.length}`;
    show(filter, output);
  };
  const fill = (): void => {
    const filter = filterOf(location.search);
    for (const box of boxes) box.checked = filter.platforms.includes(box.value);
    code.value = String(filter.code ?? '');
    failure.value = filter.failure ?? '';
    // A code or failure the table does not have leaves the select without a choice.
    for (const select of [code, failure]) if (select.selectedIndex < 0) select.value = '';
    apply();
  };
  form.addEventListener('change', () => {
    apply();
    history.replaceState(null, '', `${location.pathname}${queryOf(read())}${location.hash}`);
  });
  form.addEventListener('reset', () => {
    history.replaceState(null, '', location.pathname);
    queueMicrotask(fill);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('popstate', fill);
  fill();
}

// Shows the labs that fit the filter's choices, and keeps the choices in the address.

const form = document.querySelector<HTMLFormElement>('[data-lab-filter]');
const rows = [...document.querySelectorAll<HTMLElement>('[data-lab-progress]')];

type Row = Readonly<Record<string, string | undefined>>;

const list = (value: string | undefined): string[] => (value ?? '').split(' ');

const FITS: Readonly<Record<string, (row: Row, wanted: string) => boolean>> = {
  code: (row, wanted) => list(row['codes']).includes(wanted),
  layer: (row, wanted) => row['layer'] === wanted,
  cause: (row, wanted) => list(row['causes']).includes(wanted),
  difficulty: (row, wanted) => row['difficulty'] === wanted,
  minutes: (row, wanted) => Number(row['minutes']) <= Number(wanted),
  state: (row, wanted) => (wanted === 'done') === (row['isDone'] !== undefined),
};

function chosen(of: HTMLFormElement): [name: string, wanted: string][] {
  return [...new FormData(of)].flatMap(([name, wanted]) =>
    typeof wanted === 'string' && wanted !== '' ? [[name, wanted] as [string, string]] : [],
  );
}

function show(of: HTMLFormElement): void {
  const choices = chosen(of);
  let count = 0;
  for (const row of rows) {
    const fits = choices.every(([name, wanted]) => FITS[name]?.(row.dataset, wanted) ?? true);
    row.hidden = !fits;
    if (fits) count++;
  }
  const line = of.querySelector('[data-lab-count]');
  if (!line) return;
  if (count === 0) line.textContent = 'No lab fits all of that. Take one choice back.';
  else line.textContent = choices.length === 0 ? '' : `${count} of ${rows.length} labs`;
}

function begin(of: HTMLFormElement): void {
  const address = new URL(location.href);
  for (const select of of.querySelectorAll('select')) {
    const wanted = address.searchParams.get(select.name);
    // What the list does not have is no choice: the first one stays.
    if ([...select.options].some(({ value }) => value === wanted)) select.value = wanted ?? '';
  }
  of.addEventListener('submit', (event) => event.preventDefault());
  const changed = (): void => {
    const query = new URLSearchParams(chosen(of)).toString();
    history.replaceState(null, '', query ? `?${query}` : location.pathname);
    show(of);
  };
  of.addEventListener('change', changed);
  // The fields are empty only once the event is over.
  of.addEventListener('reset', () => queueMicrotask(() => setTimeout(changed)));
  document.addEventListener('lab-progress', () => show(of));
  show(of);
}

if (form) begin(form);

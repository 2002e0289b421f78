// The form of the timeout chain: computes while one types, and keeps the address in step.
import { h, render } from 'preact';
import { chainOf, type EdgeKind, FIRST, queryOf, settingOf } from './address.ts';
import { chainFields } from './fields.ts';
import { Result } from './Result.tsx';

/** What the page hands over: edges with their names, and the codes that have a page. */
export interface TimeoutsData {
  readonly edges: readonly (EdgeKind & { readonly name: string })[];
  readonly codes: readonly number[];
}

/** Starts the form, if the page has one. */
export function startTimeouts(): void {
  const form = document.querySelector<HTMLFormElement>('[data-timeouts]');
  const result = document.querySelector<HTMLElement>('[data-timeouts-result]');
  const announce = document.querySelector<HTMLElement>('[data-announce]');
  if (!form || !result) return;
  const { edges, codes }: TimeoutsData = JSON.parse(form.dataset['timeouts'] ?? 'null');
  const fields = chainFields(form, edges);

  const show = (): void => {
    const setting = fields.read();
    const edgeName = edges.find(({ id }) => id === setting.edge?.id)?.name ?? 'the edge';
    render(h(Result, { chain: chainOf(setting, edges), edgeName, codes }), result);
  };
  const showAddress = (): void => {
    fields.fill(settingOf(location.search, edges));
    show();
  };

  result.replaceChildren();
  showAddress();
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLSelectElement && target.name === 'edge') fields.takeEdgeLimit();
    show();
  });
  // When a field is left, not at each key: the address, and what is read out.
  form.addEventListener('change', () => {
    history.replaceState(null, '', `${location.pathname}${queryOf(fields.read())}`);
    const said = result.querySelector('.chain-headline')?.textContent ?? '';
    if (announce) announce.textContent = said;
  });
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    history.replaceState(null, '', location.pathname);
    fields.fill(FIRST);
    show();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('popstate', showAddress);
}

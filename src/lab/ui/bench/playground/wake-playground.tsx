// The playground's page: builds a box from what the reader chose, from a lab, or from a link, and opens the workbench
// on it. Another choice is another world: the page is loaded again with it.
import { render } from 'preact';
import { fetchEarly } from '../../../../sandbox/host/assets.ts';
import type { LabData } from '../../../session/lab-data.ts';
import { openLab } from '../../../session/lab-session.ts';
import {
  isSameSource,
  type PlaygroundSource,
  readSource,
} from '../../../session/playground/playground-source.ts';
import { fetchLab } from '../../place.ts';
import { readStoredWork, workKey } from '../../stored-work.ts';
import { BenchDesk } from '../bench-desk.ts';
import type { BenchGuide } from '../guide.ts';
import { beginBench, sayFailure } from '../open-bench.ts';
import { Workbench } from '../Workbench.tsx';
import type { PlaygroundLab } from './playground-handle.ts';
import { firstSource, storedSource, storeSource } from './playground-store.ts';

/** What the page is rendered with. */
interface PlaygroundPlace {
  readonly guide: BenchGuide;
  readonly labs: readonly (PlaygroundLab & { readonly address: string })[];
}

async function dataOf(source: PlaygroundSource, labs: PlaygroundPlace['labs']): Promise<LabData> {
  const { labAsPlayground, playgroundLab } = await import(
    '../../../session/playground/playground-lab.ts'
  );
  if (source.kind === 'parts') return playgroundLab(source.parts);
  const lab = labs.find(({ slug }) => slug === source.slug);
  if (!lab) throw new Error(`there is no lab ${source.slug} any more`);
  return labAsPlayground((await fetchLab(lab.address)).data);
}

/** What a link holds; null where there is none, or it is damaged: that is said when the box stands. */
async function linkedData(): Promise<unknown> {
  if (!location.hash.startsWith('#lab=')) return null;
  const { fromFragment } = await import('../share-link.ts');
  try {
    return fromFragment(location.hash);
  } catch {
    return null;
  }
}

const fromOf = (linked: unknown): PlaygroundSource | null =>
  typeof linked === 'object' && linked !== null && 'from' in linked
    ? readSource(linked.from)
    : null;

/** `/playground/?lab=null-items` opens that lab. */
function askedSource(): PlaygroundSource | null {
  const slug = new URLSearchParams(location.search).get('lab');
  return slug === null ? null : readSource({ kind: 'lab', slug });
}

async function wake(place: HTMLElement): Promise<void> {
  fetchEarly(['express']);
  const frame = place.querySelector<HTMLElement>('[data-frame]');
  if (!frame) throw new Error('the page has no place for it');
  const { guide, labs } = JSON.parse(
    place.querySelector('[data-place]')?.textContent ?? '{}',
  ) as PlaygroundPlace;
  const stored = storedSource();
  const linked = fromOf(await linkedData());
  const asked = askedSource();
  const source = linked ?? asked ?? stored ?? firstSource;
  if (asked && !linked) {
    storeSource(asked);
    history.replaceState(null, '', location.pathname + location.hash);
  }
  const data = await dataOf(source, labs);
  const session = openLab(data);
  const desk = new BenchDesk(session, [], guide, {
    source,
    labs,
    open(next, isFresh) {
      storeSource(next);
      if (isFresh) localStorage.removeItem(workKey(data.slug));
      location.reload();
    },
    keep: () => storeSource(source),
    leave() {
      if (stored === null || !isSameSource(stored, source)) location.reload();
    },
  });
  frame.replaceChildren();
  render(<Workbench desk={desk} uid="playground" highlighted={{}} brief="" />, frame);
  // Work on this very box only: a link to another one shows what the link holds.
  const work =
    linked && !(stored && isSameSource(stored, linked)) ? null : readStoredWork(data.slug);
  await beginBench(place, desk, work);
  if (stored === null && !linked && !asked) desk.dialog.value = 'parts';
}

for (const place of document.querySelectorAll<HTMLElement>('[data-playground]')) {
  wake(place).catch((error: unknown) => sayFailure(place, error));
}

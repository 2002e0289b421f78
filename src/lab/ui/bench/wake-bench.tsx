// Brings the workbench of a lab page to life: reads what the page was rendered from, hydrates the same markup,
// puts back what the reader left, and starts the engine. The only script a lab page loads by itself.
import { hydrate } from 'preact';
import { fetchEarly } from '../../../sandbox/host/assets.ts';
import { openLab } from '../../session/lab-session.ts';
import type { HighlightedFiles } from '../inline/InlineSandbox.tsx';
import { fetchLab, type PlaceData, readHighlighted, readPlace } from '../place.ts';
import { readStoredWork } from '../stored-work.ts';
import { BenchDesk } from './bench-desk.ts';
import type { BenchGuide } from './guide.ts';
import { beginBench, sayFailure } from './open-bench.ts';
import { Workbench } from './Workbench.tsx';

/** What a lab page is rendered from, beside the lab itself. */
export interface BenchPlace extends PlaceData {
  readonly guide: BenchGuide;
}

async function wake(place: HTMLElement): Promise<void> {
  fetchEarly(['express']);
  const { uid, recorded, guide } = readPlace(place) as BenchPlace;
  const frame = place.querySelector<HTMLElement>('[data-frame]');
  if (!frame) throw new Error('the page has no place for it');
  const { data, prepared } = await fetchLab(place.dataset['lab'] ?? '');
  const session = openLab(data, { recorded });
  const desk = new BenchDesk(session, prepared, guide);
  const highlighted: HighlightedFiles = readHighlighted(place);
  const brief = place.querySelector('[data-brief]')?.innerHTML ?? '';
  hydrate(<Workbench desk={desk} uid={uid} highlighted={highlighted} brief={brief} />, frame);
  await beginBench(place, desk, readStoredWork(data.slug));
}

for (const place of document.querySelectorAll<HTMLElement>('[data-bench]')) {
  wake(place).catch((error: unknown) => sayFailure(place, error));
}

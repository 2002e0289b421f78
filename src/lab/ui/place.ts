// What a page holds of a lab, read back: the place's data, the highlighted files, and the lab's own file, which is
// fetched. Shared by the sandbox in a page and by the workbench.
import type { PreparedEntry, TraceEvent } from '#sim';
import type { LabData } from '../session/lab-data.ts';
import type { HighlightedFiles } from './inline/InlineSandbox.tsx';

/** What a place in the page is rendered from, beside the lab itself. */
export interface PlaceData {
  readonly uid: string;
  readonly presetId: string | null;
  readonly file: string | null;
  readonly actionId: string | null;
  readonly recorded: readonly TraceEvent[];
}

/** A lab as it is fetched: its data, and the parser's answers for files nobody has changed. */
export interface LabFile {
  readonly data: LabData;
  readonly prepared: readonly PreparedEntry[];
}

/** Fetches a lab's file. Throws with the address where that fails. */
export async function fetchLab(address: string): Promise<LabFile> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return (await response.json()) as LabFile;
}

/** What the place was rendered from. */
export function readPlace(place: HTMLElement): PlaceData {
  return JSON.parse(place.querySelector('[data-place]')?.textContent ?? '{}') as PlaceData;
}

/** The lines of the code blocks the page has: the one on show, and those kept as templates. */
export function readHighlighted(place: HTMLElement): HighlightedFiles {
  const files: Record<string, string[]> = {};
  for (const block of place.querySelectorAll<HTMLElement>('[data-code]')) {
    const holder = block instanceof HTMLTemplateElement ? block.content : block;
    const lines = holder.querySelectorAll('[data-line]');
    files[block.dataset['code'] ?? ''] = [...lines].map(({ innerHTML }) => innerHTML);
  }
  return files;
}

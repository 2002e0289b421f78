// What this browser keeps for the workbench, beside the work itself (stored-work.ts): layout, settings, presets of
// the reader's own, progress. Storage may be blocked or full: then it lasts as long as the page.
import type { RequestSpec } from '#sim';
import {
  type LabProgress,
  mergeProgress,
  type Progress,
  readProgress,
  writeProgress,
} from '../../session/progress.ts';
import { readRequest } from '../../session/request-text.ts';

const LAYOUT = 'bench:layout';
const SETTINGS = 'bench:settings';
/** The list of labs knows this key as well. */
export const PROGRESS = 'progress';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // See above.
  }
}

export const storedLayout = (): string => read(LAYOUT) ?? '';
export const storeLayout = (text: string): void => write(LAYOUT, text);

/** Whether files are saved when the reader pauses; so it is until they say otherwise. */
export const savesOnPause = (): boolean => read(SETTINGS) !== 'saves-by-hand';
export const storeSavesOnPause = (isOn: boolean): void =>
  write(SETTINGS, isOn ? 'saves-on-pause' : 'saves-by-hand');

export const storedProgress = (): Progress => readProgress(read(PROGRESS) ?? '') ?? {};

/** Adds to what is known of a lab; nothing reached is lost. */
export function storeProgress(slug: string, progress: LabProgress): void {
  write(PROGRESS, writeProgress(mergeProgress(storedProgress(), { [slug]: progress })));
}

/** A request the reader has named. */
export interface OwnPreset {
  readonly title: string;
  readonly request: RequestSpec;
}

const presetsKey = (slug: string): string => `presets:${slug}`;
const PRESETS_LIMIT = 30;

/** The reader's own requests for a lab. */
export function storedPresets(slug: string): OwnPreset[] {
  try {
    const list: unknown = JSON.parse(read(presetsKey(slug)) ?? '[]');
    if (!Array.isArray(list)) return [];
    return (list as unknown[]).slice(0, PRESETS_LIMIT).flatMap((one) => {
      const { title, request } = (one ?? {}) as Record<string, unknown>;
      const found = readRequest(request);
      return found && typeof title === 'string' ? [{ title, request: found }] : [];
    });
  } catch {
    return [];
  }
}

export const storePresets = (slug: string, presets: readonly OwnPreset[]): void =>
  write(presetsKey(slug), JSON.stringify(presets.slice(-PRESETS_LIMIT)));

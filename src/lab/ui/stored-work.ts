// Keeps the reader's work in this browser, so that a reload loses nothing. Storage may be blocked or full: then
// the work lives as long as the page.

import type { LabSession } from '../session/lab-session.ts';
import { hasWork, saveWork } from '../session/saved-work.ts';

/** The storage key of a lab. The loader knows it too. */
export const workKey = (slug: string): string => `lab:${slug}`;

/** The work kept for a lab; null where there is none. */
export function readStoredWork(slug: string): string | null {
  try {
    return localStorage.getItem(workKey(slug));
  } catch {
    return null;
  }
}

/** Keeps the session's work, or forgets it where there is none. */
export function storeWork(session: LabSession): void {
  try {
    const key = workKey(session.data.slug);
    if (hasWork(session)) localStorage.setItem(key, saveWork(session));
    else localStorage.removeItem(key);
  } catch {
    // See above: nothing is kept, and nothing breaks.
  }
}

/**
 * Keeps a session's work as it changes, and nothing else: a tab that took texts over from another one, or whose world
 * went on, must not write them again, for by then the other tab may have newer ones.
 */
export class WorkKeeper {
  #known: string;

  constructor(session: LabSession) {
    this.#known = saveWork(session);
  }

  /** The session changed: keeps its work where that is new. */
  changed(session: LabSession): void {
    const work = saveWork(session);
    if (work === this.#known) return;
    this.#known = work;
    storeWork(session);
  }

  /** The session's work is what another tab has kept, as far as it was taken over. */
  tookOver(session: LabSession): void {
    this.#known = saveWork(session);
  }
}

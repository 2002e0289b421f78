// Which playground this browser has open. Storage may be blocked or full: then it lasts as long as the page.
import {
  firstSource,
  type PlaygroundSource,
  readSource,
} from '../../../session/playground/playground-source.ts';

const KEY = 'playground';

/** The playground that was left; null where none was chosen yet. */
export function storedSource(): PlaygroundSource | null {
  try {
    return readSource(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  } catch {
    return null;
  }
}

export function storeSource(source: PlaygroundSource): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(source));
  } catch {
    // See above.
  }
}

export { firstSource };

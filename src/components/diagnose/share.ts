// A paste in the fragment of an address, and back. Fragments are not sent to servers. Callers mask first.

const NAME = '#paste=';
/** Longer pastes make addresses that programs cut. */
const LONGEST_SHARED = 6000;

/** The fragment for a paste, or undefined when it is too long for an address. */
export function fragmentOf(paste: string): string | undefined {
  return paste.length > LONGEST_SHARED ? undefined : NAME + encodeURIComponent(paste);
}

/** The paste of a fragment; undefined when the fragment holds none. */
export function pasteOf(fragment: string): string | undefined {
  if (!fragment.startsWith(NAME)) return undefined;
  try {
    return decodeURIComponent(fragment.slice(NAME.length));
  } catch {
    return undefined;
  }
}

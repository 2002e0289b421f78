// URIs: decoding and normalising a request's path, and escaping one for a line of its own.
// Simplified: paths are handled as latin1 text, one character per byte.

const HEX = /^[0-9a-fA-F]{2}$/;

/**
 * Decodes `%xx`, resolves `.` and `..`, merges slashes. `args` is what follows `?`. Null where
 * nginx answers 400: broken encoding, a NUL, a way above the root.
 */
export const normalisePath = (
  target: string,
  options: { readonly mergeSlashes: boolean },
): { readonly path: string; readonly args: string | null } | null => {
  let out = '';
  let args: string | null = null;
  let segmentStart = -1;
  /** Ends a segment; false where it leads above the root. */
  const endSegment = (): boolean => {
    const segment = out.slice(segmentStart + 1);
    if (segment === '.') {
      out = out.slice(0, segmentStart + 1);
    } else if (segment === '..') {
      if (segmentStart <= 0) return false;
      const before = out.lastIndexOf('/', segmentStart - 1);
      out = out.slice(0, before + 1);
    }
    return true;
  };
  for (let at = 0; at < target.length; at++) {
    let ch = target[at] as string;
    let decoded = false;
    if (ch === '%') {
      const hex = target.slice(at + 1, at + 3);
      if (!HEX.test(hex)) return null;
      ch = String.fromCharCode(Number.parseInt(hex, 16));
      if (ch === '\0') return null;
      at += 2;
      decoded = true;
    } else if (ch === '?') {
      args = target.slice(at + 1).split('#', 1)[0] ?? '';
      break;
    } else if (ch === '#') {
      break;
    }
    // A decoded slash separates segments like any other; a decoded `?` or `#` is an ordinary
    // character.
    if (ch === '/' && (out === '' || !decoded || ch === '/')) {
      if (out !== '' && !endSegment()) return null;
      if (!(options.mergeSlashes && out.endsWith('/'))) out += '/';
      segmentStart = out.length - 1;
    } else {
      out += ch;
    }
  }
  if (!endSegment()) return null;
  return { path: out, args };
};

const escapeWith = (pattern: RegExp, text: string): string =>
  text.replace(pattern, (ch) => `%${ch.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** A path as it goes into a request line or a Location field. */
export const escapePath = (path: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
  escapeWith(/[\x00-\x20"#%<>?\\^`{|}\x7f-\xff]/g, path);

/**
 * Characters of a redirect that may not stand as they are: blanks, control characters, non-ASCII.
 */
export const escapeSpaces = (path: string): string => path.replaceAll(' ', '%20');

/** An argument: everything but unreserved characters is escaped. */
export const escapeArgument = (text: string): string => escapeWith(/[^A-Za-z0-9\-._~]/g, text);

/** The file name extension of a path, without the dot; empty for none. */
export const extensionOf = (path: string): string => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1) : '';
};

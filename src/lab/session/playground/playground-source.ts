// Where a playground comes from: parts, or a lab by its name. What storage and links hold, read without belief.

import { firstParts, type PlaygroundParts, readParts } from './parts.ts';

export type PlaygroundSource =
  | { readonly kind: 'parts'; readonly parts: PlaygroundParts }
  | { readonly kind: 'lab'; readonly slug: string };

export const firstSource: PlaygroundSource = { kind: 'parts', parts: firstParts };

/** A source from what was kept or sent; null where it holds none. Labs are named, and may not exist any more. */
export function readSource(value: unknown): PlaygroundSource | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, parts, slug } = value as Record<string, unknown>;
  if (kind === 'lab') {
    return typeof slug === 'string' && /^[a-z0-9-]{1,80}$/.test(slug) ? { kind, slug } : null;
  }
  const read = readParts(parts);
  return kind === 'parts' && read ? { kind, parts: read } : null;
}

export const isSameSource = (a: PlaygroundSource, b: PlaygroundSource): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

// Shared memory zones by name: one name, one purpose, and one directive that gives the size.

import type { ZoneKind } from './draft.ts';
import type { ConfigReader } from './reader.ts';

/** Names a zone; `sizeBytes` is 0 where it is only used. Refuses what cannot fit together. */
export const shareZone = (
  cf: ConfigReader,
  name: string,
  kind: ZoneKind,
  sizeBytes: number,
): void => {
  const existing = cf.draft.zones.get(name);
  if (!existing) {
    cf.draft.zones.set(name, { name, kind, sizeBytes });
    return;
  }
  if (existing.kind !== kind) {
    cf.fail(`the shared memory zone "${name}" is already declared for a different use`);
  }
  if (existing.sizeBytes === 0) existing.sizeBytes = sizeBytes;
  else if (sizeBytes > 0 && sizeBytes !== existing.sizeBytes) {
    const sizes = `the size ${sizeBytes} of shared memory zone "${name}" conflicts with`;
    cf.fail(`${sizes} already declared size ${existing.sizeBytes}`);
  }
};

// The ring of `hash ... consistent`: 160 points for each server and unit of weight, at places that
// stay where they are when other servers come or go.

import { crc32Update } from '../crc32.ts';
import type { UpstreamGroup } from './group.ts';

interface Point {
  readonly hash: number;
  readonly server: string;
}

const POINTS_PER_WEIGHT = 160;
const rings = new WeakMap<UpstreamGroup, readonly Point[]>();

const bytesOf = (number: number): string =>
  String.fromCharCode(
    number & 0xff,
    (number >>> 8) & 0xff,
    (number >>> 16) & 0xff,
    (number >>> 24) & 0xff,
  );

const build = (group: UpstreamGroup): readonly Point[] => {
  const points: Point[] = [];
  for (const { serverName, weight } of group.primary.peers) {
    const unix = serverName.startsWith('unix:');
    const match = unix ? null : /^(.*):(\d+)$/.exec(serverName);
    const host = unix ? serverName.slice(5) : (match?.[1] ?? serverName);
    const port = match?.[2] ?? '';
    const base = crc32Update(crc32Update(crc32Update(0xffffffff, host), '\0'), port);
    let previous = 0;
    for (let at = 0; at < weight * POINTS_PER_WEIGHT; at++) {
      const hash = (crc32Update(base, bytesOf(previous)) ^ 0xffffffff) >>> 0;
      points.push({ hash, server: serverName });
      previous = hash;
    }
  }
  points.sort((a, b) => a.hash - b.hash);
  return points.filter((point, at) => at === 0 || point.hash !== points[at - 1]?.hash);
};

/** The ring of a group, worked out once. */
export const ketamaPoints = (group: UpstreamGroup): readonly Point[] => {
  let ring = rings.get(group);
  if (!ring) {
    ring = build(group);
    rings.set(group, ring);
  }
  return ring;
};

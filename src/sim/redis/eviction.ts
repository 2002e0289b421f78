// Makes room when memory is full, by maxmemory-policy (evict.c in Redis 7.0).
// Simplified: of all candidates the best one goes, where Redis looks at maxmemory-samples of them and keeps a
// pool; the least frequently used are counted exactly and do not age.

import type { Random } from '../kernel/random.ts';
import type { EvictionPolicy } from './config/directives.ts';
import type { Database, Entry } from './database.ts';

export interface Victim {
  readonly database: Database;
  readonly key: string;
}

/** How gladly a key is given up; the highest goes first. */
function gladness(entry: Entry, policy: EvictionPolicy): number {
  if (policy === 'volatile-ttl') return -(entry.expiresAtMs ?? 0);
  if (policy.endsWith('lfu')) return -entry.uses;
  return -entry.lastUsedMs;
}

/** The key to be given up next; null where the policy has none. */
export function chooseVictim(
  databases: readonly Database[],
  policy: EvictionPolicy,
  random: Random,
): Victim | null {
  if (policy === 'noeviction') return null;
  const isAny = policy.startsWith('allkeys');
  const isRandom = policy.endsWith('random');
  const candidates: Victim[] = [];
  let best: Victim | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (const database of databases) {
    for (const [key, entry] of database.entries) {
      if (!isAny && entry.expiresAtMs === null) continue;
      if (isRandom) {
        candidates.push({ database, key });
        continue;
      }
      const value = gladness(entry, policy);
      if (value <= highest && best) continue;
      highest = value;
      best = { database, key };
    }
  }
  if (isRandom) return candidates[random.below(Math.max(1, candidates.length))] ?? null;
  return best;
}

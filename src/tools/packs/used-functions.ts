// Finds out which functions of Node's library and of packages a set of programs uses, by running them on the
// simulated Node
// under V8's own coverage (https://chromedevtools.github.io/devtools-protocol/tot/Profiler/).

import { type Profiler, Session } from 'node:inspector/promises';
import type { GuestRealm } from '../../sim/node/guest-realm.ts';

/** What of one file was used; places are offsets in its text. */
export interface UsedParts {
  /** Where the functions end that were called at least once. */
  readonly ends: Set<number>;
  /** Stretches that never ran, for each time the file was compiled. */
  readonly idle: (readonly (readonly [start: number, end: number])[])[];
}

/** Library modules go by their id, files of packages by their path below node_modules. */
export type UsedFunctions = ReadonlyMap<string, UsedParts>;

/** Whether nothing of a stretch ever ran. */
export const isIdle = ({ idle }: UsedParts, start: number, end: number): boolean =>
  idle.every((ranges) => ranges.some(([from, to]) => from <= start && end <= to));

const LIBRARY = 'node:';
const MODULES = '/node_modules/';

/** What a file is called in its pack; undefined for files that are in none. */
function nameInPack(url: string): string | undefined {
  if (url.startsWith(LIBRARY)) return url.slice(LIBRARY.length);
  const at = url.indexOf(MODULES);
  return at === -1 ? undefined : url.slice(at + MODULES.length);
}

/** Runs `action` in a realm of its own and answers, by module id, which functions it called. */
export async function usedFunctions(
  createRealm: () => GuestRealm,
  action: (realm: GuestRealm) => Promise<void>,
): Promise<UsedFunctions> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  try {
    const realm = createRealm();
    await action(realm);
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return collect(result, realm);
  } finally {
    await session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
  }
}

function collect(scripts: readonly Profiler.ScriptCoverage[], realm: GuestRealm): UsedFunctions {
  const used = new Map<string, UsedParts>();
  for (const { url, functions } of scripts) {
    const head = realm.compiler.headLength(url);
    // Node's real library has the same names; only what the realm compiled counts.
    const name = nameInPack(url);
    if (name === undefined || head === undefined) continue;
    const parts = used.get(name) ?? { ends: new Set(), idle: [] };
    const idle: [number, number][] = [];
    for (const { ranges } of functions) {
      const whole = ranges[0];
      if (whole && whole.count > 0) parts.ends.add(whole.endOffset - head);
      for (const { count, startOffset, endOffset } of ranges) {
        if (count === 0) idle.push([startOffset - head, endOffset - head]);
      }
    }
    parts.idle.push(idle);
    used.set(name, parts);
  }
  return used;
}

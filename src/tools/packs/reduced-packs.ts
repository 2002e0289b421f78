// Makes the packs that hold less than there is: the core of Node's library, and what the labs need first of the
// library and of packages. They keep the functions that programs were seen to use and empty the others; the
// first packs empty branches that were never taken as well.
// Whoever needs more gets a MissingPackError out of the whole world, and the next pack after that.

import { join } from 'node:path';
import { readPrograms } from '../../platform/conformance/program.ts';
import { runOnSimulatedNode } from '../../platform/conformance/simulated-node.ts';
import { NodeDriver } from '../../platform/node-driver.ts';
import { createNodePlatform } from '../../platform/node-platform.ts';
import { Pack } from '../../sim/files/pack.ts';
import { algorithms } from '../../sim/node/algorithms.ts';
import { GuestRealm } from '../../sim/node/guest-realm.ts';
import type { LibraryConstants } from '../../sim/node/library.ts';
import { installedFiles } from '../../sim/node/package-packs.ts';
import { FIRST_PACKAGES } from '../../sim/node/packages.ts';
import { preparePackageFile } from '../../sim/node/prepare/package-preparer.ts';
import { scriptPreparer } from '../../sim/node/prepare/script-preparer.ts';
import type { StoredPreparation } from '../../sim/node/prepare/stored-preparation.ts';
import { runFirstLabs } from './first-labs.ts';
import { type PackEntry, writePack } from './pack-file.ts';
import { stubUnused, type Usage } from './stub-functions.ts';
import { isIdle, type UsedFunctions, usedFunctions } from './used-functions.ts';

const PROGRAMS = join(import.meta.dirname, 'core-programs');
/** Programs of the conformance suite that count as well: what readers of the guides run and break. */
const CONFORMANCE = join(import.meta.dirname, '../../sim/node/conformance/programs');
const COUNTED =
  /^(?:guide|express|rejections)\/|^crash\/(?!a)|^exit\/(?:graceful|sig)|^modules\/(?:esm-(?:crash|syntax|not-found|require)|top-level-await-rejects|detected)|^typescript\/(?:stack|syntax|enum)/;
const PLACE = { folder: '/srv/app', modules: '/srv/node_modules' };

export interface ReducedPacksOptions {
  readonly library: readonly PackEntry[];
  readonly constants: LibraryConstants;
  /** The files of each package that labs and programs require, by its name. */
  readonly packages: ReadonlyMap<string, readonly PackEntry[]>;
}

/** Texts of packs. */
export interface ReducedPacks {
  readonly core: string;
  readonly first: string;
  /** By the package's name. */
  readonly firstOfPackages: ReadonlyMap<string, string>;
}

/** Runs labs and programs, and makes the packs from what they used. */
export async function reducedPacks(options: ReducedPacksOptions): Promise<ReducedPacks> {
  const { library, packages } = options;
  const first = await usedByLabs(options);
  const core = await usedByPrograms(options);
  // Who has the core goes without the first pack's functions, so it has them all.
  for (const [name, { ends }] of first) {
    core.set(name, new Set([...ends, ...(core.get(name) ?? [])]));
  }
  const inCore = (name: string): Usage | undefined => {
    const ends = core.get(name);
    return ends && { isUsed: (end) => ends.has(end) };
  };
  const inFirst = (name: string): Usage | undefined => {
    const parts = first.get(name);
    return (
      parts && {
        isUsed: (end) => parts.ends.has(end),
        isIdle: (start, end) => isIdle(parts, start, end),
      }
    );
  };
  return {
    core: libraryPack(library, inCore),
    first: libraryPack(library, inFirst),
    firstOfPackages: new Map(
      FIRST_PACKAGES.map((name) => [
        name,
        writePack((packages.get(name) ?? []).map((entry) => reducePackageFile(entry, inFirst))),
      ]),
    ),
  };
}

type UsageOf = (name: string) => Usage | undefined;

function libraryPack(library: readonly PackEntry[], usageOf: UsageOf): string {
  return writePack(library.flatMap((entry) => reduce(entry, usageOf(entry.name)) ?? []));
}

/** A script with what is used of it; nothing where nobody loads it. */
function reduce({ name, text }: PackEntry, usage: Usage | undefined): PackEntry | undefined {
  if (!usage) return undefined;
  const reduced = stubUnused(text, usage);
  return { name, text: reduced, note: preparePackageFile(reduced, name, 'commonjs') };
}

/** Scripts in part, or not at all where nothing loads them; data and the few ES modules whole. */
function reducePackageFile(entry: PackEntry, usageOf: UsageOf): PackEntry {
  const usage = usageOf(entry.name);
  if (entry.name.endsWith('.json') || (usage && entry.name.endsWith('.mjs'))) return entry;
  const sizeBytes = Buffer.byteLength(entry.text);
  const reduced = reduce(entry, usage);
  if (!reduced) return { name: entry.name, text: '', note: { z: sizeBytes } };
  if (reduced.text === entry.text) return entry;
  // What can be imported by name is the same, whatever of it has been emptied.
  const { x } = (entry.note ?? {}) as StoredPreparation;
  return { ...reduced, note: { ...(reduced.note as object), ...(x && { x }), z: sizeBytes } };
}

/** A realm on a library without guards, so that places in the text are places in the pack. */
function plainRealm({ library, constants }: ReducedPacksOptions): () => GuestRealm {
  const texts = new Map(library.map(({ name, text }) => [name, text]));
  return () =>
    new GuestRealm(createNodePlatform(), {
      constants,
      text: (id) => texts.get(id),
      algorithms: () => algorithms,
    });
}

/** The packages without what their packs store: their files run without guards as well. */
const plainPacks = ({ packages }: ReducedPacksOptions): ReadonlyMap<string, Pack> =>
  new Map(
    [...packages].map(([name, entries]) => [
      name,
      new Pack(writePack(entries.map((entry) => ({ name: entry.name, text: entry.text })))),
    ]),
  );

async function usedByPrograms(
  options: ReducedPacksOptions,
): Promise<Map<string, ReadonlySet<number>>> {
  const packs = FIRST_PACKAGES.map((name) => new Pack(writePack(options.packages.get(name) ?? [])));
  const used = await usedFunctions(plainRealm(options), async (realm) => {
    for (const pack of packs) realm.addPackage(pack);
    const counted = readPrograms(CONFORMANCE).filter(({ name }) => COUNTED.test(name));
    for (const program of [...readPrograms(PROGRAMS), ...counted]) {
      await runOnSimulatedNode(program, PLACE, { realm, packages: packs });
    }
  });
  return new Map([...used].map(([name, { ends }]) => [name, ends]));
}

function usedByLabs(options: ReducedPacksOptions): Promise<UsedFunctions> {
  const packs = plainPacks(options);
  return usedFunctions(plainRealm(options), (realm) =>
    runFirstLabs({
      realm,
      olderRealm: () => realm,
      driver: new NodeDriver(),
      preparer: scriptPreparer,
      peers: {},
      packageFiles: (name) =>
        installedFiles(() => ({ whole: packs.get(name), first: undefined }), realm),
    }),
  );
}

// What a world needs when it runs in Node: a driver, a realm over the generated packs, the parser.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuestRealm, installedFiles, type LibraryConstants, Pack, type WorldServices } from '#sim';
import { createApiService } from '../sim/api/api-service.ts';
import { createBrowser } from '../sim/client/browser/browser.ts';
import { createEdge } from '../sim/edge/edge-service.ts';
import { algorithms } from '../sim/node/algorithms.ts';
import { libraryFromPacks } from '../sim/node/library.ts';
import { scriptPreparer } from '../sim/node/prepare/script-preparer.ts';
import { DEFAULT_NODE, type NodeMajor } from '../sim/node/release.ts';
import { createPostgres } from '../sim/postgres/postgres-service.ts';
import { createRedisService } from '../sim/redis/redis-service.ts';
import { NodeDriver } from './node-driver.ts';
import { createNodePlatform } from './node-platform.ts';

const packs = join(dirname(dirname(fileURLToPath(import.meta.url))), 'generated', 'packs');

const read = (name: string): string => readFileSync(join(packs, name), 'utf8');

/** The packs and the constants that hold the library of a release. */
const RELEASES: Readonly<Record<NodeMajor, { pack: string; constants: string }>> = {
  20: { pack: 'node-20', constants: 'node-20-constants' },
  22: { pack: 'node-22', constants: 'node-22-constants' },
  24: { pack: 'node-extra', constants: 'node-constants' },
};

function createRealm(release: NodeMajor): GuestRealm {
  const { pack, constants } = RELEASES[release];
  const library = [new Pack(read(`${pack}.txt`))];
  return new GuestRealm(
    createNodePlatform(),
    libraryFromPacks(
      JSON.parse(read(`${constants}.json`)) as LibraryConstants,
      () => library,
      () => algorithms,
    ),
  );
}

/** Makes something once for each key. */
function once<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as Value;
  };
}

/**
 * Services for worlds in this process, with everything whole; worlds that share them share compiled code. Hosts that
 * name no release of Node have the given one.
 */
export function createNodeServices(release: NodeMajor = DEFAULT_NODE): WorldServices {
  const realmOf = once(createRealm);
  const packOf = once((name: string) => new Pack(read(`${name}.txt`)));
  const installedOn = once((_: GuestRealm) => new Set<string>());
  return {
    realm: realmOf(release),
    olderRealm: realmOf,
    driver: new NodeDriver(),
    preparer: scriptPreparer,
    peers: {
      api: createApiService,
      edge: createEdge,
      postgres: createPostgres,
      redis: createRedisService,
    },
    browser: createBrowser,
    packageFiles(name, realm) {
      const whole = packOf(name);
      const installed = installedOn(realm);
      if (!installed.has(name)) realm.addPackage(whole);
      installed.add(name);
      return installedFiles(() => ({ whole, first: undefined }), realm);
    },
  };
}

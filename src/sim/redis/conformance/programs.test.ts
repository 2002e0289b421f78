// Programs with the real ioredis on the simulated Node beside the simulated Redis, compared with what they did on the
// real Node 24 beside redis-server 7.0.15 (fixtures/programs.json, made by src/tools/record-redis.ts).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../platform/conformance/outcome.ts';
import { readPrograms } from '../../../platform/conformance/program.ts';
import { playRedisProgram } from '../../../platform/conformance/redis-program.ts';
import { createNodePlatform } from '../../../platform/node-platform.ts';
import { Pack } from '../../files/pack.ts';
import { algorithms } from '../../node/algorithms.ts';
import { GuestRealm } from '../../node/guest-realm.ts';
import { type LibraryConstants, libraryFromPacks } from '../../node/library.ts';

const PACKS = join(import.meta.dirname, '../../../generated/packs');
const read = (path: string): string => readFileSync(path, 'utf8');
const recorded = JSON.parse(read(join(import.meta.dirname, 'fixtures/programs.json'))) as Record<
  string,
  Outcome
>;

describe('ioredis beside the simulated Redis', () => {
  const library = [new Pack(read(join(PACKS, 'node-extra.txt')))];
  const constants = JSON.parse(read(join(PACKS, 'node-constants.json'))) as LibraryConstants;
  const realm = new GuestRealm(
    createNodePlatform(),
    libraryFromPacks(
      constants,
      () => library,
      () => algorithms,
    ),
  );
  const packages = [new Pack(read(join(PACKS, 'ioredis.txt')))];
  for (const pack of packages) realm.addPackage(pack);

  it.each(
    readPrograms(join(import.meta.dirname, 'programs')).map((one) => [one.name, one] as const),
  )('%s', { timeout: 30_000 }, async (name, program) => {
    const place = { folder: `/srv/${name}`, modules: '/srv/node_modules' };
    const outcome = await playRedisProgram(program, place, { realm, packages });
    expect(outcome).toEqual(recorded[name]);
  });
});

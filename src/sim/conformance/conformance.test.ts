// Replays the project's copy of the recordings, nginx and Node alike. Agreement may not drop below what was
// reached. Programs run on Node 20, which the recordings were made on; conformance-node-24.test.ts has those
// on Node 24.

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Folders, listCases, replay, toolsFor } from '../../tools/conformance/replay.ts';
import { KNOWN_DISAGREEMENTS } from './disagreements.ts';

const folderOf = (name: string): Folders => {
  const root = path.join(import.meta.dirname, name);
  return { cases: path.join(root, 'cases'), recordings: path.join(root, 'recordings') };
};

describe.each(['fixtures', 'fixtures/extra'])('recordings in %s', (folder) => {
  const folders = folderOf(folder);
  const names = listCases(folders.cases);
  const topics = [...new Set(names.map((name) => path.dirname(name)))];
  it.each(topics)(
    '%s',
    async (topic) => {
      for (const name of names.filter((one) => path.dirname(one) === topic)) {
        const result = await replay(folders, name, toolsFor(20));
        if (result.name in KNOWN_DISAGREEMENTS) expect(result.statusDiffers, name).toBe(false);
        else expect(result.differences, name).toEqual([]);
      }
    },
    60_000,
  );
});

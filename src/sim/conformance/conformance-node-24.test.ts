// Replays cases that Node 24 answers otherwise than the Node 20 of the other recordings: they were recorded
// again on Node 24.21.0 (fixtures/node-24). The model is Node 24; Node 20 is there for the older recordings.

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Folders, listCases, replay, toolsFor } from '../../tools/conformance/replay.ts';
import { NODE_24_DISAGREEMENTS } from './disagreements.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures');
const folders: Folders = {
  cases: path.join(fixtures, 'cases'),
  recordings: path.join(fixtures, 'node-24'),
};

describe('recordings of Node 24', () => {
  it.each(listCases(folders.recordings))(
    '%s',
    async (name) => {
      const result = await replay(folders, name, toolsFor(24));
      if (result.name in NODE_24_DISAGREEMENTS) expect(result.statusDiffers, name).toBe(false);
      else expect(result.differences, name).toEqual([]);
    },
    60_000,
  );
});

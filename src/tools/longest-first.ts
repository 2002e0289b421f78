// The order of the unit tests' files. On a clone that never ran them Vitest knows no durations and goes by size; a
// file that takes a third of the whole time must not come last, when all other workers are done.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, longest first. Others follow in Vitest's own order. */
const LONGEST = [
  'src/sim/scenario/properties.test.ts',
  'src/sim/conformance/conformance.test.ts',
  'src/sim/node/conformance/conformance.test.ts',
  'src/sim/scenario/fault-table.test.ts',
  'src/bench/growth.test.ts',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONGEST.findIndex((file) => moduleId.endsWith(file));
  return at < 0 ? LONGEST.length : at;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => rank(a) - rank(b));
  }
}

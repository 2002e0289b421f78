// `npm run bench -- memory` and `-- hosts` at a small scale: what must not grow does not.

import { describe, expect, it } from 'vitest';
import { measureHosts } from './hosts.ts';
import { growthKbPerThousand, measureMemory } from './memory.ts';

describe('what has been simulated', () => {
  it('leaves the heap as it was: a request keeps less than its lines in the logs', async () => {
    const levels = await measureMemory([1_000, 2_500], { keepEvents: 2_000 });
    // An access log line, kept as text, is a hundred bytes or two.
    expect(growthKbPerThousand(levels)).toBeLessThan(700);
  }, 180_000);

  it('costs as much for each event in a system of twenty hosts as in one of three', async () => {
    const small = await measureHosts(3, 500);
    const large = await measureHosts(20, 500);
    expect(large.events).toBeLessThan(small.events * 1.2);
    // Other work on the machine has its part in this: a cost that grew with the hosts would be six times as high.
    expect(large.usPerEvent).toBeLessThan(small.usPerEvent * 2.5);
  }, 180_000);
});

// Every conversation in scenarios/ with the simulated Redis, compared byte by byte with what redis-server 7.0.15
// answered (fixtures/, made by src/tools/record-redis.ts).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { playSimulated } from '../../../platform/conformance/redis-world.ts';
import { parseScenarios, type RecordedScenario } from './scenario.ts';

const folder = import.meta.dirname;

describe('the simulated Redis beside redis-server 7.0.15', () => {
  for (const file of readdirSync(join(folder, 'scenarios')).sort()) {
    const scenarios = parseScenarios(readFileSync(join(folder, 'scenarios', file), 'utf8'));
    const recorded = JSON.parse(
      readFileSync(join(folder, 'fixtures', file.replace('.txt', '.json')), 'utf8'),
    ) as RecordedScenario[];
    it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
      `${file.replace('.txt', '')}: %s`,
      async (name, scenario) => {
        const real = recorded.find((one) => one.name === name);
        const received = await playSimulated(scenario);
        const together = (all: readonly unknown[]): unknown[] =>
          scenario.steps.map(({ line }, i) => [line, all[i]]);
        expect(together(received)).toEqual(together(real?.received ?? []));
      },
    );
  }
});

// Same source, same commands, same seed: the trace in the browser is the trace in Node, byte for byte.

import type { RequestSpec, WorldSource } from '#sim';
import { labData } from '../content/lab-data.ts';
import { labWorld } from '../content/lab-world.ts';
import { readLab } from '../content/labs.ts';
import { runLab } from '../tools/labs/run-lab.ts';
import { bundlePageScript } from '../tools/page-script.ts';
import { expect, test } from './reader.ts';

interface DigestPage {
  readonly digests: {
    digestOf(source: WorldSource, request: RequestSpec): Promise<string>;
  };
}

test('an order leaves the same trace in this browser as in Node', async ({ page }) => {
  const lab = readLab('null-items');
  const script = await bundlePageScript('src/e2e/digest-script.ts', 'digests');
  await page.route('**/digests.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto('/');
  await page.addScriptTag({ url: '/digests.js' });
  for (const { request } of labData(lab).presets) {
    const { digest } = await runLab(lab, [request]);
    const here = await page.evaluate(
      ([source, sent]) => (globalThis as unknown as DigestPage).digests.digestOf(source, sent),
      [labWorld(lab), request] as const,
    );
    expect(here).toBe(digest);
  }
});

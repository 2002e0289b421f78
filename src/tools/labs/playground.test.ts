// Every playground stands: each template's files are taken by their programs, and every request to begin with is
// answered.

import { expect, test } from 'vitest';
import { World } from '#sim';
import { TEMPLATES } from '../../lab/session/playground/parts.ts';
import { playgroundLab } from '../../lab/session/playground/playground-lab.ts';
import { testServices } from '../../platform/testing/shop-world.ts';

for (const { id, parts } of TEMPLATES) {
  test(`the playground ${id} stands and answers`, async () => {
    const { system, files, presets } = playgroundLab(parts);
    const world = new World({ system, files }, testServices());
    await world.boot();
    for (const { request } of presets) await world.execute({ type: 'request', request });
    const events = world.trace.since();
    const statuses = events.flatMap((event) =>
      event.kind === 'client-response' ? [event.status] : [],
    );
    expect(statuses).toEqual([200, 201, 200, 200, 200]);
    const printed = events.flatMap((event) =>
      event.kind === 'process-output' && event.stream === 'stderr' ? [event.text] : [],
    );
    expect(printed.filter((text) => /error/i.test(text))).toEqual([]);
  });
}

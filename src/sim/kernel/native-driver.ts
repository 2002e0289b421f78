// A driver for worlds in which every program is native: there are no turns, so no microtask has to be
// waited for and a run goes straight to its end. It cannot run worlds with JavaScript processes.

import type { DrivenRun, Driver } from './driver.ts';

export class NativeDriver implements Driver {
  async drive(run: DrivenRun): Promise<void> {
    while (run.phase() === 'again');
  }
}

// Tells the trace what the package local-sentry writes down: each line that is added to its file is an event.

import type { Machine } from '../process/machine.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** An error tracker recorded an event. */
    'tracked-error': {
      readonly host: string;
      /** The event as JSON, as it stands in the file. */
      readonly event: string;
    };
  }
}

/** Where local-sentry writes when a program says nothing else. */
const EVENTS_FILE = '.local-sentry/events.jsonl';

/** Watches the tracker's file below a program's directory. */
export function watchTrackedErrors(machine: Machine, directory: string): void {
  const path = `${directory}/${EVENTS_FILE}`;
  let told = 0;
  machine.files.onChange((changed) => {
    if (changed !== path || !machine.files.exists(path)) return;
    const lines = machine.files.readText(path).split('\n').slice(0, -1);
    for (const event of lines.slice(told)) {
      machine.kernel.trace.record({ kind: 'tracked-error', host: machine.host.name, event });
    }
    told = lines.length;
  });
}

// Samples of how processes do while there is load: memory and event-loop delay, of the programs that have them.

import type { Trace } from '../kernel/trace.ts';
import type { Machine } from '../process/machine.ts';
import type { ProcessSample } from '../process/process.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** How a process does, over the time since the sample before. Taken once an interval of a load. */
    'process-sample': {
      readonly pid: number;
      readonly host: string;
      readonly name: string;
    } & ProcessSample;
  }
}

/** Asks every process of every machine, in their order. */
export function sampleProcesses(trace: Trace, machines: Iterable<Machine>): void {
  for (const machine of machines) {
    for (const process of machine.processes) {
      const sample = process.sample();
      if (!sample) continue;
      const { pid, name } = process;
      trace.record({ kind: 'process-sample', pid, host: machine.host.name, name, ...sample });
    }
  }
}

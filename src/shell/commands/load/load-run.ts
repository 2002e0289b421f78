// Load from a terminal: ab and wrk drive the simulator's load generator, and wait for it as a task that Ctrl-C ends.

import type { ClientOutcome } from '#sim';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';

export interface LoadTarget {
  readonly host: string;
  readonly port: number;
  readonly target: string;
}

export interface LoadPlan extends LoadTarget {
  readonly concurrency: number;
  readonly requests?: number;
  readonly durationMs?: number;
  readonly keepsConnections: boolean;
  readonly method: string;
  readonly httpVersion: '1.0' | '1.1';
  readonly fields: readonly (readonly [string, string])[];
  readonly body: string | null;
  readonly timeoutMs: number;
}

/** How a load ended. */
export type LoadEnd = 'done' | 'interrupted' | 'given-up';

/**
 * Runs a load to its end, to Ctrl-C, or until `take` answers false. `take` gets the outcomes in their order, and may
 * print.
 */
export function* runLoad(
  run: Invocation,
  plan: LoadPlan,
  take: (outcome: ClientOutcome) => Task<boolean>,
): Task<LoadEnd> {
  const { box, kernel } = run;
  const { host, port, target, method, httpVersion, fields, body, timeoutMs } = plan;
  const client = box.world.createClient({
    machine: box.machine,
    platform: box.platform,
    name: run.name,
    host,
    port,
    defaultFields: [],
    tracedBodyBytes: 0,
  });
  const outcomes: ClientOutcome[] = [];
  let wake = (): void => {};
  let end: LoadEnd | null = null;
  const ended = (how: LoadEnd): void => {
    end ??= how;
    wake();
  };
  const request = {
    method,
    target,
    httpVersion,
    fields,
    timeoutMs,
    ...(body !== null && { body }),
  };
  const generator = box.world.createLoad({
    client,
    kernel,
    name: `${run.name} ${run.process.pid}`,
    arrivals: { kind: 'closed', workers: plan.concurrency },
    mix: [{ weight: 1, request }],
    keepConnections: plan.keepsConnections,
    ...(plan.requests !== undefined && { requests: plan.requests }),
    ...(plan.durationMs !== undefined && { durationMs: plan.durationMs }),
    answered: (outcome) => {
      if (end === null) outcomes.push(outcome);
      wake();
    },
  });
  run.process.handlers.set('SIGINT', () => ended('interrupted'));
  // Requests under way when the time is over are given up, as both programs do.
  const timer =
    plan.durationMs === undefined
      ? null
      : kernel.after(plan.durationMs * 1_000, () => ended('done'));
  generator.start(() => ended('done'));
  try {
    for (;;) {
      for (const outcome of outcomes.splice(0)) {
        if (!(yield* take(outcome))) return 'given-up';
      }
      if (end !== null) return end;
      yield (resume) => {
        wake = resume;
        return undefined;
      };
    }
  } finally {
    run.process.handlers.delete('SIGINT');
    kernel.cancel(timer);
    generator.stop();
    client.stop();
  }
}

/** Bytes that came: heads and bodies. Simplified: what frames the pieces of a chunked body is not counted. */
export const bytesOf = ({ rawHeads, body }: ClientOutcome): number => rawHeads.length + body.length;

/** Mean and deviation of a sample, as both programs reckon it: divided by one less than there are. */
export function deviationOf(values: readonly number[]): { mean: number; deviation: number } {
  const { length } = values;
  if (length === 0) return { mean: 0, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: length > 1 ? Math.sqrt(squares / (length - 1)) : 0 };
}

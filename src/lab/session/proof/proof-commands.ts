// A proof as the commands it gives to a world, and which of its steps each of them belongs to.

import type { Command, RequestSpec } from '#sim';
import type { ProofStepData } from './proof-data.ts';

/** The commands of a proof in order. */
export interface ProofScript {
  readonly commands: readonly Command[];
  /** The step a command's outcome is judged by; null where none is. */
  readonly stepOf: readonly (number | null)[];
  /** Marks by name: the number of the first command after them. */
  readonly marks: ReadonlyMap<string, number>;
}

const numbered = (text: string, n: number): string => text.replaceAll('{n}', String(n));

/** The request with its number filled in. */
export const requestNumber = (request: RequestSpec, n: number): RequestSpec => ({
  ...request,
  target: numbered(request.target, n),
  body: numbered(request.body, n),
  fields: request.fields.map(([name, value]) => [name, numbered(value, n)]),
});

/** The terminal a proof types in on a host. */
const sessionOf = (host: string): string => `proof-${host}`;

class Script implements ProofScript {
  readonly commands: Command[] = [];
  readonly stepOf: (number | null)[] = [];
  readonly marks = new Map<string, number>();
  readonly #terminals = new Set<string>();

  add(command: Command, step: number | null = null): void {
    this.commands.push(command);
    this.stepOf.push(step);
  }

  take(step: ProofStepData, index: number): void {
    switch (step.do) {
      case 'command':
        this.add(step.command);
        return;
      case 'mark':
        this.marks.set(step.id, this.commands.length);
        return;
      case 'type': {
        const { host, line } = step;
        const session = sessionOf(host);
        if (!this.#terminals.has(host)) this.add({ type: 'terminal-open', session, host });
        this.#terminals.add(host);
        this.add({ type: 'terminal', session, line }, index);
        return;
      }
      case 'send':
        for (let n = 1; n <= step.times; n++) {
          if (n > 1 && step.everyMs > 0)
            this.add({ type: 'wait', durationUs: step.everyMs * 1_000 });
          this.add({ type: 'request', request: requestNumber(step.request, n) }, index);
        }
    }
  }
}

/** What to do to a world for these steps. */
export function proofScript(steps: readonly ProofStepData[]): ProofScript {
  const script = new Script();
  for (const [index, step] of steps.entries()) script.take(step, index);
  return script;
}

// How processes fared and what operators did to their hosts: starts, ends, memory, a blocked event loop, deploys.

import type { TraceEvent } from '../kernel/trace.ts';
import '../node/app-events.ts';
import '../process/process.ts';
import '../scenario/world.ts';
import type { Circumstance } from './explanation.ts';
import type { EventOf } from './trace-index.ts';

const OPERATIONS = ['apply', 'start-service', 'stop-service', 'restart-service', 'signal'] as const;
type Operation = (typeof OPERATIONS)[number];

interface Operated {
  readonly host: string;
  readonly command: Operation;
  readonly atUs: number;
}

/** An operation's effect is felt so long after it: the service stops, and comes back. */
const OPERATION_FELT_US = 2_000_000;

export class ProcessIndex {
  readonly #starts: EventOf<'process-started'>[] = [];
  readonly #exits: EventOf<'process-exited'>[] = [];
  readonly #hangs: EventOf<'process-hung'>[] = [];
  readonly #blocks: EventOf<'process-blocked'>[] = [];
  readonly #memory: EventOf<'process-out-of-memory'>[] = [];
  readonly #operations: Operated[] = [];

  add(event: TraceEvent): void {
    if (event.kind === 'process-started') this.#starts.push(event);
    else if (event.kind === 'process-exited') this.#exits.push(event);
    else if (event.kind === 'process-hung') this.#hangs.push(event);
    else if (event.kind === 'process-blocked') this.#blocks.push(event);
    else if (event.kind === 'process-out-of-memory') this.#memory.push(event);
    else if (event.kind === 'command') this.#addOperation(event);
  }

  /** How a process ended in a span of time; null where it did not. */
  exit(pid: number, fromUs: number, untilUs: number): EventOf<'process-exited'> | null {
    const found = this.#exits.find(
      (event) => event.pid === pid && event.atUs >= fromUs && event.atUs <= untilUs,
    );
    return found ?? null;
  }

  /** Whether a process hung at a moment. */
  hung(pid: number, atUs: number): boolean {
    return this.#hangs.some((event) => event.pid === pid && event.atUs <= atUs);
  }

  /** What the processes of a host went through in a span of time, in order. */
  circumstances(host: string, fromUs: number, untilUs: number): Circumstance[] {
    const isHere = (event: { host: string; atUs: number }): boolean =>
      event.host === host && event.atUs <= untilUs;
    const operations = this.#operations
      .filter((one) => isHere(one) && one.atUs + OPERATION_FELT_US >= fromUs)
      .map(({ command, atUs }): Circumstance => ({ kind: 'operator', host, command, atUs }));
    const blocks = this.#blocks
      .filter((one) => isHere(one) && one.atUs + one.durationUs >= fromUs)
      .map(({ pid, name, atUs, durationUs }): Circumstance => {
        return { kind: 'event-loop-blocked', host, pid, name, atUs, durationUs };
      });
    const ends = this.#exits.filter(isHere).flatMap((exit): Circumstance[] => {
      const startedAgainUs = this.#startedAgainUs(exit);
      return startedAgainUs === null || startedAgainUs >= fromUs
        ? [this.#ended(exit, startedAgainUs)]
        : [];
    });
    return [...operations, ...blocks, ...ends].sort((a, b) => a.atUs - b.atUs);
  }

  #ended(exit: EventOf<'process-exited'>, startedAgainUs: number | null): Circumstance {
    const { pid, host, name, code, signal, atUs } = exit;
    const memory = this.#memory.find((event) => event.pid === pid && event.host === host);
    const outOfMemory = memory?.of ?? null;
    return {
      kind: 'process-ended',
      host,
      pid,
      name,
      code,
      signal,
      outOfMemory,
      startedAgainUs,
      atUs,
    };
  }

  #startedAgainUs({ host, name, atUs }: EventOf<'process-exited'>): number | null {
    const next = this.#starts.find(
      (start) => start.host === host && start.name === name && start.atUs >= atUs,
    );
    return next?.atUs ?? null;
  }

  #addOperation({ command, atUs }: EventOf<'command'>): void {
    const found = OPERATIONS.find((operation) => operation === command.type);
    if (found && 'host' in command)
      this.#operations.push({ host: command.host, command: found, atUs });
  }
}

// What can be done to a world from outside. Commands are the world's only input: the same commands at the
// same simulated times give the same trace, which is what restarting, sharing and tests rely on.

import type { Micros } from '../kernel/event-queue.ts';
import type { LinkConditions } from '../net/link.ts';
import type { Signal } from '../process/process.ts';
import type { Fault, FaultTarget } from './fault.ts';
import type { FaultSetting } from './host-service.ts';
import type { LoadSpec } from './load-board.ts';
import type { TerminalSignal } from './terminal.ts';

/** A request as a reader writes it. */
export interface RequestSpec {
  readonly method: string;
  readonly target: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** When the client gives up; 0 for never. */
  readonly timeoutMs: number;
}

export type Command =
  /** The client sends a request; the world runs until it is answered, failed or given up. */
  | { readonly type: 'request'; readonly request: RequestSpec }
  /** A visitor opens an address in a browser on the client's host; the world runs until there is a page. */
  | { readonly type: 'visit'; readonly request: RequestSpec; readonly isReload?: boolean }
  /** The client sends many requests, so far apart, and waits for none of them. */
  | {
      readonly type: 'burst';
      readonly request: RequestSpec;
      readonly count: number;
      readonly everyUs: Micros;
    }
  /** Starts load in the background; one of the same id gives way. Its results are events of the trace. */
  | { readonly type: 'load'; readonly id: string; readonly load: LoadSpec }
  /** Lets no more requests of a load begin; those under way go on. */
  | { readonly type: 'stop-load'; readonly id: string }
  /** Saves a file. Programs notice only when they are told to. */
  | {
      readonly type: 'save';
      readonly host: string;
      readonly path: string;
      readonly text: string;
    }
  /** Applies saved files as an operator would: restarts a service, tests and reloads nginx. */
  | { readonly type: 'apply'; readonly host: string }
  /** `service`: only the one of that name, where a host has several. */
  | { readonly type: 'start-service'; readonly host: string; readonly service?: string }
  | { readonly type: 'stop-service'; readonly host: string; readonly service?: string }
  | { readonly type: 'restart-service'; readonly host: string; readonly service?: string }
  | { readonly type: 'signal'; readonly host: string; readonly signal: Signal }
  /** Changes what the way between two hosts does to packets. */
  | {
      readonly type: 'link';
      readonly between: readonly [string, string];
      readonly conditions: Partial<LinkConditions>;
    }
  /** Switches a fault on; one of the same id gives way. It ends when it is cleared, or after `durationUs`. */
  | {
      readonly type: 'fault';
      readonly id: string;
      readonly fault: Fault;
      readonly on: FaultTarget;
      readonly durationUs?: Micros;
    }
  /** Ends a fault, scheduled ones too until they begin again. */
  | { readonly type: 'clear-fault'; readonly id: string }
  /** Switches a fault of a service on or off: see `setFault` of host-service.ts. */
  | {
      readonly type: 'service-fault';
      readonly host: string;
      readonly fault: string;
      readonly setting: FaultSetting;
    }
  /** Opens a terminal on a host. */
  | { readonly type: 'terminal-open'; readonly session: string; readonly host: string }
  /** A line typed in a terminal, with Enter; the world runs until the terminal waits for the next. */
  | { readonly type: 'terminal'; readonly session: string; readonly line: string }
  | {
      readonly type: 'terminal-signal';
      readonly session: string;
      readonly signal: TerminalSignal;
    }
  /** Lets time pass. */
  | { readonly type: 'wait'; readonly durationUs: Micros };

/** A command and the moment it was given. */
export interface LoggedCommand {
  readonly atUs: Micros;
  readonly command: Command;
}

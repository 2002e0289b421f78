// What a scripted API adds to the trace.

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** What was made of its script. */
    'api-script': {
      readonly host: string;
      readonly isAccepted: boolean;
      /** Where the mistake is. */
      readonly line: number | null;
      readonly text: string;
    };
    /** A request came in, and what it meets. */
    'api-request': {
      readonly host: string;
      readonly connection: number;
      readonly method: string;
      readonly target: string;
      /** How many requests this route has had. */
      readonly attempt: number;
      /** `respond` with a status, or what else is done. */
      readonly does: 'respond' | 'garbage' | 'hang' | 'reset' | 'close';
      readonly status: number | null;
      /** How long it waits before it answers. */
      readonly waitMs: number;
      /** Whether the answer is broken off. */
      readonly isCut: boolean;
      /** The line of the script, or the fault, that decided. */
      readonly line: number | null;
      readonly fault: string | null;
    };
  }
}

export {};

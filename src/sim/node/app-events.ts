// What a Node process tells the trace about its requests and errors: which line wrote a response, which line
// an error came from. Read by explanations; nothing here is made up for them.

/** A place in a program's own files or packages, from a stack trace. Line and column count from 1. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function, as V8 names it; '' where it has no name. */
  readonly function: string;
}

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A Node process has begun to write a response. */
    'app-response': {
      readonly pid: number;
      readonly host: string;
      readonly connection: number;
      readonly status: number;
      readonly reason: string;
      /** For statuses of 400 and above: the frames that led to the write, outermost library left out. */
      readonly writtenBy: readonly CodePlace[];
    };
    /** A process did one thing for so long that everybody else had to wait for it. */
    'process-blocked': {
      readonly pid: number;
      readonly host: string;
      readonly name: string;
      readonly durationUs: number;
    };
    /** An error a process reported: uncaught, or given to console.error. */
    'app-error': {
      readonly pid: number;
      readonly host: string;
      readonly name: string;
      readonly message: string;
      /** The error's `code`, where it has one. */
      readonly code: string | null;
      /** The first line of its cause, where it has one. */
      readonly cause: string | null;
      readonly frames: readonly CodePlace[];
    };
  }
}

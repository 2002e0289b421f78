// What the client adds to the trace: a request that begins, and what became of it.

import type { Fields } from '../http/fields.ts';
import type { Framing } from '../http/response-framing.ts';
import type { ClientError } from './outcome.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    'client-request': {
      /** Counts from 1 for each client. */
      readonly request: number;
      /** Name of the client's process. */
      readonly client: string;
      /** Number of the TCP connection; null where there is none (a name without an address). */
      readonly connection: number | null;
      readonly method: string;
      readonly target: string;
      readonly host: string;
      readonly port: number;
    };
    /** A response, or what there is of one. */
    'client-response': {
      readonly request: number;
      readonly client: string;
      readonly connection: number;
      readonly status: number;
      readonly reason: string;
      readonly fields: Fields;
      readonly framing: Framing;
      /** The beginning of the body as text, at most 64 kB. */
      readonly body: string;
      /** Bytes of the whole body. */
      readonly bytes: number;
      readonly complete: boolean | null;
    };
    /** There was no response, or only a part of one. */
    'client-failed': {
      readonly request: number;
      readonly client: string;
      readonly connection: number | null;
      readonly error: ClientError;
    };
  }
}

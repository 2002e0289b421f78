// What the server tells the trace: connections, queries, waits.

declare module '../../kernel/trace.ts' {
  interface TraceEvents {
    'postgres-connection': {
      readonly host: string;
      readonly pid: number;
      readonly connection: number;
      readonly state: 'opened' | 'authenticated' | 'refused' | 'closed';
      readonly user: string | null;
      readonly database: string | null;
      /** SQLSTATE and message of a refusal, or of what closed it. */
      readonly code: string | null;
      readonly message: string | null;
    };
    'postgres-query': {
      readonly host: string;
      readonly pid: number;
      readonly connection: number;
      readonly state: 'started' | 'waiting' | 'finished' | 'failed';
      readonly query: string;
      readonly rows: number | null;
      readonly durationUs: number | null;
      readonly code: string | null;
      readonly message: string | null;
      /** Backends it waits for. */
      readonly blockers: readonly number[];
    };
  }
}

export type PostgresConnectionState = 'opened' | 'authenticated' | 'refused' | 'closed';

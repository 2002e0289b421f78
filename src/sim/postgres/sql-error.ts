// An error as PostgreSQL reports it: an SQLSTATE, a message, and fields. See appendix A of its manual.

/** How bad it is: FATAL also ends the session. */
export type Severity = 'ERROR' | 'FATAL' | 'PANIC' | 'WARNING' | 'NOTICE' | 'INFO' | 'LOG';

/** Fields beside code and message, named as the driver pg names them. */
export interface ErrorFields {
  readonly severity?: Severity;
  readonly detail?: string;
  readonly hint?: string;
  /** Where in the statement: characters from 0. On the wire it counts from 1. */
  readonly at?: number;
  readonly where?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly dataType?: string;
  readonly constraint?: string;
  /** Lines only the server's log gets as DETAIL; the client gets `detail`. */
  readonly detailForLog?: string;
}

export class SqlError extends Error {
  readonly code: string;
  readonly fields: ErrorFields;

  constructor(code: string, message: string, fields: ErrorFields = {}) {
    super(message);
    this.code = code;
    this.fields = fields;
  }

  get severity(): Severity {
    return this.fields.severity ?? 'ERROR';
  }
}

/** For what real PostgreSQL has and the simulator does not. */
export const notModelled = (what: string, at?: number): SqlError =>
  new SqlError('0A000', `${what} is not modelled by this simulator`, {
    ...(at !== undefined && { at }),
    hint: 'A real PostgreSQL server would run this statement.',
  });

// What came of a batch: the bytes for the client, and what logs and traces have to know.

import { joinBytes } from '../../http/bytes.ts';
import type { TransactionStatus } from '../engine/sql-engine.ts';
import type { SqlError } from '../sql-error.ts';
import {
  type AnswerMessage,
  errorOf,
  fieldBytes,
  fieldsOf,
  messageBytes,
  readAnswer,
  tagOf,
} from './answer.ts';
import { isRaised, statementTimeout } from './refusals.ts';

export interface Outcome {
  readonly bytes: Uint8Array;
  /** Null where the batch did not end with Query or Sync. */
  readonly status: TransactionStatus | null;
  /** Tags of the statements that were completed, in order. */
  readonly tags: readonly string[];
  readonly rows: number;
  readonly error: SqlError | null;
}

export interface OutcomeOptions {
  readonly decode: (bytes: Uint8Array) => string;
  readonly encode: (text: string) => Uint8Array;
  /** The mark of the session's prepared statements, which clients never see. */
  readonly mark: string;
  /** It was cancelled because its time was over. */
  readonly isLate: boolean;
  /** Kinds of messages the client did not ask for, each left out. */
  readonly hidden: ReadonlySet<string>;
}

/** Notifications concern all sessions, and LISTEN is refused. */
const NOTIFICATION = 'A';

/** An error or a notice as the client gets it. */
function told(message: AnswerMessage, options: OutcomeOptions): ReadonlyMap<string, string> {
  const { decode, mark, isLate } = options;
  const fields = fieldsOf(message, decode);
  for (const [letter, value] of fields) fields.set(letter, value.replaceAll(mark, ''));
  if (isRaised(fields)) fields.delete('W');
  if (isLate && fields.get('C') === '57014') fields.set('M', statementTimeout().message);
  return fields;
}

/** Reads what the backend answered. */
export function readOutcome(answer: Uint8Array, options: OutcomeOptions): Outcome {
  const parts: Uint8Array[] = [];
  const tags: string[] = [];
  let rows = 0;
  let status: TransactionStatus | null = null;
  let error: SqlError | null = null;
  for (const message of readAnswer(answer)) {
    const { type } = message;
    let { body } = message;
    if (type === NOTIFICATION || options.hidden.has(type)) continue;
    if (type === 'E' || type === 'N') {
      const fields = told(message, options);
      body = fieldBytes(fields, options.encode);
      if (type === 'E') error ??= errorOf(fields);
    } else if (type === 'C') tags.push(tagOf(message, options.decode));
    else if (type === 'D') rows++;
    else if (type === 'Z') status = String.fromCharCode(body[0] ?? 0) as TransactionStatus;
    parts.push(messageBytes(type, body));
  }
  return { bytes: joinBytes(parts), status, tags, rows, error };
}

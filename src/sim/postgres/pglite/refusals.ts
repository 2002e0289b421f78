// What one backend cannot do for several sessions, and is refused with a plain word rather than done wrongly.
// Simplified: found by the words of the statement, not by reading it.

import { notModelled, SqlError } from '../sql-error.ts';

const RULES: readonly (readonly [RegExp, string])[] = [
  [/^(?:UN)?LISTEN\b/i, 'LISTEN'],
  [/^NOTIFY\b|\bpg_notify\s*\(/i, 'NOTIFY'],
  [/\bpg_(?:try_)?advisory_/i, 'An advisory lock'],
  [/^CREATE\s+(?:(?:GLOBAL|LOCAL)\s+)?TEMP/i, 'A temporary table'],
  [/^(?:CREATE|DROP)\s+DATABASE\b/i, 'A second database'],
  [/^COPY\b[\s\S]*\bFROM\s+STDIN\b/i, 'COPY FROM STDIN'],
  [/^SET\s+(?:SESSION\s+AUTHORIZATION|ROLE)\b/i, 'Changing the role of a session'],
  [/^CREATE\s+EXTENSION\b/i, 'An extension'],
  [/\bpg_(?:cancel|terminate)_backend\s*\(/i, 'Ending another session by SQL'],
  [/\bpg_stat_activity\b/i, 'The list of sessions'],
  [/\bpg_locks\b|\bpg_blocking_pids\b/i, 'The list of locks'],
];

/** A statement without the comments before it. */
const bare = (text: string): string => text.replace(/^(?:\s+|--[^\n]*\n?|\/\*[\s\S]*?\*\/)+/, '');

/** Why a statement is not run; null where it is. */
export function refusalOf(text: string): SqlError | null {
  const statement = bare(text);
  const rule = RULES.find(([pattern]) => pattern.test(statement));
  return rule ? notModelled(`${rule[1]} on PGlite`) : null;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A statement that fails with this error: what has been done in its transaction is taken back by PostgreSQL itself. */
export function raising(error: SqlError): string {
  const { detail, hint } = error.fields;
  const options = [
    `ERRCODE = ${literal(error.code)}`,
    `MESSAGE = ${literal(error.message)}`,
    ...(detail ? [`DETAIL = ${literal(detail)}`] : []),
    ...(hint ? [`HINT = ${literal(hint)}`] : []),
  ];
  return `DO $raise$ BEGIN RAISE EXCEPTION USING ${options.join(', ')}; END $raise$`;
}

/** Where an error came from `raising`: nobody needs to hear of the block that raised it. */
export const isRaised = (fields: ReadonlyMap<string, string>): boolean =>
  fields.get('R') === 'exec_stmt_raise' &&
  /^PL\/pgSQL function inline_code_block line 1 at RAISE$/.test(fields.get('W') ?? '');

export const statementTimeout = (): SqlError =>
  new SqlError('57014', 'canceling statement due to statement timeout');

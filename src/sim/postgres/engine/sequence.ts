// nextval() and its kin. Numbers are taken for good, whatever becomes of the transaction.

import { SqlError } from '../sql-error.ts';
import type { Database } from '../storage/database.ts';

export interface SequenceRequest {
  readonly database: Database;
  /** What this session has taken so far, by sequence; '' holds the last of all. */
  readonly current: Map<string, bigint>;
  readonly action: 'next' | 'current' | 'last' | 'set';
  readonly name: string;
  readonly value?: bigint;
}

export function sequenceValue({ database, current, action, name, value }: SequenceRequest): bigint {
  if (action === 'last') {
    const last = current.get('');
    if (last === undefined)
      throw new SqlError('55000', 'lastval is not yet defined in this session');
    return last;
  }
  const key = name.replace(/^public\./, '').replaceAll('"', '');
  const sequence = database.sequences.get(key);
  if (!sequence) throw new SqlError('42P01', `relation "${name}" does not exist`);
  if (action === 'current') {
    const found = current.get(key);
    if (found !== undefined) return found;
    throw new SqlError('55000', `currval of sequence "${key}" is not yet defined in this session`);
  }
  sequence.last = action === 'set' ? (value ?? 0n) : sequence.last + 1n;
  current.set(key, sequence.last);
  current.set('', sequence.last);
  return sequence.last;
}

import { describe, expect, it } from 'vitest';
import { processTitle, type TitledBackend } from './process-title.ts';

const backend: TitledBackend = {
  user: 'shop',
  database: 'orders',
  client: '10.0.0.12(45022)',
  state: 'idle',
  query: 'BEGIN',
  isWaiting: false,
};

describe('the title of a backend', () => {
  it('says that it starts until it knows its user', () => {
    expect(processTitle({ ...backend, user: null, database: null })).toBe(
      'postgres: 10.0.0.12(45022) startup',
    );
  });

  it('names user, database, client and what it does', () => {
    expect(processTitle(backend)).toBe('postgres: shop orders 10.0.0.12(45022) idle');
    expect(processTitle({ ...backend, state: 'idle in transaction' })).toBe(
      'postgres: shop orders 10.0.0.12(45022) idle in transaction',
    );
  });

  it('has the command of a running statement, and says when it waits for a lock', () => {
    const update = { ...backend, state: 'active', query: '  update stock SET n = 1' };
    expect(processTitle(update)).toBe('postgres: shop orders 10.0.0.12(45022) UPDATE');
    expect(processTitle({ ...update, isWaiting: true })).toBe(
      'postgres: shop orders 10.0.0.12(45022) UPDATE waiting',
    );
  });
});

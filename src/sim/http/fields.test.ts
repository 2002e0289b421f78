import { describe, expect, it } from 'vitest';
import { type Fields, fieldTokens, fieldValue, fieldValues, hasToken } from './fields.ts';

const fields: Fields = [
  ['Content-Type', 'text/html'],
  ['Set-Cookie', 'a=1'],
  ['set-cookie', 'b=2'],
  ['Connection', 'Keep-Alive, Upgrade'],
  ['connection', ' , close'],
];

describe('fields', () => {
  it('are found by name without regard to case', () => {
    expect(fieldValue(fields, 'content-type')).toBe('text/html');
    expect(fieldValue(fields, 'content')).toBeUndefined();
    expect(fieldValues(fields, 'set-cookie')).toEqual(['a=1', 'b=2']);
  });

  it('with lists as values are one list', () => {
    expect(fieldTokens(fields, 'connection')).toEqual(['keep-alive', 'upgrade', 'close']);
    expect(hasToken(fields, 'connection', 'close')).toBe(true);
    expect(hasToken(fields, 'connection', 'clo')).toBe(false);
    expect(hasToken(fields, 'transfer-encoding', 'chunked')).toBe(false);
  });
});

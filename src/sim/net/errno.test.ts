import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ERRNO, type Errno, errnoMessage } from './errno.ts';

describe('errno', () => {
  it('has the numbers the operating system gives', () => {
    for (const [name, number] of Object.entries(ERRNO)) {
      expect(constants.errno[name as keyof typeof constants.errno], name).toBe(number);
      expect(getSystemErrorMap().get(-number)?.[0]).toBe(name);
    }
  });

  it('has the words of strerror(3) for each', () => {
    expect(errnoMessage('ECONNREFUSED')).toBe('Connection refused');
    expect(errnoMessage('EHOSTUNREACH')).toBe('No route to host');
    for (const name of Object.keys(ERRNO)) expect(errnoMessage(name as Errno)).toMatch(/^[A-Z]/);
  });
});

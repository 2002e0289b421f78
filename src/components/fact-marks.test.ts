import { describe, expect, it } from 'vitest';
import { uniqueId } from './fact-marks.ts';

describe('uniqueId', () => {
  it('counts per page, not per build', () => {
    const page = {};
    expect(uniqueId(page, 'fact-nginx.proxy-read-timeout')).toBe('fact-nginx-proxy-read-timeout');
    expect(uniqueId(page, 'fact-nginx.proxy-read-timeout')).toBe('fact-nginx-proxy-read-timeout-2');
    expect(uniqueId({}, 'fact-nginx.proxy-read-timeout')).toBe('fact-nginx-proxy-read-timeout');
  });
});

import { describe, expect, test } from 'vitest';
import { filterOf, isShown, queryOf } from './filter.ts';

const everything = { platforms: [], code: undefined, failure: undefined };

describe('a filter in an address', () => {
  test.each([
    ['', everything],
    [
      '?platform=nginx,aws-alb&code=502&failure=connection-refused',
      { platforms: ['nginx', 'aws-alb'], code: 502, failure: 'connection-refused' },
    ],
  ])('%s comes back the same', (query, filter) => {
    expect(filterOf(query)).toEqual(filter);
    expect(queryOf(filter)).toBe(query);
  });

  test('what makes no sense asks for everything', () => {
    expect(filterOf('?platform=<b>,&code=5xx&failure=a%20b')).toEqual(everything);
  });
});

describe('isShown', () => {
  const entry = { platform: 'nginx', failure: 'connect-timeout', codes: [504] };

  test('everything, when nothing is asked for', () => {
    expect(isShown(entry, everything)).toBe(true);
  });

  test('only what satisfies all of it', () => {
    expect(isShown(entry, { ...everything, platforms: ['haproxy', 'nginx'], code: 504 })).toBe(
      true,
    );
    expect(isShown(entry, { ...everything, platforms: ['haproxy'] })).toBe(false);
    expect(isShown(entry, { ...everything, platforms: ['nginx'], code: 502 })).toBe(false);
    expect(isShown(entry, { ...everything, failure: 'connection-refused' })).toBe(false);
  });
});

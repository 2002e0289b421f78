import { describe, expect, test } from 'vitest';
import { chainOf, FIRST, limitOf, queryOf, type Setting, settingOf } from './address.ts';

const edges = [
  { id: 'cloudflare', limitMs: 120_000, status: '524' },
  { id: 'haproxy', limitMs: null, status: '504' },
];

const settings: readonly (readonly [string, Setting])[] = [
  ['', FIRST],
  ['?client=30&service=14', { ...FIRST, clientMs: 30_000, serviceMs: 14_000 }],
  ['?work=none&nginx=0.5', { ...FIRST, workMs: null, nginxMs: 500 }],
  [
    '?edge=cloudflare&edge-limit=100&servers=3&method=POST&stops=yes',
    {
      ...FIRST,
      edge: { id: 'cloudflare', limitMs: 100_000 },
      servers: 3,
      method: 'POST',
      stopsWithCaller: true,
    },
  ],
  ['?edge=haproxy&edge-limit=none', { ...FIRST, edge: { id: 'haproxy', limitMs: null } }],
];

describe('an address', () => {
  test.each(settings)('%s comes back the same', (query, setting) => {
    expect(queryOf(setting)).toBe(query);
    expect(settingOf(query, edges)).toEqual(setting);
  });

  test('an edge alone has its own limit', () => {
    expect(settingOf('?edge=cloudflare', edges).edge).toEqual({
      id: 'cloudflare',
      limitMs: 120_000,
    });
  });

  test('what makes no sense is as on the first visit', () => {
    const odd = '?work=-1&client=soon&edge=akamai&nginx=none&servers=9&method=BREW&stops=1';
    expect(settingOf(odd, edges)).toEqual(FIRST);
  });
});

test.each([
  ['60', 60_000],
  ['0.25', 250],
  ['0', undefined],
  ['', undefined],
  ['1e9', undefined],
  ['ten', undefined],
] as const)('%s seconds', (words, limitMs) => {
  expect(limitOf(words)).toBe(limitMs);
});

test('a chain takes the answer of its edge from the list', () => {
  const setting: Setting = { ...FIRST, edge: { id: 'haproxy', limitMs: 5_000 } };
  expect(chainOf(setting, edges).edge).toEqual({ limitMs: 5_000, status: '504' });
});

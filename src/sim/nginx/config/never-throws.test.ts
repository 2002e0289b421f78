import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NginxWorld } from '../../testing/nginx-world.ts';
import { DIRECTIVES } from '../directives/table.ts';
import { testConfiguration } from '../read-configuration.ts';

const PIECES = [
  ...DIRECTIVES.keys(),
  'on',
  'off',
  '4k',
  '10s',
  '1',
  '0',
  '-1',
  '$uri',
  '${',
  '$',
  'http://app1',
  'https://$host/x',
  '~',
  '~*',
  '^~',
  '=',
  '@n',
  '/a',
  '/',
  '(',
  ')',
  '{',
  '}',
  ';',
  '"',
  "'",
  '#',
  '\n',
  '\\',
  'zone=a:1m',
  'rate=1r/s',
  'keys_zone=a:1m',
  '=404',
  '502',
  'always',
  'default',
  '[::]:80',
  '127.0.0.1:8080',
  'unix:/x',
  '*.a',
  '~^(?<x>a)$',
  '(a',
  '[b',
  'a**',
  '-f',
  '!=',
  'weight=2',
];

const NAMES = [...DIRECTIVES.keys()];
const argument = fc.constantFrom(...PIECES.filter((piece) => !/[{};"'#\n\\]/.test(piece)));

const line = fc
  .tuple(fc.constantFrom(...NAMES), fc.array(argument, { maxLength: 3 }))
  .map(([name, words]) => [name, ...words].join(' '));

const test = (text: string): { exit: number; stderr: readonly string[] } => {
  const world = new NginxWorld();
  world.files.writeFile('/etc/nginx/nginx.conf', text);
  return testConfiguration(world.machine, '/etc/nginx/nginx.conf');
};

const verdict = /test (is successful|failed)$/;

it('answers any soup of words with a verdict', () => {
  const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 });
  fc.assert(
    fc.property(soup, (pieces) => {
      const { exit, stderr } = test(pieces.join(' '));
      expect(stderr.at(-1)).toMatch(verdict);
      expect(exit === 0).toBe(stderr.at(-1)?.endsWith('successful'));
    }),
    { numRuns: 300, seed: 1 },
  );
});

it('answers any directive with any arguments in any block with a verdict', () => {
  const blocks = fc.constantFrom(
    (inner: string) => `${inner}; events {}`,
    (inner: string) => `events { ${inner}; }`,
    (inner: string) => `events {} http { ${inner}; }`,
    (inner: string) => `events {} http { server { ${inner}; } }`,
    (inner: string) => `events {} http { server { location /a/ { ${inner}; } } }`,
    (inner: string) => `events {} http { server { location /a/ { if ($uri) { ${inner}; } } } }`,
    (inner: string) => `events {} http { upstream b { server 10.0.0.1; ${inner}; } }`,
    (inner: string) => `events {} http { server { ${inner} { return 200; } } }`,
  );
  fc.assert(
    fc.property(blocks, line, (wrap, inner) => {
      expect(test(wrap(inner)).stderr.at(-1)).toMatch(verdict);
    }),
    { numRuns: 1_500, seed: 2 },
  );
});

import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { buildMatcher } from './match.ts';
import type { Signature } from './signature.ts';

const signature = (over: Partial<Signature>): Signature => ({
  id: 'x.y',
  hop: 'nginx',
  cause: 'refused',
  phase: 'connect',
  status: 502,
  strength: 'proof',
  match: [],
  any: [],
  not: [],
  within: 'line',
  exact: false,
  fields: {},
  ...over,
});

const matcher = buildMatcher({
  signatures: [
    signature({ id: 'nginx.refused', match: ['refused while connecting to upstream'] }),
    signature({
      id: 'app.heap',
      match: ['heap out of memory'],
      hop: 'app',
      cause: 'memory',
      status: null,
    }),
  ],
  tables: [],
  elsewhere: ['npm err!'],
  neighbours: { refused: ['died'] },
});

test('without a match there is no cause, and the confidence stays low', () => {
  const answer = diagnose('HTTP/1.1 502 Bad Gateway\nServer: x', matcher);
  expect(answer).toMatchObject({ hop: null, cause: null, status: 502, parts: ['response'] });
  expect(answer.confidence).toBeLessThan(0.5);
  expect(diagnose('', matcher)).toMatchObject({ cause: null, status: null, confidence: 0 });
});

test('the gateway wrote the answer, the deepest proof is the cause', () => {
  const paste = 'refused while connecting to upstream\napp: heap out of memory';
  expect(diagnose(paste, matcher)).toMatchObject({ hop: 'nginx', cause: 'memory', status: 502 });
});

test('neighbours follow as causes worth a look', () => {
  const { causes } = diagnose('refused while connecting to upstream', matcher);
  expect(causes.map(({ cause }) => cause)).toEqual(['refused', 'died']);
  expect(causes[1]?.because).toEqual([]);
});

test('the words of a build are a hint at most', () => {
  const { confidence } = diagnose('npm ERR! refused while connecting to upstream', matcher);
  expect(confidence).toBeLessThan(0.5);
});

test('says when a paste was too long to read', () => {
  expect(diagnose('a\n'.repeat(3000), matcher).cut).toBe(true);
});

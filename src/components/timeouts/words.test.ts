import { describe, expect, test } from 'vitest';
import { type Chain, runChain } from './chain.ts';
import { headline, remarks, secondsOf } from './words.ts';

const base: Chain = {
  workMs: 90_000,
  method: 'GET',
  servers: 1,
  clientMs: null,
  edge: null,
  nginxMs: 60_000,
  nodeMs: null,
  callMs: null,
  serviceMs: null,
  stopsWithCaller: false,
};

const say = (changes: Partial<Chain>, edgeName = 'the edge') => {
  const chain = { ...base, ...changes };
  const outcome = runChain(chain);
  return [headline(outcome, edgeName), ...remarks(chain, outcome, edgeName)];
};

test('times are short', () => {
  expect([secondsOf(1_500), secondsOf(60_000), secondsOf(Number.POSITIVE_INFINITY)]).toEqual([
    '1.5 s',
    '60 s',
    'for ever',
  ]);
});

describe('what is said', () => {
  test('of nginx, and of those who go on', () => {
    expect(say({})).toEqual([
      '504 after 60 s, written by nginx',
      'nginx waits 60 s for a first byte from each server it tries.',
      'The app works on for nobody: 30 s.',
      'The service works on for nobody: 30 s.',
    ]);
  });

  test('of several tries', () => {
    const said = say({ servers: 3, workMs: 100_000 });
    expect(said[0]).toBe('504 after 180 s, written by nginx');
    expect(said.join(' ')).toContain('the same work was begun 3 times');
    expect(said.join(' ')).toContain('The app works on for nobody: 120 s in all.');
  });

  test('of an edge by its name', () => {
    const edge = { limitMs: 30_000, status: '503' };
    expect(say({ edge }, 'Heroku router')[0]).toBe('503 after 30 s, written by Heroku router');
  });

  test('of a client that leaves', () => {
    const said = say({ clientMs: 10_000 });
    expect(said[0]).toBe('No answer: the client leaves after 10 s');
    expect(said.join(' ')).toContain('499');
  });

  test('of limits in order: nothing is wasted', () => {
    const said = say({ clientMs: 30_000, nginxMs: 20_000, callMs: 15_000, serviceMs: 14_000 });
    expect(said).toContain('Nobody works for nobody.');
    expect(said[0]).toBe('500 after 14 s, written by the app');
  });

  test('of a race', () => {
    expect(say({ clientMs: 60_000 }).join(' ')).toContain('it is a race');
  });

  test('of silence without an end', () => {
    expect(say({ workMs: null, nginxMs: Number.POSITIVE_INFINITY })[0]).toContain('Nobody ever');
  });
});

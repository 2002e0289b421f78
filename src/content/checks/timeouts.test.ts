import { expect, test } from 'vitest';
import { loadFacts } from '../load-facts.ts';
import { loadTimeouts } from '../load-timeouts.ts';
import type { Timeouts } from '../schemas/timeouts.ts';
import { checkTimeouts } from './timeouts.ts';

const facts = loadFacts(process.cwd());
const real = loadTimeouts(process.cwd());
const messages = (timeouts: Timeouts) =>
  checkTimeouts(timeouts, facts).map(({ message }) => message);

const edge = (change: Partial<Timeouts['edges'][number]>): Timeouts => ({
  examples: [],
  edges: real.edges.filter(({ id }) => id === 'aws-alb').map((one) => ({ ...one, ...change })),
});

test('every limit of the page is the one its fact states', () => {
  expect(real.edges.length).toBeGreaterThan(5);
  expect(messages(real)).toEqual([]);
});

test('names a limit and an answer that the facts do not say', () => {
  expect(messages(edge({ limitMs: 61_000, status: '502' }))).toEqual([
    expect.stringMatching(/^aws-alb.idle-timeout does not say 61 s: /),
    expect.stringMatching(/^failure.response-timeout.aws-alb does not say 502: /),
  ]);
});

test('names facts, platforms and edges that do not exist', () => {
  const lost = edge({ platform: 'aws-elb', limit: 'aws-elb.idle', answer: 'failure.none.elb' });
  const examples = [{ id: 'one', title: 'One', says: 'One.', chain: { edge: { id: 'nowhere' } } }];
  expect(messages({ ...lost, examples })).toEqual([
    'no file platforms/aws-elb.yaml',
    'there is no fact aws-elb.idle',
    'there is no fact failure.none.elb',
    'there is no edge nowhere in this file',
  ]);
});

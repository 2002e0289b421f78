import { describe, expect, test } from 'vitest';
import { stepPath, stepsOf } from './decision-steps.ts';
import { loadDecisions } from './load-decisions.ts';

const trees = loadDecisions(process.cwd());

describe('stepsOf', () => {
  test('gives each step the questions and answers that lead to it', () => {
    const tree = trees.find(({ id }) => id === 'what-to-send');
    if (!tree) throw new Error('there is no tree what-to-send');
    const step = stepsOf(tree).find(({ id }) => id === 'gateway-timeout');
    expect(step?.verdict?.code).toBe(504);
    expect(step?.way.map(({ question, answer }) => `${question.id}: ${answer}`)).toEqual([
      'whose-side: No. The request is fine, something on our side is not',
      'where: In something we called: a database, a cache, another service',
      'role: Yes. Its answer is our answer',
      'gateway: Nothing before our deadline',
    ]);
    expect(stepPath(tree, 'gateway-timeout')).toBe('/decide/what-to-send/gateway-timeout/');
    expect(stepPath(tree, 'whose-side')).toBe('/decide/what-to-send/');
  });

  test.each(trees.map((tree) => [tree.id, tree] as const))('reaches all of %s', (_id, tree) => {
    expect(stepsOf(tree)).toHaveLength(tree.questions.length + tree.verdicts.length);
  });
});

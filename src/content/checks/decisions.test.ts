import { describe, expect, test } from 'vitest';
import { formatProblems } from '../problem.ts';
import { type Decision, decisionSchema } from '../schemas/decision.ts';
import { checkDecisions } from './decisions.ts';

const verdict = (id: string) => ({
  id,
  code: 502,
  title: 'Send 502',
  says: 'It broke.',
  facts: ['502.quote'],
  links: [{ to: '/502', says: '502 in full' }],
});

const question = (id: string, ...to: string[]) => ({
  id,
  asks: 'Which one?',
  answers: to.map((one) => ({ says: `The ${one}`, to: one })),
});

function tree(changes: Partial<Decision> = {}): Decision {
  return decisionSchema.parse({
    id: 'sample',
    title: 'A sample',
    description: 'A tree of questions that is no content, made for the tests of the checks.',
    lede: 'For tests.',
    questions: [question('start', 'left', 'right')],
    verdicts: [verdict('left'), verdict('right')],
    ...changes,
  });
}

const known = {
  factIds: new Set(['502.quote']),
  linkProblem: (target: string) => (target === '/502' ? undefined : 'leads to no page'),
};

const problems = (...trees: Decision[]) => formatProblems(checkDecisions(trees, known)).split('\n');

describe('checkDecisions', () => {
  test('finds nothing in a tree that is one', () => {
    expect(problems(tree())).toEqual(['']);
  });

  test('names a step no answer leads to, and one that does not exist', () => {
    const lost = tree({ questions: [question('start', 'left', 'rigth')] });
    expect(problems(lost)).toEqual([
      'content/decisions/sample.yaml: right: 0 answers lead here; a step has exactly one',
      'content/decisions/sample.yaml: rigth: an answer leads here, and there is no such step',
    ]);
  });

  test('names a step two answers lead to, and a way back', () => {
    const questions = [question('start', 'left', 'more'), question('more', 'left', 'start')];
    expect(problems(tree({ questions, verdicts: [verdict('left'), verdict('left')] }))).toEqual([
      'content/decisions/sample.yaml: left: 2 answers lead here; a step has exactly one',
      'content/decisions/sample.yaml: left: 2 answers lead here; a step has exactly one',
      'content/decisions/sample.yaml: left: is the id of two steps',
      'content/decisions/sample.yaml: start: the first question is led back to',
    ]);
  });

  test('names an end that is too many questions away', () => {
    const ids = ['start', 'b', 'c', 'd', 'e', 'f'];
    const questions = ids.map((id, index) => question(id, `end-${id}`, ids[index + 1] ?? 'end'));
    const verdicts = [...ids.map((id) => verdict(`end-${id}`)), verdict('end')];
    expect(problems(tree({ questions, verdicts }))).toEqual([
      'content/decisions/sample.yaml: end-f: is 6 questions away; at most 5 are asked',
      'content/decisions/sample.yaml: end: is 6 questions away; at most 5 are asked',
    ]);
  });

  test('names facts and links that do not exist', () => {
    const odd = { ...verdict('left'), facts: ['502.quota'], links: [{ to: '/520', says: '520' }] };
    expect(problems(tree({ verdicts: [odd, verdict('right')] }))).toEqual([
      'content/decisions/sample.yaml: left facts: there is no fact 502.quota in content/facts',
      'content/decisions/sample.yaml: left links: the link /520 leads to no page',
    ]);
  });
});

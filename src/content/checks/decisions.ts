// Holds content/decisions together: the steps form a tree, it is short, its facts and links exist.
import { stepsOf } from '../decision-steps.ts';
import type { ContentProblem } from '../problem.ts';
import type { Decision } from '../schemas/decision.ts';
import type { LinkProblem } from './anchors.ts';

/** More questions in a row than this and nobody reaches the end. */
const LONGEST_WAY = 5;

/** What the trees are looked up in. */
interface Known {
  readonly factIds: ReadonlySet<string>;
  readonly linkProblem: LinkProblem;
}

/** Every step that is not reached exactly once, every way that is too long, every name of nothing. */
export function checkDecisions(trees: readonly Decision[], known: Known): ContentProblem[] {
  return trees.flatMap((tree) => {
    const file = `content/decisions/${tree.id}.yaml`;
    const problem = (field: string, message: string) => ({ file, field, message });
    return [
      ...shapeProblems(tree).map(({ field, message }) => problem(field, message)),
      ...tree.verdicts.flatMap(({ id, facts, links }) => [
        ...facts
          .filter((fact) => !known.factIds.has(fact))
          .map((fact) => problem(`${id} facts`, `there is no fact ${fact} in content/facts`)),
        ...links.flatMap(({ to }) => {
          const wrong = known.linkProblem(to);
          return wrong === undefined ? [] : [problem(`${id} links`, `the link ${to} ${wrong}`)];
        }),
      ]),
    ];
  });
}

function shapeProblems(tree: Decision): { readonly field: string; readonly message: string }[] {
  const ids = [...tree.questions, ...tree.verdicts].map(({ id }) => id);
  const targets = tree.questions.flatMap(({ answers }) => answers.map(({ to }) => to));
  const first = tree.questions[0]?.id;
  return [
    ...ids
      .filter((id, index) => ids.indexOf(id) !== index)
      .map((id) => ({ field: id, message: 'is the id of two steps' })),
    ...[...new Set(targets)]
      .filter((to) => !ids.includes(to))
      .map((to) => ({ field: to, message: 'an answer leads here, and there is no such step' })),
    ...ids.flatMap((id) => {
      const count = targets.filter((to) => to === id).length;
      if (id === first) {
        return count === 0 ? [] : [{ field: id, message: 'the first question is led back to' }];
      }
      return count === 1
        ? []
        : [{ field: id, message: `${count} answers lead here; a step has exactly one` }];
    }),
    ...stepsOf(tree)
      .filter(({ way, verdict }) => verdict !== undefined && way.length > LONGEST_WAY)
      .map(({ id, way }) => ({
        field: id,
        message: `is ${way.length} questions away; at most ${LONGEST_WAY} are asked`,
      })),
  ];
}

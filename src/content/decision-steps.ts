// A tree of questions as the pages take it: each step with the way that leads to it.
// Pure: it reads no files. A tree that breaks the rules of checks/decisions.ts may leave steps out.
import type { Decision, Question, Verdict } from './schemas/decision.ts';

/** A question on the way to a step, and the answer that was given to it. */
export interface Answered {
  readonly question: Question;
  readonly answer: string;
}

/** One page of a tree. */
export interface Step {
  readonly id: string;
  /** From the first question down; empty for the first question itself. */
  readonly way: readonly Answered[];
  /** Exactly one of the two. */
  readonly question?: Question;
  readonly verdict?: Verdict;
}

/** Every step that can be reached, depth first, in the order of the answers. Each is listed once. */
export function stepsOf(tree: Decision): readonly Step[] {
  const questions = new Map(tree.questions.map((one) => [one.id, one]));
  const verdicts = new Map(tree.verdicts.map((one) => [one.id, one]));
  const seen = new Set<string>();
  const walk = (id: string, way: readonly Answered[]): Step[] => {
    if (seen.has(id)) return [];
    seen.add(id);
    const verdict = verdicts.get(id);
    if (verdict) return [{ id, way, verdict }];
    const question = questions.get(id);
    if (!question) return [];
    return [
      { id, way, question },
      ...question.answers.flatMap(({ says, to }) => walk(to, [...way, { question, answer: says }])),
    ];
  };
  const [first] = tree.questions;
  return first ? walk(first.id, []) : [];
}

/** The address of a step's page. The first question is the tree's own page. */
export function stepPath(tree: Decision, id: string): string {
  return id === tree.questions[0]?.id ? `/decide/${tree.id}/` : `/decide/${tree.id}/${id}/`;
}

// Holds content/timeouts.yaml against the facts: each edge's limit and answer are what the facts it names say.
import { factEntries } from '../fact-index.ts';
import type { FactFiles } from '../load-facts.ts';
import type { ContentProblem } from '../problem.ts';
import type { EdgeChoice, Timeouts } from '../schemas/timeouts.ts';

/** Every number that the named fact does not say, and every name of nothing. */
export function checkTimeouts({ edges, examples }: Timeouts, facts: FactFiles): ContentProblem[] {
  const problem = (field: string, message: string) => ({
    file: 'content/timeouts.yaml',
    field,
    message,
  });
  const statements = new Map(
    factEntries(facts).map(({ evidence, statement }) => [evidence.id, statement]),
  );
  const platforms = new Set(facts.platforms.map(({ id }) => id));
  return [
    ...edges.flatMap((edge) => [
      ...(platforms.has(edge.platform)
        ? []
        : [problem(edge.id, `no file platforms/${edge.platform}.yaml`)]),
      ...edgeFaults(edge, statements).map((message) => problem(edge.id, message)),
    ]),
    ...examples
      .filter(({ chain }) => chain.edge && !edges.some(({ id }) => id === chain.edge?.id))
      .map(({ id, chain }) => problem(id, `there is no edge ${chain.edge?.id} in this file`)),
  ];
}

function edgeFaults(edge: EdgeChoice, statements: ReadonlyMap<string, string>): string[] {
  const limit = statements.get(edge.limit);
  const answer = statements.get(edge.answer);
  const time = edge.limitMs === null ? 'none' : `${edge.limitMs / 1000} s`;
  return [
    ...(limit === undefined
      ? [`there is no fact ${edge.limit}`]
      : new RegExp(`\\b${time}`).test(limit)
        ? []
        : [`${edge.limit} does not say ${time}: ${limit}`]),
    ...(answer === undefined
      ? [`there is no fact ${edge.answer}`]
      : edge.answer.startsWith(edge.status) || answer.includes(edge.status)
        ? []
        : [`${edge.answer} does not say ${edge.status}: ${answer}`]),
  ];
}

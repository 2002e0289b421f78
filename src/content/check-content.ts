// All checks of the content in one call: shapes, references, anchors, bodies.
// The build calls it through src/tools/astro/check-content.ts and fails on any problem.
import { checkAnchors, linkProblems } from './checks/anchors.ts';
import { checkBodies } from './checks/body-components.ts';
import { checkDecisions } from './checks/decisions.ts';
import { checkFactReferences } from './checks/fact-references.ts';
import { checkPageReferences } from './checks/page-references.ts';
import { checkRepeatedSentences } from './checks/repeated-sentences.ts';
import { checkSignatures } from './checks/signature-references.ts';
import { checkTimeouts } from './checks/timeouts.ts';
import { factEntries } from './fact-index.ts';
import { loadDecisions } from './load-decisions.ts';
import { loadFacts } from './load-facts.ts';
import { loadPages } from './load-pages.ts';
import { loadSentences } from './load-sentences.ts';
import { loadSignatures } from './load-signatures.ts';
import { loadTimeouts } from './load-timeouts.ts';
import { ContentError, type ContentProblem } from './problem.ts';

/** Every problem in the content below `root`. Empty when all is well. */
export function checkContent(root: string): readonly ContentProblem[] {
  const { pages, problems } = loadPages(root);
  try {
    const facts = loadFacts(root);
    return [
      ...problems,
      ...checkFactReferences(facts),
      ...checkPageReferences(pages, facts),
      ...checkAnchors(pages, facts),
      ...checkBodies(pages, facts),
      ...checkDecisions(loadDecisions(root), {
        factIds: new Set(factEntries(facts).map(({ evidence }) => evidence.id)),
        linkProblem: linkProblems(pages, facts),
      }),
      ...checkRepeatedSentences(loadSentences(root)),
      ...checkTimeouts(loadTimeouts(root), facts),
      ...checkSignatures(loadSignatures(root), new Set(facts.sources.map(({ id }) => id))),
    ];
  } catch (error) {
    if (error instanceof ContentError) return [...problems, ...error.problems];
    throw error;
  }
}

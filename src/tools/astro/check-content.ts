// An Astro integration that refuses to build wrong content. It finds nothing itself: see src/content.
// In the dev server it reports and lets the author carry on.
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { checkContent } from '../../content/check-content.ts';
import { ContentError, formatProblems } from '../../content/problem.ts';

/** Fails `astro build` with the list of all problems in the content; warns of them in `astro dev`. */
export function contentCheck(): AstroIntegration {
  let root = process.cwd();
  return {
    name: 'content-check',
    hooks: {
      'astro:config:setup': ({ config }) => {
        root = fileURLToPath(config.root);
      },
      'astro:build:start': () => {
        const problems = checkContent(root);
        if (problems.length > 0) throw new ContentError(problems);
      },
      'astro:server:start': ({ logger }) => {
        const problems = checkContent(root);
        if (problems.length > 0) logger.warn(`\n${formatProblems(problems)}`);
      },
    },
  };
}

// An Astro integration: gives the page on status 500 the same kind of address as every other code.
// Astro writes any page called /500 to 500.html, as if it were the server's own error page; ours is a
// reference page and belongs in 500/index.html. The sitemap has the same blind spot: see errorCodePage.
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Path of the page Astro mistakes for an error page; to be named to the sitemap by hand. */
export const errorCodePage = '/500/';

/** Moves `500.html` of a built site to `500/index.html`, if it is there. */
export async function moveErrorCodePage(root: string): Promise<boolean> {
  const from = join(root, '500.html');
  if (!existsSync(from)) return false;
  await mkdir(join(root, '500'), { recursive: true });
  await rename(from, join(root, '500', 'index.html'));
  return true;
}

/** Runs before integrations that read the built pages. */
export function errorCodePages(): AstroIntegration {
  return {
    name: 'field-guide:error-code-pages',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        if (await moveErrorCodePage(fileURLToPath(dir))) logger.info('500.html is 500/index.html');
      },
    },
  };
}

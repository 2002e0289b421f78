// Writes the Markdown twin of every page that names one in its head, once all pages are built.
// What a twin leaves out is decided in to-markdown.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { toMarkdown } from '../markdown/to-markdown.ts';

/** A page's twin, as its head names it. */
const TWIN = /<link rel="alternate" type="text\/markdown" href="(\/[^"]+\.md)"/;

/** Adds `/502.md` beside `/502/`, and so on. Needs `site` in the configuration, for links. */
export function markdownTwins(): AstroIntegration {
  let site: string | undefined;
  return {
    name: 'markdown-twins',
    hooks: {
      'astro:config:done': ({ config }) => {
        site = config.site;
      },
      'astro:build:done': async ({ dir, pages, logger }) => {
        const dist = fileURLToPath(dir);
        let count = 0;
        for (const { pathname } of pages) {
          const html = readPage(dist, pathname);
          const file = TWIN.exec(html ?? '')?.[1];
          if (html === undefined || file === undefined) continue;
          const url = new URL(`/${pathname}`, site).href;
          const words = await toMarkdown(html, url);
          writeFileSync(join(dist, file), `${words}\n---\n\nFrom <${url}>. Licence: MIT.\n`);
          count++;
        }
        logger.info(`${count} pages have a Markdown twin`);
      },
    },
  };
}

/** The HTML of a page; undefined for files such as 404.html, which are nobody's address. */
function readPage(dist: string, pathname: string): string | undefined {
  try {
    return readFileSync(join(dist, pathname, 'index.html'), 'utf8');
  } catch {
    return undefined;
  }
}

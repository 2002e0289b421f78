// An Astro integration: keeps the stylesheets of lazily imported modules off the page.
// Astro links the CSS of a dynamically imported module (Monaco's is 175 kB) from every page whose
// script may import it. Vite's import helper loads that CSS together with the chunk anyway, so the
// links are dropped after the build and the CSS comes with the click.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Removes links to the given stylesheets (paths without a leading slash) from a page. */
export function dropStylesheets(html: string, dropped: ReadonlySet<string>): string {
  return html.replace(/<link rel="stylesheet" href="\/([^"]+)"\s*\/?>/g, (link, href: string) =>
    dropped.has(href) ? '' : link,
  );
}

/** `isLazy` says, by module id, which modules are only ever imported dynamically. */
export function lazyCss(isLazy: (moduleId: string) => boolean): AstroIntegration {
  const lazy = new Set<string>();
  return {
    name: 'field-guide:lazy-css',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        updateConfig({
          vite: {
            plugins: [
              {
                name: 'field-guide:lazy-css',
                enforce: 'post',
                generateBundle(_options, bundle) {
                  for (const chunk of Object.values(bundle)) {
                    if (chunk.type !== 'chunk') continue;
                    if (!Object.keys(chunk.modules).some(isLazy)) continue;
                    for (const css of chunk.viteMetadata?.importedCss ?? []) lazy.add(css);
                  }
                },
              },
            ],
          },
        });
      },
      'astro:build:done': async ({ dir, logger }) => {
        if (lazy.size === 0) return;
        const root = fileURLToPath(dir);
        for (const path of await readdir(root, { recursive: true })) {
          if (!path.endsWith('.html')) continue;
          const html = await readFile(join(root, path), 'utf8');
          const out = dropStylesheets(html, lazy);
          if (out !== html) await writeFile(join(root, path), out);
        }
        logger.info(`${lazy.size} stylesheets load on demand`);
      },
    },
  };
}

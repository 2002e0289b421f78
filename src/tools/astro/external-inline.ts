// An Astro integration: moves every inline <script> and <style> of the built pages into files.
// Astro writes its island start-up code inline; the policy of our pages (script-src 'self') would
// refuse it. Order and timing stay as they were: a classic inline script becomes a classic file.
// Left alone: scripts that are data (type="application/json" and the like), which are never run, and
// whatever public/ holds: the sandbox's frame has its script inline on purpose, with its own policy.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** A page after its inline code was moved out, and that code by file path (no leading slash). */
export interface Externalised {
  readonly html: string;
  readonly files: ReadonlyMap<string, string>;
}

function fileFor(text: string, extension: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `_astro/inline.${hash}.${extension}`;
}

/** Moves inline scripts and styles of one page out. Pure: nothing is written. */
export function externalise(html: string): Externalised {
  const files = new Map<string, string>();
  let out = html.replace(
    /<script\b((?:\s[^>]*)?)>([\s\S]*?)<\/script>/g,
    (all, attributes: string, text: string) => {
      if (/\ssrc\s*=/.test(attributes) || !text.trim()) return all;
      const type = /\stype\s*=\s*"?([^"\s>]+)/.exec(attributes)?.[1];
      if (type && type !== 'module' && type !== 'text/javascript') return all;
      const file = fileFor(text, 'js');
      files.set(file, text);
      return `<script${attributes} src="/${file}"></script>`;
    },
  );
  out = out.replace(/<style\b[^>]*>([\s\S]*?)<\/style>/g, (_all, text: string) => {
    const file = fileFor(text, 'css');
    files.set(file, text);
    return `<link rel="stylesheet" href="/${file}">`;
  });
  return { html: out, files };
}

/** Paths below `root` of the pages Astro made; files copied from `publicDir` are not among them. */
export async function builtPages(root: string, publicDir: string): Promise<string[]> {
  const paths = await readdir(root, { recursive: true });
  return paths.filter((path) => path.endsWith('.html') && !existsSync(join(publicDir, path)));
}

/** Runs after every other integration that writes HTML. */
export function externalInline(): AstroIntegration {
  let publicDir = '';
  return {
    name: 'field-guide:external-inline',
    hooks: {
      'astro:config:done': ({ config }) => {
        publicDir = fileURLToPath(config.publicDir);
      },
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const moved = new Set<string>();
        for (const path of await builtPages(root, publicDir)) {
          const before = await readFile(join(root, path), 'utf8');
          const { html, files } = externalise(before);
          if (html === before) continue;
          for (const [file, text] of files) {
            await mkdir(dirname(join(root, file)), { recursive: true });
            await writeFile(join(root, file), text);
            moved.add(file);
          }
          await writeFile(join(root, path), html);
        }
        if (moved.size > 0) logger.info(`${moved.size} inline blocks moved into files`);
      },
    },
  };
}

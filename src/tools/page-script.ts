// Scripts that a tool adds to the built site for itself: they use the site's own modules in a real page.

import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './child.ts';

/** Bundles a module for a page; what it exports is then in the global `name`. `entry` is relative to the root. */
export async function bundlePageScript(entry: string, name: string): Promise<string> {
  const result = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: name,
    alias: { '#sim': join(root, 'src/sim/index.ts') },
    logLevel: 'error',
  });
  return result.outputFiles[0]?.text ?? '';
}

// A Vite plugin: keeps all of Monaco's features out of the build when one language wants a worker. The module
// that starts workers imports every feature there is; a small one of ours does the same work without them.
import { fileURLToPath } from 'node:url';

const ours = fileURLToPath(new URL('../../lab/ui/editor/slim-workers.ts', import.meta.url));

/** What is used of Vite's plugin interface. */
interface ResolvingPlugin {
  readonly name: string;
  readonly enforce: 'pre';
  resolveId(id: string, from: string | undefined): string | null;
}

/** Puts slim-workers.ts in place of monaco-editor's own module. */
export function slimEditor(): ResolvingPlugin {
  return {
    name: 'field-guide:slim-editor',
    enforce: 'pre',
    resolveId: (id, from) =>
      id.endsWith('internal/common/workers.js') && from?.includes('/monaco-editor/') ? ours : null,
  };
}

// Stands in for a module inside monaco-editor 0.57 (internal/common/workers.js) that starts the workers of
// languages, and on its way imports every feature of the editor. The build puts this one in its place.
import { editor } from 'monaco-editor/editor';

interface WorkerOptions {
  readonly createWorker?: () => Worker;
  readonly createData?: unknown;
  readonly host?: Record<string, (...args: unknown[]) => unknown>;
  readonly keepIdleModels?: boolean;
}

/** Starts a language's worker as the original does. */
export function createWebWorker<T extends object>(
  options: WorkerOptions,
): editor.MonacoWebWorker<T> {
  const { createWorker, createData, host, keepIdleModels } = options;
  if (!createWorker) throw new Error('A language of the editor has no worker');
  const worker = createWorker();
  // The first message is dropped by the worker's start-up, the second is what it is made with.
  worker.postMessage('ignore');
  worker.postMessage(createData);
  return editor.createWebWorker<T>({
    worker,
    ...(host && { host }),
    ...(keepIdleModels !== undefined && { keepIdleModels }),
  });
}

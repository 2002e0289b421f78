// Replays many cases on a few workers. A worker that dies or does not answer is replaced; its case has failed.

import { Worker } from 'node:worker_threads';
import type { CaseResult } from '../../sim/conformance/compare.ts';
import type { NodeMajor } from '../../sim/node/release.ts';
import { type Folders, failedCase } from './replay.ts';

/** Real time one case may take. */
const CASE_LIMIT_MS = 60_000;
/** Memory a worker may take, packs and all. */
const WORKER_MEMORY_MB = 1_536;

export interface ReplayOptions {
  readonly folders: Folders;
  readonly release: NodeMajor;
  readonly workers: number;
  /** Called with each result as it comes. */
  readonly done: (result: CaseResult, name: string) => void;
}

class Player {
  readonly #options: ReplayOptions;
  #worker: Worker | null = null;

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  async play(name: string): Promise<CaseResult> {
    const { folders, release } = this.#options;
    this.#worker ??= new Worker(new URL('./replay-worker.ts', import.meta.url), {
      workerData: { folders, release },
      resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB },
    });
    try {
      return await this.#ask(this.#worker, name);
    } catch (error) {
      await this.stop();
      return failedCase(name.replace(/\.json$/, ''), error);
    }
  }

  #ask(worker: Worker, name: string): Promise<CaseResult> {
    return new Promise((resolve, reject) => {
      const over = (settle: () => void): void => {
        clearTimeout(limit);
        worker.off('message', answered).off('error', failed).off('exit', ended);
        settle();
      };
      const answered = (result: CaseResult): void => over(() => resolve(result));
      const failed = (error: unknown): void => over(() => reject(error));
      const ended = (code: number): void => failed(new Error(`Its worker ended with ${code}`));
      const limit = setTimeout(() => {
        failed(new Error(`No answer within ${CASE_LIMIT_MS / 1_000} s`));
      }, CASE_LIMIT_MS);
      worker.on('message', answered).on('error', failed).on('exit', ended);
      worker.postMessage(name);
    });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    // One that dies of what it did last says so once more.
    worker?.on('error', () => {});
    await worker?.terminate();
  }
}

/** Replays the cases of these names. */
export async function replayAll(names: readonly string[], options: ReplayOptions): Promise<void> {
  const waiting = [...names];
  const run = async (): Promise<void> => {
    const player = new Player(options);
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      options.done(await player.play(name), name);
    }
    await player.stop();
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, names.length) }, run));
}

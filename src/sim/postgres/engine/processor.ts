// The processor of the database's machine: work in progress shares its cores evenly.
// Simplified: no scheduler's slices, no caches; a statement's work is known when it begins.

import type { Micros, ScheduledEvent } from '../../kernel/event-queue.ts';
import type { Kernel } from '../../kernel/kernel.ts';

interface Work {
  leftUs: number;
  readonly done: () => void;
}

export class Processor {
  readonly #kernel: Kernel;
  #cores: number;
  #slowness = 1;
  readonly #works = new Set<Work>();
  #lastUs: Micros = 0;
  #event: ScheduledEvent | null = null;

  constructor(kernel: Kernel, cores: number) {
    this.#kernel = kernel;
    this.#cores = cores;
  }

  set cores(cores: number) {
    this.#progress();
    this.#cores = cores;
    this.#plan();
  }

  /** Everything takes so many times as long: a fault. */
  set slowness(factor: number) {
    this.#progress();
    this.#slowness = factor;
    this.#plan();
  }

  /** Does work; the answer gives it up. */
  run(us: number, done: () => void): () => void {
    this.#progress();
    const work: Work = { leftUs: Math.max(1, us), done };
    this.#works.add(work);
    this.#plan();
    return () => {
      this.#progress();
      this.#works.delete(work);
      this.#plan();
    };
  }

  get #rate(): number {
    return Math.min(1, this.#cores / Math.max(1, this.#works.size)) / this.#slowness;
  }

  #progress(): void {
    const now = this.#kernel.nowUs;
    const doneUs = (now - this.#lastUs) * this.#rate;
    this.#lastUs = now;
    for (const work of this.#works) work.leftUs -= doneUs;
  }

  #plan(): void {
    this.#kernel.cancel(this.#event);
    this.#event = null;
    if (this.#works.size === 0) return;
    const least = Math.min(...[...this.#works].map(({ leftUs }) => leftUs));
    const waitUs = Math.max(1, Math.ceil(least / this.#rate));
    this.#event = this.#kernel.after(waitUs, () => this.#finish());
  }

  #finish(): void {
    this.#progress();
    const finished = [...this.#works].filter(({ leftUs }) => leftUs <= 0.5);
    for (const work of finished) this.#works.delete(work);
    this.#plan();
    for (const { done } of finished) done();
  }
}

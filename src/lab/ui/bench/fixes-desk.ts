// The solution of a lab, and the fixes that common advice comes to: fetched when the reader asks for one, put into their
// files when they say so.
import { type Signal, signal } from '@preact/signals';
import type { FixFile, LabFixes } from '../../session/lab-data.ts';

/** Not asked for, on their way, here, or not to be had. */
export type FixesState =
  | { readonly state: 'unasked' | 'loading' }
  | { readonly state: 'here'; readonly fixes: LabFixes }
  | { readonly state: 'failed'; readonly message: string };

export class FixesDesk {
  readonly state: Signal<FixesState> = signal({ state: 'unasked' });
  /** The solution was looked at. */
  readonly sawSolution: Signal<boolean> = signal(false);
  /** Ids of the advice that was tried. */
  readonly tried: Signal<readonly string[]> = signal([]);
  readonly #address: string;
  readonly #use: (files: readonly FixFile[]) => void;

  /** `address` has the fixes as JSON; `use` puts files in place of the reader's. */
  constructor(address: string, use: (files: readonly FixFile[]) => void) {
    this.#address = address;
    this.#use = use;
  }

  /** Fetches them, once. What goes wrong is in the state; it may be tried again. */
  async load(): Promise<LabFixes | null> {
    const before = this.state.value;
    if (before.state === 'here') return before.fixes;
    this.state.value = { state: 'loading' };
    try {
      const response = await fetch(this.#address);
      if (!response.ok) throw new Error(`the site answered ${response.status}`);
      const fixes = (await response.json()) as LabFixes;
      this.state.value = { state: 'here', fixes };
      return fixes;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.state.value = { state: 'failed', message: `It could not be loaded: ${reason}.` };
      return null;
    }
  }

  async showSolution(): Promise<void> {
    if (await this.load()) this.sawSolution.value = true;
  }

  useSolution(): void {
    const { value } = this.state;
    if (value.state === 'here') this.#use(value.fixes.solution);
  }

  /** Follows a piece of advice: its files take the place of the reader's, and are proven like theirs. */
  async tryAdvice(id: string): Promise<void> {
    const files = (await this.load())?.advice[id];
    if (!files) return;
    this.tried.value = [...this.tried.value.filter((one) => one !== id), id];
    this.#use(files);
  }
}

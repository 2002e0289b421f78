// What a lab page knows of its lab beside the lab's data: the words around it, and where more of it lies.
import type { CauseAnchors } from '../../session/cause-link.ts';

export interface BenchGuide {
  readonly summary: string;
  readonly codes: readonly number[];
  readonly minutes: number;
  /** Status codes that have a reference page. */
  readonly pages: readonly number[];
  /** Each as HTML, made at build. */
  readonly hints: readonly string[];
  readonly causes: CauseAnchors;
  readonly solutionAddress: string;
}

/** What is wrong with a fix that does not pass, for readers who have tried it. */
export interface SolutionFile {
  readonly name: string;
  readonly text: string;
}

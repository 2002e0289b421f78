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
  /** Common advice that does not mend it, to be tried. */
  readonly advice: readonly AdviceData[];
}

/** A piece of advice and what is wrong with it. */
export interface AdviceData {
  /** Of the wrong fix it comes to. */
  readonly id: string;
  /** As it is given: "Raise the timeout". */
  readonly advice: string;
  /** The harm it does, as HTML made at build. */
  readonly because: string;
}

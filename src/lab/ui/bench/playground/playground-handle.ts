// What a workbench knows of the playground it is: where its box comes from, and how to have another.
import type { PlaygroundSource } from '../../../session/playground/playground-source.ts';

/** A lab that can be taken to the playground. */
export interface PlaygroundLab {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
}

export interface PlaygroundHandle {
  readonly source: PlaygroundSource;
  readonly labs: readonly PlaygroundLab[];
  /** Another box. `isFresh`: what was changed in files is forgotten. */
  readonly open: (source: PlaygroundSource, isFresh: boolean) => void;
  /** The box of a link is the reader's own from now on. */
  readonly keep: () => void;
  /** The box of a link is not wanted. */
  readonly leave: () => void;
}

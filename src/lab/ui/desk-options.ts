// What a desk is told and what it tells, as types: how one desk differs from another, what its reader waits for.
import type { TraceEvent } from '#sim';
import type { LabSession } from '../session/lab-session.ts';
import type { FilePlace } from '../session/text-links.ts';
import type { Pacer } from './pacer.ts';

/** What the reader waits for. */
export type Activity =
  | 'none'
  | 'applying'
  | 'sending'
  | 'proving'
  | 'resetting'
  | 'travelling'
  | 'acting';

/** A place to show; asked for anew even if it is the same place. */
export interface Reveal {
  readonly place: FilePlace;
  /** Counts up. */
  readonly times: number;
}

/** Told of a world as it goes on, before the view is. */
export interface Watcher {
  /** Another world begins, or the same again. */
  readonly worldBegan: () => void;
  readonly happened: (events: readonly TraceEvent[]) => void;
}

/** How a desk differs from the one of an inline sandbox. */
export interface DeskOptions {
  /** Proves the objectives when files are applied, too; else only when a request is sent. */
  readonly provesOnApply?: boolean;
  /** How fast what happens is shown; at once without it. */
  readonly pacer?: Pacer;
  /** Leaves what was recorded on show until something is done: a world that only boots has less to say. */
  readonly keepsRecorded?: boolean;
  /** Brings into the reader's files what a terminal does to them. */
  readonly disk?: DiskFollower;
}

/** Follows what a world's disks hold (see bench/disk-desk.ts). */
export interface DiskFollower {
  /** A world begins, for the first time or again. */
  begin(): void;
  see(events: readonly TraceEvent[]): void;
  /** The session with what changed on the disks since, and words for it. */
  take(session: LabSession): { readonly session: LabSession; readonly words: string };
  /** The session of a world that was built again. */
  applied(session: LabSession): LabSession;
  /** Whether a file is to be saved only when the reader says so. */
  holdsBack(session: LabSession, name: string): boolean;
  /** Whether a service runs something else than its disk holds. */
  readonly isStale: boolean;
}

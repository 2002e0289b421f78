// What the page, the supervisor and the run worker say to each other: the only file all of them import.
//
//   page ── iframe (opaque origin) ── supervisor worker (trusted) ── run worker (the world and the
//   reader's code, untrusted)
//
// The page speaks with the supervisor over one port. Everything that comes from the run worker is
// untrusted: its events are data to be shown as text, never instructions.

import type {
  Command,
  Completion,
  FirstPackage,
  LoggedCommand,
  OLDER_RELEASES,
  PackageName,
  PeerKind,
  PreparedEntry,
  WorldSource,
} from '#sim';

export type { PackageName } from '#sim';

/** Files the sandbox is made of, by the name they are asked for under. */
export type AssetName =
  | 'node-first'
  | 'node-core'
  | 'node-extra'
  | PackageName
  | FirstPart
  | PeerPart
  | 'parser'
  | 'algorithms'
  | 'terminal'
  | 'browser'
  | 'constants'
  | OlderLibrary
  | `${OlderLibrary}-constants`
  | 'llhttp'
  | DatabasePart;

/** The library of an older release of Node. */
export type OlderLibrary = (typeof OLDER_RELEASES)[number];

/** PGlite: its script, its program, and what it has on its disk. Loaded when a reader says so. */
export type DatabasePart = 'pglite' | 'pglite-program' | 'pglite-disk';

/** The program of a kind of host that not every world has. */
export type PeerPart = `peer-${PeerKind}`;

/** What the labs use of a package as they come. */
export type FirstPart = `${FirstPackage}-first`;

/** Sent by the page to the frame, once: everything the rings need to start, and the port to speak over. */
export interface FrameStart {
  readonly type: 'sandbox-start';
  readonly supervisor: string;
  readonly worker: string;
}

/** Page to supervisor. `run` counts the worlds built; messages of an older run are dropped. */
export type PageMessage =
  /** Gives the run worker a file. Kept, and given again to every later run worker. */
  | { readonly type: 'asset'; readonly name: AssetName; readonly content: string | ArrayBuffer }
  /** Builds the world anew in a fresh run worker and replays what had been done to it. */
  | {
      readonly type: 'start';
      readonly run: number;
      readonly source: WorldSource;
      readonly inputs: readonly LoggedCommand[];
      /** Turns that never came back the last time: their process hangs instead. */
      readonly stuckTurns: readonly number[];
      /** The parser's answers for files nobody has changed. */
      readonly prepared: readonly PreparedEntry[];
      /** Whether results carry the trace's hash. */
      readonly isHashed: boolean;
    }
  | {
      readonly type: 'command';
      readonly run: number;
      readonly id: number;
      readonly command: Command;
    }
  /** Does something to a fresh world, one command after the other; the world at hand is left as it is. */
  | {
      readonly type: 'prove';
      readonly run: number;
      readonly id: number;
      readonly source: WorldSource;
      readonly commands: readonly Command[];
      /** The kinds of event that are wanted. */
      readonly kinds: readonly string[];
      readonly prepared: readonly PreparedEntry[];
    }
  /** Asks what could be typed on in a terminal. Changes nothing, and is no part of what was done to the world. */
  | {
      readonly type: 'complete';
      readonly run: number;
      readonly id: number;
      readonly session: string;
      readonly line: string;
      readonly cursor: number;
    }
  /** Ends the run worker. */
  | { readonly type: 'stop'; readonly run: number };

/** Why a run was ended from outside. */
export type StopReason = 'stalled' | 'flooded' | 'crashed';

/** What a run worker says in place of a turn's number when its own code works, and no program does. */
export const NO_TURN = -1;

/** How a run got on with a command. */
export interface CommandResult {
  /** Simulated time, in microseconds. */
  readonly atUs: number;
  /** The trace's hash so far; '' where none was asked for. */
  readonly digest: string;
  readonly turns: number;
}

/** Supervisor to page; what a run worker said is passed on in these. */
export type SandboxMessage =
  /** The supervisor listens. */
  | { readonly type: 'ready' }
  /** The world stands, and the inputs have been replayed. */
  | { readonly type: 'started'; readonly run: number; readonly result: CommandResult }
  | { readonly type: 'events'; readonly run: number; readonly events: readonly unknown[] }
  | {
      readonly type: 'done';
      readonly run: number;
      readonly id: number;
      readonly result: CommandResult;
    }
  /** What was asked for of the trace of a fresh world. */
  | {
      readonly type: 'proven';
      readonly run: number;
      readonly id: number;
      readonly events: readonly unknown[];
    }
  | {
      readonly type: 'completed';
      readonly run: number;
      readonly id: number;
      readonly completion: Completion;
    }
  /** A program needs a file that was not loaded: give it, and start again. */
  | { readonly type: 'need'; readonly run: number; readonly asset: AssetName }
  /** The run worker was ended. `turn` is the turn that did not come back, where there is one. */
  | {
      readonly type: 'stopped';
      readonly run: number;
      readonly reason: StopReason;
      readonly detail: string;
      readonly turn: number | null;
    };

/** Supervisor to run worker. */
export type RunMessage =
  | Exclude<PageMessage, { type: 'stop' }>
  | { readonly type: 'ping'; readonly sequence: number };

/** Run worker to supervisor. A bare number announces a turn; the same again says that it still gets on. */
export type RunAnswer =
  | number
  | { readonly type: 'pong'; readonly sequence: number }
  | { readonly type: 'loaded' }
  | { readonly type: 'started'; readonly run: number; readonly result: CommandResult }
  | { readonly type: 'events'; readonly run: number; readonly events: readonly unknown[] }
  | {
      readonly type: 'done';
      readonly run: number;
      readonly id: number;
      readonly result: CommandResult;
    }
  | {
      readonly type: 'proven';
      readonly run: number;
      readonly id: number;
      readonly events: readonly unknown[];
    }
  | {
      readonly type: 'completed';
      readonly run: number;
      readonly id: number;
      readonly completion: Completion;
    }
  | { readonly type: 'need'; readonly run: number; readonly asset: AssetName }
  | { readonly type: 'failed'; readonly run: number; readonly detail: string };

// A lab as the page has it: plain data, made from the lab's folder when the site is built. Values only.

import type { Command, HostFile, PreparedEntry, RequestSpec, SystemSpec, TraceEvent } from '#sim';
import type { ProofData } from './proof/proof-data.ts';

/** A file the reader can see and change. */
export interface LabFileData {
  /** `<host>/<path>`: what tabs and links call it. */
  readonly name: string;
  readonly host: string;
  /** Absolute path on the host. */
  readonly path: string;
  /** What the lab begins with. */
  readonly text: string;
  /** Not there at first: a fix may add it. Its text is empty, and nobody sees it until it has another. */
  readonly isAbsent?: true;
}

export interface PresetData {
  readonly id: string;
  readonly title: string;
  readonly request: RequestSpec;
}

/** What reaches an objective while the reader works. */
export type SeenData =
  /** An answer of this status. */
  | {
      readonly of: 'answer';
      readonly method: string;
      readonly target: string;
      readonly status: number;
    }
  /** A command that begins so was typed in a terminal, and its output contains all of these words. */
  | {
      readonly of: 'terminal';
      readonly command: string;
      readonly mentions: readonly string[];
    };

/** Reached when it is seen, or when its proof holds on a fresh world. */
export interface ObjectiveData {
  readonly id: string;
  readonly title: string;
  readonly proves: string;
  /** Any of these. */
  readonly seen: readonly SeenData[];
  /** null where it is seen. */
  readonly proof: ProofData | null;
}

/** A button that breaks the system, what it does, and what the request sent then meets. */
export interface ActionData {
  readonly id: string;
  readonly title: string;
  readonly commands: readonly Command[];
  readonly request: RequestSpec;
  readonly status: number;
}

export interface LabData {
  readonly slug: string;
  readonly title: string;
  readonly system: SystemSpec;
  readonly files: readonly LabFileData[];
  /** Repositories on the hosts, as files; nobody edits them as such. */
  readonly history: readonly HostFile[];
  /** Name of the file shown first. */
  readonly open: string;
  readonly presets: readonly PresetData[];
  readonly objectives: readonly ObjectiveData[];
  readonly actions: readonly ActionData[];
  /** Packages its hosts have installed. */
  readonly packages: readonly string[];
}

/** What was recorded of a lab when the site was built: the world's own trace, and the parser's answers. */
export interface LabRecording {
  /** The trace of booting the world and sending each preset, by preset. */
  readonly traces: Readonly<Record<string, readonly TraceEvent[]>>;
  /** The same of each action. */
  readonly actions: Readonly<Record<string, readonly TraceEvent[]>>;
  readonly prepared: readonly PreparedEntry[];
}

/** A file of a fix: its name and its whole text. */
export interface FixFile {
  readonly name: string;
  readonly text: string;
}

/** What can be put into a reader's files when they ask for it. */
export interface LabFixes {
  readonly solution: readonly FixFile[];
  /** What common advice comes to, by the id of the wrong fix. */
  readonly advice: Readonly<Record<string, readonly FixFile[]>>;
}

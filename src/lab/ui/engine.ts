// The engine behind a sandbox: opens the sandboxed world when it is first needed, tells what it is doing, and
// starts over after it could not be loaded. It knows no files, requests or objectives.
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type {
  Command,
  Completion,
  LoggedCommand,
  PreparedEntry,
  TraceEvent,
  WorldSource,
} from '#sim';
import { isPackage } from '../../sandbox/host/assets.ts';
import { Sandbox, type SandboxStatus } from '../../sandbox/host/sandbox.ts';
import type { Pacer } from './pacer.ts';

/** What the engine does. `asleep`: nothing was loaded yet. */
export type EngineStatus = { readonly state: 'asleep' } | SandboxStatus;

export interface EngineOptions {
  /** The world as the lab has it: edits come as commands, so that a bad one never keeps it from starting. */
  readonly source: WorldSource;
  readonly packages: readonly string[];
  readonly prepared: readonly PreparedEntry[];
  readonly onEvents: (events: readonly TraceEvent[]) => void;
  /** Shows events at the reader's pace; without it they are shown as they come. */
  readonly pacer?: Pacer | undefined;
  /** A world begins, for the first time or again. */
  readonly onWorld: () => void;
}

/** The first line of what went wrong: stacks of the simulator are no help to a reader. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';

/** When the browser has nothing better to do. */
function whenIdle(task: () => void): void {
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in window) requestIdleCallback(task, { timeout: 3_000 });
  else setTimeout(task, 500);
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #status: Signal<EngineStatus> = signal({ state: 'asleep' });
  #source: WorldSource;
  #sandbox: Sandbox | null = null;
  /** As it is being opened, too. */
  #newest: Sandbox | null = null;
  #opened: Promise<Sandbox> | null = null;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#source = options.source;
  }

  /** Everything done to the world so far. */
  get inputs(): readonly LoggedCommand[] {
    return this.#sandbox?.inputs ?? [];
  }

  get status(): ReadonlySignal<EngineStatus> {
    return this.#status;
  }

  /** Loads the engine and builds the world, once. Rejects where that is not possible; it may be tried again. */
  async open(): Promise<void> {
    await this.#open();
  }

  async command(command: Command): Promise<void> {
    const sandbox = await this.#open();
    const { pacer } = this.#options;
    pacer?.hold();
    try {
      await sandbox.command(command);
    } finally {
      await pacer?.drain();
    }
  }

  async prove(source: WorldSource, commands: readonly Command[], kinds: readonly string[]) {
    const sandbox = await this.#open();
    return sandbox.prove(source, commands, kinds);
  }

  /** What could be typed on in a terminal. */
  async complete(session: string, line: string, cursor: number): Promise<Completion | null> {
    return (await this.#open()).complete(session, line, cursor);
  }

  /** The world from its beginning. */
  async restart(): Promise<void> {
    const isNew = this.#opened === null;
    const sandbox = await this.#open();
    if (!isNew) await sandbox.restart();
  }

  /** The world at another moment: built again, with these inputs done to it; perhaps from another source. */
  async replay(inputs: readonly LoggedCommand[], source?: WorldSource): Promise<void> {
    if (source) this.#source = source;
    const sandbox = await this.#open();
    await sandbox.restart(source, inputs);
  }

  /** The reader wants the database that was offered. */
  allowDownload(): void {
    this.#newest?.allowDownload();
  }

  /** Gets the parser, which edited files need, before anybody edits. */
  prepareForEdits(): void {
    whenIdle(() => void this.#sandbox?.supply('parser'));
  }

  /** Somebody edits: gets what programs may use that the lab as it comes does not. */
  prepareForPrograms(): void {
    const { packages } = this.#options;
    whenIdle(() => {
      const names = ['parser', 'algorithms', 'node-core', ...packages.filter(isPackage)] as const;
      for (const name of names) {
        void this.#sandbox?.supply(name);
      }
    });
  }

  #open(): Promise<Sandbox> {
    this.#opened ??= this.#load();
    return this.#opened;
  }

  async #load(): Promise<Sandbox> {
    const { packages, prepared, onEvents, onWorld, pacer } = this.#options;
    const sandbox = new Sandbox({
      source: this.#source,
      packages: packages.filter(isPackage),
      prepared,
      onStatus: (status) => {
        const { state } = status;
        this.#status.value =
          state === 'failed' || state === 'recovering'
            ? { state, message: firstLine(status.message) }
            : status;
      },
      onEvents: (events) => (pacer ? pacer.take(events, onEvents) : onEvents(events)),
      onRebuilt: () => {
        pacer?.forget();
        onWorld();
      },
    });
    this.#newest = sandbox;
    try {
      await sandbox.open();
      this.#sandbox = sandbox;
      return sandbox;
    } catch (error) {
      sandbox.close();
      this.#opened = null;
      const message = `The sandbox could not be started: ${firstLine(error)} Try again with Send.`;
      this.#status.value = { state: 'failed', message };
      throw error;
    }
  }
}

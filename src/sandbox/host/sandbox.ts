// The page's side of a sandbox: one world, what was done to it, and bringing it back when a program takes
// the worker down. The log of commands is kept here, outside the worker; everything else follows from it.

import type {
  Command,
  Completion,
  LoggedCommand,
  PreparedEntry,
  TraceEvent,
  WorldSource,
} from '#sim';
import type {
  AssetName,
  CommandResult,
  PackageName,
  PageMessage,
  SandboxMessage,
} from '../protocol.ts';
import { fetchAsset, fetchRing, firstAssets, isDatabasePart } from './assets.ts';
import { checkEvents, checkMessage } from './check-message.ts';
import { DatabaseDownload, type DownloadState } from './database-download.ts';
import { createFrame, frameReady, startFrame } from './frame-element.ts';

/** What is going on, for people. */
export type SandboxStatus =
  | { readonly state: 'loading' }
  /** PGlite is wanted: it waits for the reader's word, or is on its way. */
  | { readonly state: 'download'; readonly download: DownloadState }
  | { readonly state: 'starting' }
  | { readonly state: 'idle' }
  | { readonly state: 'working' }
  /** A program was stopped from outside; the world is being built again without its last move. */
  | { readonly state: 'recovering'; readonly message: string }
  | { readonly state: 'failed'; readonly message: string };

export interface SandboxOptions {
  readonly source: WorldSource;
  /** Packages the hosts of this world have installed. */
  readonly packages: readonly PackageName[];
  /** The parser's answers for the files as they come. */
  readonly prepared: readonly PreparedEntry[];
  /** Whether results carry the trace's hash, for whoever compares runs. */
  readonly isHashed?: boolean;
  readonly onStatus: (status: SandboxStatus) => void;
  /** New events of the trace. After `onRebuilt` they begin again from the start of the world. */
  readonly onEvents: (events: readonly TraceEvent[]) => void;
  readonly onRebuilt: () => void;
}

/** A command that could not be carried out: the world was rebuilt without it. */
export class SandboxStopped extends Error {}

interface Pending {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: Error) => void;
}

interface PendingProof {
  /** Asks again: the run worker was new. */
  readonly ask: () => void;
  readonly resolve: (events: readonly TraceEvent[]) => void;
  readonly reject: (error: Error) => void;
}

/** Rebuilding more often than this for one command means that it cannot be done. */
const REBUILD_LIMIT = 6;

const STOP_MESSAGES = {
  stalled: 'A program did not come back, so it was stopped.',
  flooded: 'A program printed without end, so it was stopped.',
  crashed: 'The simulator failed.',
} as const;

export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #frame: HTMLIFrameElement;
  /** Files the supervisor has, and the run during which each was given to it. */
  readonly #given = new Map<AssetName, number>();
  #port: MessagePort | null = null;
  #source: WorldSource;
  #inputs: LoggedCommand[] = [];
  #stuckTurns: number[] = [];
  #run = 0;
  #commandId = 0;
  #atUs = 0;
  #rebuilds = 0;
  #pending: Pending | null = null;
  #proof: PendingProof | null = null;
  #onCompletion: ((completion: Completion | null) => void) | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  readonly #download = new DatabaseDownload((download) =>
    this.#say({ state: 'download', download }),
  );

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#source = options.source;
    this.#frame = createFrame();
  }

  /** Loads everything and builds the world. */
  async open(): Promise<CommandResult> {
    this.#say({ state: 'loading' });
    const ready = frameReady(this.#frame);
    document.body.append(this.#frame);
    const { packages, prepared } = this.#options;
    // Without answers of the parser the first program needs the parser itself: asked for later, it costs another start.
    const parser: readonly AssetName[] = prepared.length === 0 ? ['parser'] : [];
    const assets = [...firstAssets(packages), ...parser].map(async (name) => ({
      name,
      content: await fetchAsset(name),
    }));
    const rings = Promise.all([fetchRing('supervisor'), fetchRing('worker'), ready]);
    // Failures are met where they are awaited; until then they are nobody's surprise.
    for (const asset of assets) asset.catch(() => {});
    const [supervisor, worker] = await rings;
    const port = startFrame(this.#frame, { supervisor, worker });
    this.#port = port;
    port.onmessage = (event: MessageEvent) => {
      const message = checkMessage(event.data);
      if (message) this.#receive(message);
    };
    for (const asset of assets) this.#giveAsset(await asset);
    return this.#enqueue(() => this.#rebuild());
  }

  /** Does something to the world. Commands run one after another. */
  command(command: Command): Promise<CommandResult> {
    return this.#enqueue(() => this.#carryOut(command));
  }

  /**
   * Builds another world, or the same from the start, and does to it what `inputs` say: with the first of its
   * own inputs a world goes back in time.
   */
  restart(
    source: WorldSource = this.#source,
    inputs: readonly LoggedCommand[] = [],
  ): Promise<CommandResult> {
    return this.#enqueue(() => {
      // Programs that hung before hang again at the same turn: nobody has to wait for it twice.
      if (source !== this.#source || inputs.length === 0) this.#stuckTurns = [];
      this.#source = source;
      this.#inputs = [...inputs];
      return this.#rebuild();
    });
  }

  /**
   * Does something to a fresh world with these files, and returns the events of these kinds. The world at hand stays as it
   * is, unless the proof takes the worker down: then it is rebuilt.
   */
  prove(
    source: WorldSource,
    commands: readonly Command[],
    kinds: readonly string[],
  ): Promise<readonly TraceEvent[]> {
    return this.#enqueue(
      () =>
        new Promise((resolve, reject) => {
          const id = ++this.#commandId;
          const { prepared } = this.#options;
          const ask = (): void =>
            this.#send({
              type: 'prove',
              run: this.#run,
              id,
              source,
              commands,
              kinds,
              prepared,
            });
          this.#proof = { ask, resolve, reject };
          ask();
        }),
    );
  }

  /** What could be typed on in a terminal that is open; null where the world came to nothing meanwhile. */
  complete(session: string, line: string, cursor: number): Promise<Completion | null> {
    return this.#enqueue(
      () =>
        new Promise((resolve) => {
          const id = ++this.#commandId;
          this.#onCompletion = resolve;
          this.#send({ type: 'complete', run: this.#run, id, session, line, cursor });
        }),
    );
  }

  #endCompletion(completion: Completion | null): void {
    this.#onCompletion?.(completion);
    this.#onCompletion = null;
  }

  /**
   * Loads a file before a program asks for it. Asked for later, it would cost building the world again.
   * Failing to load it now is no harm: it is asked for again when it is needed.
   */
  async supply(name: AssetName): Promise<void> {
    if (this.#given.has(name) || this.#isClosed) return;
    const content = await fetchAsset(name).catch(() => null);
    if (content !== null && !this.#given.has(name)) this.#giveAsset({ name, content });
  }

  /** The reader wants PGlite, or wants it tried again. */
  allowDownload(): void {
    this.#download.allow();
  }

  /** Everything done to the world so far: with the source, all it takes to build it again. */
  get inputs(): readonly LoggedCommand[] {
    return this.#inputs;
  }

  close(): void {
    this.#isClosed = true;
    const closed = new SandboxStopped('The sandbox was closed.');
    this.#pending?.reject(closed);
    this.#proof?.reject(closed);
    this.#endCompletion(null);
    this.#port?.close();
    this.#frame.remove();
  }

  /** Tells what is going on, and marks the moment for whoever measures (a profile, the benchmark). */
  #say(status: SandboxStatus): void {
    performance.mark(`sandbox ${status.state}`);
    this.#options.onStatus(status);
  }

  #enqueue<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => {});
    return result;
  }

  #carryOut(command: Command): Promise<CommandResult> {
    this.#say({ state: 'working' });
    this.#rebuilds = 0;
    this.#inputs = [...this.#inputs, { atUs: this.#atUs, command }];
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#send({ type: 'command', run: this.#run, id: ++this.#commandId, command });
    });
  }

  #rebuild(): Promise<CommandResult> {
    this.#rebuilds = 0;
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#startRun();
    });
  }

  /** `status` is what readers are told until the world stands. */
  #startRun(status: SandboxStatus = { state: 'starting' }): void {
    this.#run++;
    this.#say(status);
    this.#options.onRebuilt();
    this.#send({
      type: 'start',
      run: this.#run,
      source: this.#source,
      inputs: this.#inputs,
      stuckTurns: this.#stuckTurns,
      prepared: this.#options.prepared,
      isHashed: this.#options.isHashed ?? false,
    });
  }

  #receive(message: SandboxMessage): void {
    if (this.#isClosed || message.type === 'ready' || message.run !== this.#run) return;
    switch (message.type) {
      case 'events':
        this.#options.onEvents(checkEvents(message.events) as unknown as TraceEvent[]);
        return;
      case 'started':
      case 'done':
        this.#finish(message.result);
        return;
      case 'proven': {
        const proof = this.#proof;
        this.#proof = null;
        // A proof may have had to load something.
        this.#say({ state: 'idle' });
        proof?.resolve(checkEvents(message.events) as unknown as TraceEvent[]);
        return;
      }
      case 'completed':
        this.#endCompletion(message.completion);
        return;
      case 'need':
        void this.#fetchNeeded(message.asset);
        return;
      case 'stopped':
        this.#recover(message);
    }
  }

  #finish(result: CommandResult): void {
    this.#atUs = result.atUs;
    this.#say({ state: 'idle' });
    const pending = this.#pending;
    this.#pending = null;
    pending?.resolve(result);
  }

  async #fetchNeeded(name: AssetName): Promise<void> {
    try {
      const givenIn = this.#given.get(name) ?? this.#run;
      if (givenIn < this.#run) throw new Error(`${name} does not hold what it should.`);
      if (isDatabasePart(name)) {
        for (const part of await this.#download.parts()) this.#giveAsset(part);
        if (this.#isClosed) return;
      } else this.#say({ state: 'loading' });
      // It may have been given in this very run, after the program had asked for it.
      if (!this.#given.has(name)) this.#giveAsset({ name, content: await fetchAsset(name) });
      this.#given.set(name, -1);
      if (this.#proof) this.#proof.ask();
      else this.#startRun();
    } catch (error) {
      this.#giveUp(error instanceof Error ? error.message : String(error));
    }
  }

  #recover(message: Extract<SandboxMessage, { type: 'stopped' }>): void {
    const text = STOP_MESSAGES[message.reason];
    if (this.#onCompletion) {
      this.#endCompletion(null);
      this.#startRun();
      return;
    }
    if (this.#proof) {
      this.#failProof(`${text} ${message.detail}`);
      return;
    }
    this.#rebuilds++;
    const { turn } = message;
    const canMark =
      message.reason === 'stalled' && turn !== null && !this.#stuckTurns.includes(turn);
    if (canMark && this.#rebuilds <= REBUILD_LIMIT) {
      // The same world again, but in this turn the process hangs instead of taking the worker along.
      this.#stuckTurns = [...this.#stuckTurns, turn];
      this.#startRun({ state: 'recovering', message: text });
      return;
    }
    this.#giveUp(`${text} ${message.detail}`);
  }

  /** The proof took the worker down, and the world at hand with it. */
  #failProof(message: string): void {
    const proof = this.#proof;
    this.#proof = null;
    proof?.reject(new SandboxStopped(message));
    this.#pending = null;
    this.#rebuilds = 0;
    this.#startRun();
  }

  /** Rebuilds the world without the command that cannot be carried out. */
  #giveUp(message: string): void {
    const pending = this.#pending;
    this.#pending = null;
    this.#say({ state: 'failed', message });
    const hadCommand = this.#inputs.length > 0;
    this.#inputs = this.#inputs.slice(0, -1);
    pending?.reject(new SandboxStopped(message));
    if (hadCommand) void this.#enqueue(() => this.#rebuild()).catch(() => {});
  }

  #giveAsset(asset: { name: AssetName; content: string | ArrayBuffer }): void {
    this.#given.set(asset.name, this.#run);
    this.#send({ type: 'asset', ...asset });
  }

  #send(message: PageMessage): void {
    this.#port?.postMessage(message);
  }
}

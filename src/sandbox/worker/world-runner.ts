// Builds worlds in the run worker and carries out what the page asks for. It turns what a world lacks (a pack,
// the parser) into a request for that file; everything else that goes wrong is reported as it is.

import {
  ALGORITHMS_ID,
  type Algorithms,
  type BrowserFactory,
  type Command,
  DEFAULT_NODE,
  type Driver,
  GuestRealm,
  hasFirstPart,
  installedFiles,
  LIBRARY_PACKS,
  type LibraryConstants,
  type LoggedCommand,
  libraryFromPacks,
  MissingBrowserError,
  MissingDatabaseError,
  MissingPackError,
  MissingParserError,
  MissingPeerError,
  MissingTerminalError,
  type NodeMajor,
  Pack,
  type PeerFactories,
  type PeerKind,
  type Platform,
  type PreparedEntry,
  type ScriptPreparer,
  type TerminalFactory,
  type TraceEvent,
  useAnswers,
  World,
  type WorldServices,
  type WorldSource,
} from '#sim';
import type {
  AssetName,
  CommandResult,
  FirstPart,
  OlderLibrary,
  PackageName,
} from '../protocol.ts';
import type { Databases } from './databases.ts';

export interface WorldRunnerOptions {
  readonly driver: Driver;
  readonly platform: Platform;
  readonly databases: Databases;
  readonly onTurn: (turn: number) => void;
  readonly onEvents: (events: readonly TraceEvent[]) => void;
}

/** Thrown when a world needs a file that has not been given. */
export class MissingAssetError extends Error {
  readonly asset: AssetName;

  constructor(asset: AssetName) {
    super(`The file ${asset} is not loaded`);
    this.asset = asset;
  }
}

/** Events are sent in lots: one message per event would cost more than the events. */
const LOT = 500;

/** What there is of a package before it is loaded whole: its first part, where it has one. */
const firstPart = (name: PackageName): FirstPart | PackageName =>
  hasFirstPart(name) ? `${name}-first` : name;

export class WorldRunner {
  readonly #options: WorldRunnerOptions;
  readonly #packs = new Map<AssetName, Pack>();
  readonly #constants = new Map<AssetName, LibraryConstants>();
  readonly #realms = new Map<NodeMajor, GuestRealm>();
  /** Packages some host of a world has installed. */
  readonly #installed = new Set<PackageName>();
  #peers: PeerFactories = {};
  #preparer: ScriptPreparer | null = null;
  #algorithms: Algorithms | undefined;
  #terminal: TerminalFactory | null = null;
  #browser: BrowserFactory | null = null;
  #world: World | null = null;
  #isHashed = false;
  #unsent: TraceEvent[] = [];

  constructor(options: WorldRunnerOptions) {
    this.#options = options;
  }

  /** Takes one of the text files a world is made of. */
  addText(name: AssetName, text: string): void {
    if (name === 'constants' || name.endsWith('-constants')) {
      this.#constants.set(name, JSON.parse(text) as LibraryConstants);
      return;
    }
    const pack = new Pack(text);
    this.#packs.set(name, pack);
    if (!this.#installed.has(name as PackageName)) return;
    for (const realm of this.#realms.values()) realm.addPackage(pack);
  }

  /** Takes the parser, once its script has run. */
  setPreparer(preparer: ScriptPreparer): void {
    this.#preparer = preparer;
  }

  /** Takes the algorithms that few programs use. */
  setAlgorithms(algorithms: Algorithms): void {
    this.#algorithms = algorithms;
  }

  /** Takes the terminal, once its script has run. */
  setTerminal(terminal: TerminalFactory): void {
    this.#terminal = terminal;
  }

  /** Takes the browser, once its script has run. */
  setBrowser(browser: BrowserFactory): void {
    this.#browser = browser;
  }

  /** Takes the program of a kind of host, once its script has run. */
  addPeer(kind: PeerKind, factory: unknown): void {
    // What the chunk of a kind evaluates to is the factory of that kind: the build sees to it.
    this.#peers = { ...this.#peers, [kind]: factory } as PeerFactories;
  }

  /** Builds a world, boots it and does to it what had been done before. */
  async start(
    source: WorldSource,
    inputs: readonly LoggedCommand[],
    hints: {
      stuckTurns: readonly number[];
      prepared: readonly PreparedEntry[];
      isHashed: boolean;
    },
  ): Promise<CommandResult> {
    return this.#guard(async () => {
      const world = new World(source, {
        ...(await this.#services(source, hints.prepared)),
        onTurn: this.#options.onTurn,
        stuckTurns: new Set(hints.stuckTurns),
        isHashed: hints.isHashed,
      });
      this.#isHashed = hints.isHashed;
      this.#world = world;
      this.#unsent = [];
      world.trace.subscribe((event) => {
        this.#unsent.push(event);
        if (this.#unsent.length >= LOT) this.#sendEvents();
      });
      await world.boot();
      await world.replay(inputs);
      return this.#result(world);
    });
  }

  async execute(command: Command): Promise<CommandResult> {
    const world = this.#world;
    if (!world) throw new Error('There is no world yet');
    return this.#guard(async () => {
      await world.execute(command);
      return this.#result(world);
    });
  }

  /** What could be typed on; nothing where the world has no terminal yet. */
  complete({ session, line, cursor }: { session: string; line: string; cursor: number }) {
    return this.#terminal && this.#world
      ? this.#world.complete(session, line, cursor)
      : { from: cursor, candidates: [] };
  }

  /** Does something to a world of its own and returns the events of that world that are wanted. */
  async prove(proof: {
    source: WorldSource;
    commands: readonly Command[];
    kinds: readonly string[];
    prepared: readonly PreparedEntry[];
  }): Promise<readonly TraceEvent[]> {
    return this.#guard(async () => {
      const services = await this.#services(proof.source, proof.prepared);
      const world = new World(proof.source, { ...services, isHashed: false });
      const kinds = new Set(proof.kinds);
      const events: TraceEvent[] = [];
      world.trace.subscribe((event) => {
        if (kinds.has(event.kind)) events.push(event);
      });
      await world.boot();
      for (const command of proof.commands) await world.execute(command);
      return events;
    });
  }

  async #services(source: WorldSource, prepared: readonly PreparedEntry[]): Promise<WorldServices> {
    const takeDatabase = await this.#options.databases.openFor(source);
    return {
      takeDatabase,
      driver: this.#options.driver,
      realm: this.#realm(DEFAULT_NODE),
      olderRealm: (major) => this.#realm(major),
      preparer: useAnswers(prepared, () => this.#parser()),
      packageFiles: (name, realm) => this.#packageFiles(name, realm),
      peers: this.#peers,
      ...(this.#terminal && { terminal: this.#terminal }),
      ...(this.#browser && { browser: this.#browser }),
    };
  }

  #result(world: World): CommandResult {
    this.#sendEvents();
    const digest = this.#isHashed ? world.trace.digest() : '';
    return { atUs: world.nowUs, digest, turns: world.turns };
  }

  #sendEvents(): void {
    if (this.#unsent.length === 0) return;
    const events = this.#unsent;
    this.#unsent = [];
    this.#options.onEvents(events);
  }

  async #guard<Result>(action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof MissingParserError) throw new MissingAssetError('parser');
      if (error instanceof MissingTerminalError) throw new MissingAssetError('terminal');
      if (error instanceof MissingBrowserError) throw new MissingAssetError('browser');
      if (error instanceof MissingDatabaseError) throw new MissingAssetError('pglite');
      if (error instanceof MissingPeerError) throw new MissingAssetError(`peer-${error.kind}`);
      if (error instanceof MissingPackError) throw new MissingAssetError(this.#holderOf(error));
      throw error;
    }
  }

  #realm(major: NodeMajor): GuestRealm {
    const made = this.#realms.get(major);
    if (made) return made;
    const older = `node-${major}` as OlderLibrary;
    const isUsual = major === DEFAULT_NODE;
    const asset = isUsual ? 'constants' : (`${older}-constants` as const);
    const constants = this.#constants.get(asset);
    if (!constants) throw new MissingAssetError(asset);
    const packs = isUsual ? LIBRARY_PACKS : [older];
    if (!isUsual && !this.#packs.has(older)) throw new MissingAssetError(older);
    const realm = new GuestRealm(
      this.#options.platform,
      libraryFromPacks(
        constants,
        () => packs.flatMap((name) => this.#packs.get(name) ?? []),
        () => this.#algorithms,
      ),
    );
    this.#realms.set(major, realm);
    return realm;
  }

  /** Names come from manifests that the build has checked: there is a pack for each. */
  #packageFiles(name: string, realm: GuestRealm): ReturnType<typeof installedFiles> {
    const known = name as PackageName;
    const packs = () => ({
      whole: this.#packs.get(known),
      first: hasFirstPart(known) ? this.#packs.get(firstPart(known)) : undefined,
    });
    const { whole, first } = packs();
    if (!whole && !first) throw new MissingAssetError(firstPart(known));
    for (const pack of [whole, first]) if (pack) realm.addPackage(pack);
    this.#installed.add(known);
    return installedFiles(packs, realm);
  }

  /** The next file that may hold what a world has missed. */
  #holderOf({ id, release }: MissingPackError): AssetName {
    if (id === ALGORITHMS_ID) return 'algorithms';
    for (const name of this.#installed) {
      if (!this.#packs.has(name) && this.#packs.get(firstPart(name))?.has(id)) return name;
    }
    if (release !== undefined) return `node-${release}`;
    return this.#packs.has('node-core') ? 'node-extra' : 'node-core';
  }

  #parser(): ScriptPreparer {
    if (!this.#preparer) throw new MissingParserError();
    return this.#preparer;
  }
}

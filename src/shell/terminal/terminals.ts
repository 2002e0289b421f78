// The terminals of a world: sessions by name, boxes by host. The door of the shell for a world.

import type { Completion, Terminal, TerminalFactory, TerminalSignal, TerminalWorld } from '#sim';
import { Box } from '../box.ts';
import { COMMANDS } from '../commands/commands.ts';
import { complete } from './complete.ts';
import { FileWatch } from './file-watch.ts';
import { LogBook } from './log-book.ts';
import { Session } from './session.ts';

const DNS_SERVER = '127.0.0.11';

export class Terminals implements Terminal {
  readonly #world: TerminalWorld;
  readonly #log: LogBook;
  readonly #files: FileWatch;
  readonly #boxes = new Map<string, Box>();
  readonly #sessions = new Map<string, Session>();

  constructor(world: TerminalWorld) {
    this.#world = world;
    this.#log = new LogBook(world);
    this.#files = new FileWatch(world);
    this.#namePublicly();
  }

  /** The host of that name, as a place to log in to. */
  box(name: string): Box | undefined {
    const existing = this.#boxes.get(name);
    if (existing) return existing;
    const machine = this.#world.machine(name);
    if (!machine) return undefined;
    const boxes = (other: string): Box | undefined => this.box(other);
    const box = new Box({ machine, world: this.#world, commands: COMMANDS, boxes, log: this.#log });
    this.#boxes.set(name, box);
    return box;
  }

  /** The address people outside use is known on the hosts, too: requests copied from a browser work. */
  #namePublicly(): void {
    const { network, system } = this.#world;
    const entry = system.hosts.find(({ name }) => name === system.entry.host);
    if (!entry || entry.kind === 'client' || network.isNamed(system.entry.publicName)) return;
    network.setName(system.entry.publicName, [entry.ip]);
    network.dns.setRecord(DNS_SERVER, system.entry.publicName, [entry.ip]);
  }

  open(name: string, host: string, settled: () => void): void {
    const box = this.box(host);
    if (!box) throw new Error(`The system has no host "${host}"`);
    const session = new Session(name, box);
    this.#sessions.set(name, session);
    session.start(this.#afterFiles(settled));
  }

  type(name: string, line: string, settled: () => void): void {
    const session = this.#sessions.get(name);
    // A line for a session that is over, or that never began, begins one where apps run.
    if (!session?.isOpen) {
      this.open(name, session?.hostName ?? this.#usualHost(), () => {});
    }
    this.#sessions.get(name)?.type(line, this.#afterFiles(settled));
  }

  /** What was done to files is told before the reader gets the word. */
  #afterFiles(settled: () => void): () => void {
    return () => {
      this.#files.tell();
      settled();
    };
  }

  #usualHost(): string {
    const { hosts } = this.#world.system;
    return (hosts.find(({ kind }) => kind === 'node') ?? hosts[0])?.name ?? '';
  }

  signal(name: string, signal: TerminalSignal, settled: () => void): void {
    const session = this.#sessions.get(name);
    if (session?.isOpen) session.signal(signal, this.#afterFiles(settled));
    else settled();
  }

  renew(): void {
    for (const session of this.#sessions.values()) session.tty.renew();
  }

  complete(name: string, line: string, cursor: number): Completion {
    const shell = this.#sessions.get(name)?.shell;
    return shell ? complete(shell, line, cursor) : { from: cursor, candidates: [] };
  }
}

/** Makes the terminals of a world. */
export const createTerminals: TerminalFactory = (world) => new Terminals(world);

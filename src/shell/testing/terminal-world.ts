// A world with terminals, for tests: a system of hosts, and what lines typed in it print.

import { type Command, type SystemSpec, type TraceEvent, World, type WorldSource } from '#sim';
import { createNodeServices } from '../../platform/node-services.ts';
import { createTerminals } from '../terminal/terminals.ts';

const services = { ...createNodeServices(), terminal: createTerminals };

/** A host that only has a shell. */
export const LONE_BOX: SystemSpec = {
  seed: 1,
  startedAt: '2026-11-27T10:00:00Z',
  hosts: [{ kind: 'client', name: 'box', label: 'Box' }],
  entry: { host: 'box', port: 80, publicName: 'shop.test' },
};

/** What a line printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly notes: string;
  /** The status at the next prompt; null while the command goes on. */
  readonly status: number | null;
}

export class TestTerminal {
  readonly world: World;
  readonly session: string;
  #seen = 0;

  constructor(world: World, session = 'test') {
    this.world = world;
    this.session = session;
  }

  /** What has been printed since the last time. */
  take(): Printed {
    const events = this.world.trace.since(this.#seen);
    this.#seen = this.world.trace.length;
    const failed = events.find(({ kind }) => kind === 'simulator-failed');
    if (failed) throw new Error((failed as TraceEvent & { detail: string }).detail);
    const text = (stream: string): string =>
      events
        .flatMap((event) =>
          event.kind === 'terminal-output' &&
          event.session === this.session &&
          event.stream === stream
            ? [event.text]
            : [],
        )
        .join('');
    const prompt = events.findLast(
      (event) => event.kind === 'terminal-prompt' && event.session === this.session,
    );
    const status = prompt?.kind === 'terminal-prompt' ? prompt.status : null;
    return { stdout: text('stdout'), stderr: text('stderr'), notes: text('note'), status };
  }

  /** Types a line and answers what it printed. */
  async type(line: string): Promise<Printed> {
    return this.do({ type: 'terminal', session: this.session, line });
  }

  async do(command: Command): Promise<Printed> {
    await this.world.execute(command);
    return this.take();
  }

  async signal(signal: 'SIGINT' | 'SIGTSTP' | 'EOF'): Promise<Printed> {
    return this.do({ type: 'terminal-signal', session: this.session, signal });
  }
}

/** Builds a world, boots it and opens a terminal on a host of it. */
export async function openTerminal(
  options: { system?: SystemSpec; files?: WorldSource['files']; host?: string } = {},
): Promise<TestTerminal> {
  const { system = LONE_BOX, files = [] } = options;
  const world = new World({ system, files }, services);
  await world.boot();
  const terminal = new TestTerminal(world);
  const host = options.host ?? system.hosts[0]?.name ?? '';
  await terminal.do({ type: 'terminal-open', session: 'test', host });
  return terminal;
}

/** A world's own services, with another set of terminals. */
export const worldServices = services;

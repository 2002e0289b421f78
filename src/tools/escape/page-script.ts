// Runs in the page of the built site: opens a sandbox, puts a hostile program in the place of the server's file
// and restarts the server, as a reader does who pastes it into a lab. Shows its output as text as the site does, and
// notes what happened. Bundled by the tool; it uses the same host code and the same sandbox files as the site itself.

import type { Command, TraceEvent, WorldSource } from '#sim';
import { Sandbox, type SandboxStatus } from '../../sandbox/host/sandbox.ts';

/** What a run looked like from the page. */
export interface RunReport {
  readonly output: readonly string[];
  /** Clear words for the reader about a stop; empty when the program was not stopped. */
  readonly stops: readonly string[];
  /** How the program's process ended, where it did. */
  readonly exits: readonly string[];
  /** From when the program was put in place. Loading the sandbox is not the program's doing. */
  readonly stoppedAfterMs: number | null;
  readonly longestGapMs: number;
  readonly nextRunWorks: boolean;
}

const HEARTBEAT_MS = 20;
/** Simulated time a program gets beside the start: enough for its own timers. */
const RUN_US = 5_000_000;
const FILE = { host: 'my-app', path: '/srv/app/server.js' };
/** What is there before the hostile program: it does nothing, and ends without an error. */
const FIRST_PROGRAM = '';

function source(text: string): WorldSource {
  return {
    system: {
      seed: 1,
      startedAt: '2026-11-22T09:14:07Z',
      entry: { host: 'my-app', port: 3000, publicName: 'shop.test' },
      hosts: [
        { kind: 'client', name: 'client', label: 'You' },
        {
          kind: 'node',
          name: 'my-app',
          label: 'my-app',
          ip: '10.0.0.12',
          directory: '/srv/app',
          main: 'server.js',
          environment: {},
          packages: ['express'],
        },
      ],
    },
    files: [{ ...FILE, text }],
  };
}

/** Puts a program in the place of the first one, starts it and gives it time. */
const running = (text: string): readonly Command[] => [
  { type: 'save', ...FILE, text },
  { type: 'apply', host: FILE.host },
  { type: 'wait', durationUs: RUN_US },
];

function watchHeartbeat(): () => number {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - HEARTBEAT_MS);
    last = now;
  }, HEARTBEAT_MS);
  return () => {
    clearInterval(timer);
    return Math.round(longest);
  };
}

/** Collects what readers would see of a run. */
class Observer {
  readonly output: string[] = [];
  readonly stops: string[] = [];
  readonly exits: string[] = [];
  readonly #list: HTMLElement;
  #startedMs = performance.now();
  stoppedAfterMs: number | null = null;

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  /** The program begins. */
  begin(): void {
    this.#startedMs = performance.now();
  }

  events(events: readonly TraceEvent[]): void {
    for (const event of events) {
      if (event.kind === 'process-output') this.#print(String(event.text));
      else if (event.kind === 'process-hung') this.#stop('my-app is stuck: it never comes back.');
      else if (event.kind === 'process-exited' && event.host === 'my-app') {
        this.exits.push(`code ${event.code}, signal ${event.signal}`);
      }
    }
  }

  status(status: SandboxStatus): void {
    if (status.state === 'recovering' || status.state === 'failed') this.#stop(status.message);
  }

  #print(text: string): void {
    this.output.push(text);
    const line = document.createElement('pre');
    line.textContent = text;
    this.#list.append(line);
  }

  #stop(message: string): void {
    this.stops.push(message);
    this.stoppedAfterMs ??= Math.round(performance.now() - this.#startedMs);
  }
}

async function runsNormally(): Promise<boolean> {
  const lines: string[] = [];
  const sandbox = new Sandbox({
    source: source("console.log('next run ' + 'works')"),
    packages: [],
    prepared: [],
    onStatus: () => {},
    onRebuilt: () => {},
    onEvents: (events) => {
      for (const event of events) if (event.kind === 'process-output') lines.push(event.text);
    },
  });
  try {
    await sandbox.open();
    return lines.some((line) => line.includes('next run works'));
  } catch {
    return false;
  } finally {
    sandbox.close();
  }
}

/** Runs one program and reports. `limitMs` bounds the wait, not the program. */
export async function run(text: string, limitMs: number): Promise<RunReport> {
  const list = document.createElement('div');
  list.id = 'hostile-output';
  document.body.append(list);
  const observer = new Observer(list);
  const gap = watchHeartbeat();
  const sandbox = new Sandbox({
    source: source(FIRST_PROGRAM),
    packages: ['express'],
    prepared: [],
    onStatus: (status) => observer.status(status),
    onEvents: (events) => observer.events(events),
    onRebuilt: () => {},
  });
  await sandbox.open();
  observer.begin();
  const work = (async () => {
    try {
      for (const command of running(text)) await sandbox.command(command);
    } catch {
      // What stopped it was told through the status.
    }
  })();
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, limitMs))]);
  const longestGapMs = gap();
  sandbox.close();
  const { output, stops, exits, stoppedAfterMs } = observer;
  const nextRunWorks = await runsNormally();
  return { output, stops, exits, stoppedAfterMs, longestGapMs, nextRunWorks };
}

// The middle ring: a trusted worker that starts the run worker, passes messages on, and ends it when it
// stalls or floods. It holds no world and runs no reader code.

import {
  NO_TURN,
  type PageMessage,
  type RunAnswer,
  type RunMessage,
  type SandboxMessage,
} from '../protocol.ts';
import { Quota } from './quota.ts';
import { Slowness } from './slowness.ts';
import { Watchdog } from './watchdog.ts';

interface SupervisorStart {
  readonly type: 'sandbox-start';
  readonly worker: string;
}

type Asset = Extract<PageMessage, { type: 'asset' }>;
type Start = Extract<PageMessage, { type: 'start' }>;

class Supervisor {
  readonly #port: MessagePort;
  readonly #workerUrl: string;
  readonly #assets = new Map<string, Asset>();
  readonly #watchdog: Watchdog;
  #quota = new Quota();
  #worker: Worker | null = null;
  #run = 0;
  #turn: number | null = null;

  constructor(port: MessagePort, workerText: string) {
    this.#port = port;
    const blob = new Blob([workerText], { type: 'text/javascript' });
    this.#workerUrl = URL.createObjectURL(blob);
    this.#watchdog = new Watchdog({
      // Reader code runs in turns only.
      isProgramRunning: () => this.#turn !== null,
      slowness: new Slowness(),
      ping: (sequence) => this.#send({ type: 'ping', sequence }),
      stalled: (silentMs) =>
        this.#stop('stalled', `No answer for ${(silentMs / 1000).toFixed(1)} s.`),
    });
    port.onmessage = (event: MessageEvent<PageMessage>) => this.#fromPage(event.data);
    // A run worker that is already there when it is wanted saves its start-up time.
    this.#startWorker();
    this.#tell({ type: 'ready' });
  }

  #fromPage(message: PageMessage): void {
    if (message.type === 'asset') {
      this.#assets.set(message.name, message);
      this.#send(message);
    } else if (message.type === 'start') {
      this.#start(message);
    } else if (message.run === this.#run) {
      if (message.type === 'stop') this.#endWorker();
      else this.#begin(message);
    }
  }

  #start(message: Start): void {
    // The first world may use the worker that is waiting; each later one gets a fresh one.
    if (this.#run > 0 || !this.#worker) this.#startWorker();
    this.#run = message.run;
    this.#begin(message);
  }

  #begin(message: Exclude<PageMessage, { type: 'asset' | 'stop' }>): void {
    this.#quota = new Quota();
    this.#turn = null;
    this.#watchdog.watch();
    this.#send(message);
  }

  #startWorker(): void {
    this.#endWorker();
    const worker = new Worker(this.#workerUrl);
    this.#worker = worker;
    worker.onmessage = (event: MessageEvent<RunAnswer>) => {
      if (worker === this.#worker) this.#fromWorker(event.data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#stop('crashed', String(event.message).slice(0, 300));
    };
    for (const asset of this.#assets.values()) this.#send(asset);
  }

  #endWorker(): void {
    this.#watchdog.rest();
    this.#worker?.terminate();
    this.#worker = null;
  }

  #fromWorker(answer: RunAnswer): void {
    if (typeof answer === 'number') {
      this.#turn = answer === NO_TURN ? null : answer;
      this.#watchdog.heard();
      return;
    }
    this.#watchdog.heard();
    switch (answer.type) {
      case 'pong':
      case 'loaded':
        return;
      case 'events':
        this.#passEvents(answer);
        return;
      case 'failed':
        this.#stop('crashed', answer.detail);
        return;
      case 'started':
      case 'done':
      case 'proven':
      case 'completed':
      case 'need':
        this.#watchdog.rest();
        this.#tell(answer);
    }
  }

  #passEvents(answer: Extract<RunAnswer, { type: 'events' }>): void {
    const excess = this.#quota.take(answer.events);
    if (excess) this.#stop('flooded', excess);
    else this.#tell(answer);
  }

  #stop(reason: 'stalled' | 'flooded' | 'crashed', detail: string): void {
    const turn = reason === 'stalled' ? this.#turn : null;
    this.#endWorker();
    this.#tell({ type: 'stopped', run: this.#run, reason, detail, turn });
  }

  #send(message: RunMessage): void {
    this.#worker?.postMessage(message);
  }

  #tell(message: SandboxMessage): void {
    this.#port.postMessage(message);
  }
}

self.onmessage = (event: MessageEvent<SupervisorStart>) => {
  const [port] = event.ports;
  if (!port || event.data.type !== 'sandbox-start') return;
  self.onmessage = null;
  new Supervisor(port, event.data.worker);
};

// What a proof's world did, read from its trace event by event: the answers to each step, and the counts that measures
// ask for. Nothing is judged here.

import type { EventOf, RequestSpec, TraceEvent, TraceEvents } from '#sim';
import type { ProofScript } from './proof-commands.ts';

/** An answer as the trace has it, or the failure that came in its place. */
export type Answer = EventOf<'client-response'> | EventOf<'client-failed'>;

/** A request of a step and what became of it. */
export interface StepAnswer {
  readonly step: number;
  readonly request: RequestSpec;
  readonly begunUs: number;
  answer: Answer | null;
}

/** A line typed in a terminal and what it printed. */
export interface StepTyped {
  readonly step: number;
  readonly line: string;
  output: string;
  status: number | null;
}

/** Something with words that happened on a host. */
export interface Happened {
  readonly host: string;
  readonly atUs: number;
  readonly text: string;
}

type LoadEnd = EventOf<'load-ended'>['summary'];

/** The kinds of event that are read; a proof needs no others. */
export const PROOF_KINDS: readonly (keyof TraceEvents)[] = [
  'command',
  'client-request',
  'client-response',
  'client-failed',
  'load-ended',
  'nginx-log',
  'process-output',
  'process-started',
  'process-exited',
  'supervisor-log',
  'service-state',
  'app-request',
  'api-request',
  'postgres-query',
  'redis-command',
  'tracked-error',
  'terminal-output',
  'terminal-prompt',
];

/** Commands after which the processes of a host are meant to end. */
const ENDS_PROCESSES = new Set(['apply', 'restart-service', 'stop-service', 'signal']);

export class Findings {
  readonly answers: StepAnswer[] = [];
  readonly typed: StepTyped[] = [];
  readonly loads = new Map<string, LoadEnd>();
  readonly logs: Happened[] = [];
  readonly received: Happened[] = [];
  readonly tracked: Happened[] = [];
  /** Ends that nobody had asked for. */
  readonly exits: Happened[] = [];
  /** When each mark was set. */
  readonly marks = new Map<string, number>();
  readonly #script: ProofScript;
  readonly #nginx: string;
  readonly #loadIds = new Set<string>();
  /** Processes that run, by host and pid; those marked are meant to end. */
  readonly #meantToEnd = new Set<string>();
  readonly #running = new Map<string, string>();
  /** Hosts whose programs a supervisor keeps, and the processes it has started. */
  readonly #supervisedHosts = new Set<string>();
  readonly #supervised = new Set<string>();
  #commands = 0;
  #asked: { readonly entry: StepAnswer; key: string | null } | null = null;
  #typing: StepTyped | null = null;

  /** `nginxHost`: the host whose logs nginx's lines are. */
  constructor(script: ProofScript, nginxHost: string) {
    this.#script = script;
    this.#nginx = nginxHost;
  }

  add(event: TraceEvent): void {
    switch (event.kind) {
      case 'command':
        this.#command(event);
        return;
      case 'load-ended':
        this.loads.set(event.id, event.summary);
        return;
      case 'client-request':
        this.#request(event);
        return;
      case 'client-response':
      case 'client-failed':
        this.#answer(event);
        return;
      case 'process-started':
        this.#running.set(processKey(event), event.host);
        return;
      case 'service-state':
        this.#supervisedHosts.add(event.host);
        if (event.pid !== null) this.#supervised.add(`${event.host}/${event.pid}`);
        return;
      case 'process-exited':
        this.#exit(event);
        return;
      case 'terminal-output':
        if (this.#typing) this.#typing.output += event.text;
        return;
      case 'terminal-prompt':
        if (this.#typing) this.#typing.status = event.status;
        return;
      default:
        this.#note(event);
    }
  }

  #command({ command, atUs }: EventOf<'command'>): void {
    const number = this.#commands++;
    for (const [id, at] of this.#script.marks) if (at === number) this.marks.set(id, atUs);
    this.#asked = null;
    this.#typing = null;
    if (command.type === 'load') this.#loadIds.add(command.id);
    if ('host' in command && ENDS_PROCESSES.has(command.type)) this.#expectEnds(command.host);
    const step = this.#script.stepOf[number] ?? null;
    if (step === null) return;
    if (command.type === 'request') {
      const entry = { step, request: command.request, begunUs: atUs, answer: null };
      this.answers.push(entry);
      this.#asked = { entry, key: null };
    } else if (command.type === 'terminal') {
      this.#typing = { step, line: command.line, output: '', status: null };
      this.typed.push(this.#typing);
    }
  }

  #expectEnds(host: string): void {
    for (const [key, where] of this.#running) if (where === host) this.#meantToEnd.add(key);
  }

  #request(event: EventOf<'client-request'>): void {
    if (!this.#asked || this.#asked.key !== null || this.#loadIds.has(event.client)) return;
    this.#asked.key = clientKey(event);
  }

  #answer(event: Answer): void {
    if (this.#asked?.key === clientKey(event)) this.#asked.entry.answer ??= event;
  }

  #exit(event: EventOf<'process-exited'>): void {
    const key = processKey(event);
    this.#running.delete(key);
    if (this.#meantToEnd.delete(key)) return;
    const { host, atUs, code, signal, name } = event;
    // A command in a terminal and a connection's process of a database end by themselves, and nobody minds.
    const isService = this.#supervisedHosts.has(host)
      ? this.#supervised.has(key)
      : signal !== null || code !== 0;
    if (!isService) return;
    const how = signal === null ? `exit code ${code}` : signal;
    this.exits.push({ host, atUs, text: `${name}: ${how}` });
  }

  #note(event: TraceEvent): void {
    const { atUs } = event;
    switch (event.kind) {
      case 'nginx-log':
        this.logs.push({ host: this.#nginx, atUs, text: event.line });
        return;
      case 'process-output':
      case 'supervisor-log':
        for (const text of event.text.replace(/\n$/, '').split('\n')) {
          this.logs.push({ host: event.host, atUs, text });
        }
        return;
      case 'app-request':
      case 'api-request':
        this.received.push({ host: event.host, atUs, text: `${event.method} ${event.target}` });
        return;
      case 'postgres-query':
        if (event.state !== 'started') return;
        this.received.push({ host: event.host, atUs, text: event.query });
        return;
      case 'redis-command':
        this.received.push({ host: event.host, atUs, text: event.words.join(' ') });
        return;
      case 'tracked-error':
        this.tracked.push({ host: event.host, atUs, text: event.event });
        return;
      default:
    }
  }
}

const clientKey = ({ client, request }: { client: string; request: number }): string =>
  `${client}/${request}`;

const processKey = ({ host, pid }: { host: string; pid: number }): string => `${host}/${pid}`;

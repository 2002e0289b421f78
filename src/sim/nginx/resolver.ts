// The `resolver` directive: names looked up while requests run, by asking DNS servers and nobody
// else (no hosts file). Answers are kept for their time to live; several requests for one name ask
// once.

import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Random } from '../kernel/random.ts';
import type { DnsAnswer } from '../net/dns.ts';
import type { Machine } from '../process/machine.ts';
import type { ResolverSettings } from './settings/resolver.ts';

/** Addresses, or the reason as nginx words it: `3: Host not found`. */
export type Resolved = readonly string[] | string;

interface Known {
  readonly addresses: readonly string[];
  readonly untilUs: number;
}

interface Question {
  readonly waiting: { readonly done: (answer: Resolved) => void; timer: ScheduledEvent }[];
}

/** nginx sends a question again after this long, to the next server. */
const RESEND_US = 5_000_000;

const REASONS: Readonly<Record<Exclude<DnsAnswer['code'], 'NOERROR'>, string>> = {
  FORMERR: '1: Format error',
  SERVFAIL: '2: Server failure',
  NXDOMAIN: '3: Host not found',
  REFUSED: '5: Operation refused',
};

/** Looks names up for one worker. */
export class Resolver {
  readonly #machine: Machine;
  readonly #random: Random;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Question>();
  #nextServer = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#random = machine.kernel.random.fork(`resolver on ${machine.host.name}`);
  }

  /** Looks a name up. Answers how to give up waiting. */
  resolve(
    query: {
      readonly host: string;
      readonly settings: ResolverSettings;
      readonly timeoutMs: number;
    },
    done: (answer: Resolved) => void,
  ): () => void {
    const { kernel } = this.#machine;
    const host = query.host.toLowerCase().replace(/\.$/, '');
    const known = this.#known.get(host);
    if (known && known.untilUs > kernel.nowUs) {
      done(this.#rotate(known.addresses));
      return () => {};
    }
    const waiter = {
      done,
      timer: kernel.after(query.timeoutMs * 1_000, () => {
        this.#forget(host, waiter);
        done('110: Operation timed out');
      }),
    };
    const question = this.#asked.get(host);
    if (question) {
      question.waiting.push(waiter);
    } else {
      this.#asked.set(host, { waiting: [waiter] });
      this.#ask(host, query.settings);
    }
    return () => this.#forget(host, waiter);
  }

  /** Several addresses are handed out from a random one on, so that each gets its share. */
  #rotate(addresses: readonly string[]): readonly string[] {
    const start = addresses.length > 1 ? this.#random.below(addresses.length) : 0;
    return [...addresses.slice(start), ...addresses.slice(0, start)];
  }

  #forget(host: string, waiter: Question['waiting'][number]): void {
    this.#machine.kernel.cancel(waiter.timer);
    const question = this.#asked.get(host);
    const at = question?.waiting.indexOf(waiter) ?? -1;
    if (question && at >= 0) question.waiting.splice(at, 1);
    if (question?.waiting.length === 0) this.#asked.delete(host);
  }

  #ask(host: string, settings: ResolverSettings): void {
    const { network, kernel } = this.#machine;
    const from = this.#machine.host.name;
    const server = settings.servers[this.#nextServer++ % settings.servers.length] ?? '';
    const types = settings.ipv6 ? (['A', 'AAAA'] as const) : (['A'] as const);
    const answers: DnsAnswer[] = [];
    for (const type of types) {
      network.dns.ask({ server, name: host, type, from }, (answer) => {
        answers.push(answer);
        if (answers.length === types.length) this.#answered(host, settings, answers);
      });
    }
    kernel.after(RESEND_US, () => {
      if (this.#asked.has(host) && answers.length < types.length) this.#ask(host, settings);
    });
  }

  #answered(host: string, settings: ResolverSettings, answers: readonly DnsAnswer[]): void {
    const question = this.#asked.get(host);
    if (!question) return;
    this.#asked.delete(host);
    const addresses = answers.flatMap((answer) => answer.addresses);
    const failure = answers.find((answer) => answer.code !== 'NOERROR');
    let result: Resolved = addresses;
    if (addresses.length === 0) {
      const code = failure?.code;
      result = code && code !== 'NOERROR' ? REASONS[code] : '3: Host not found';
    } else {
      const ttlMs = settings.validMs ?? Math.min(...answers.map(({ ttlS }) => ttlS)) * 1_000;
      const untilUs = this.#machine.kernel.nowUs + ttlMs * 1_000;
      this.#known.set(host, { addresses, untilUs });
    }
    for (const waiter of question.waiting) {
      this.#machine.kernel.cancel(waiter.timer);
      waiter.done(typeof result === 'string' ? result : this.#rotate(result));
    }
  }
}

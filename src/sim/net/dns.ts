// DNS servers on the network: names asked over UDP, answered from a zone. RFC 1035.
// Simplified: questions and answers are messages, not packets with bytes; they take the time of a
// local network.

import type { Kernel } from '../kernel/kernel.ts';
import { NameFaults, type NameRecord } from './name-faults.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    'dns-query': { readonly server: string; readonly name: string; readonly type: string };
  }
}

/** What a zone says about a name. `DROP`: the server does not answer at all. */
export type ZoneRecord = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'DROP';

export interface DnsQuestion {
  /** Address of the server that is asked. */
  readonly server: string;
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  /** The host that asks. */
  readonly from?: string;
}

export interface DnsAnswer {
  readonly code: 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED';
  readonly addresses: readonly string[];
  readonly ttlS: number;
}

const asZoneRecord = (record: NameRecord): ZoneRecord => (record === 'TIMEOUT' ? 'DROP' : record);

/** How long a question and its answer take together. */
const ROUND_TRIP_US = 300;

export class DnsServers {
  readonly #kernel: Kernel;
  readonly #faults: NameFaults;
  readonly #zones = new Map<string, Map<string, ZoneRecord>>();
  /** How long answers count. */
  ttlS = 1;

  constructor(kernel: Kernel, faults = new NameFaults()) {
    this.#kernel = kernel;
    this.#faults = faults;
  }

  /** Starts a server that knows no name yet. */
  start(server: string): void {
    if (!this.#zones.has(server)) this.#zones.set(server, new Map());
  }

  /** Starts a server where there is none, and sets what it says about a name. */
  setRecord(server: string, name: string, record: ZoneRecord): void {
    const zone = this.#zones.get(server) ?? new Map<string, ZoneRecord>();
    zone.set(name.toLowerCase(), record);
    this.#zones.set(server, zone);
  }

  /** Asks a server. Nothing is ever answered where there is no server or it drops the question. */
  ask(question: DnsQuestion, answered: (answer: DnsAnswer) => void): void {
    const { server, name, type, from } = question;
    this.#kernel.trace.record({ kind: 'dns-query', server, name, type });
    const zone = this.#zones.get(server);
    if (!zone) return;
    const faulty = this.#faults.meet(name.toLowerCase(), from ?? null);
    const record = faulty ? asZoneRecord(faulty) : (zone.get(name.toLowerCase()) ?? 'NXDOMAIN');
    if (record === 'DROP') return;
    const answer: DnsAnswer =
      typeof record === 'string'
        ? { code: record, addresses: [], ttlS: this.ttlS }
        : { code: 'NOERROR', addresses: type === 'A' ? record : [], ttlS: this.ttlS };
    this.#kernel.after(ROUND_TRIP_US, () => answered(answer));
  }
}

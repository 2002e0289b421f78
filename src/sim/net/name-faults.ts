// Faults of name resolution: a name that stops resolving, or resolves to something else. They hold for
// the lookups of one host or of all, and come before the hosts file and before DNS servers.

import type { Random } from '../kernel/random.ts';
import type { Chance } from './network-fault.ts';

/** What a name stands for: addresses, or the failure a resolver reports. */
export type NameRecord = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'TIMEOUT';

/** The chance of both is drawn at each lookup. */
export type NameFault =
  /** A name (`*`: every name) does not resolve: there is none, the server fails, or does not answer. */
  | (Chance & {
      readonly type: 'dns-failure';
      readonly name: string;
      readonly answer: 'NXDOMAIN' | 'SERVFAIL' | 'TIMEOUT';
    })
  /** A name resolves to other addresses. Who has looked it up before goes on with what it knows. */
  | (Chance & {
      readonly type: 'dns-change';
      readonly name: string;
      readonly addresses: readonly string[];
    });

interface ActiveNameFault {
  readonly id: string;
  readonly fault: NameFault;
  /** The host whose lookups it strikes; null for all. */
  readonly host: string | null;
  readonly random: Random;
}

export class NameFaults {
  #active: readonly ActiveNameFault[] = [];

  /** Switches a fault on; the newest comes first. */
  start(started: ActiveNameFault): void {
    this.#active = [started, ...this.#active.filter(({ id }) => id !== started.id)];
  }

  end(id: string): void {
    this.#active = this.#active.filter((active) => active.id !== id);
  }

  /** What a lookup of a name in lower case meets on a host; null where nothing is wrong with it. */
  meet(name: string, host: string | null): NameRecord | null {
    for (const { fault, host: on, random } of this.#active) {
      if (on !== null && on !== host) continue;
      if (fault.name !== '*' && fault.name.toLowerCase() !== name) continue;
      if (fault.probability !== undefined && random.next() >= fault.probability) continue;
      return fault.type === 'dns-failure' ? fault.answer : fault.addresses;
    }
    return null;
  }
}

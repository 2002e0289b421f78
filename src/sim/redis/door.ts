// Where redis-server listens, and who is not let in.

import type { Endpoint } from '../net/endpoint.ts';
import type { Listener } from '../net/listener.ts';
import type { Process } from '../process/process.ts';
import type { Configuration } from './config/configuration.ts';

interface ListenAddress {
  readonly ip: string;
  /** As the log shows it. */
  readonly shown: string;
  /** Written with a minus: it is no failure when the address is not there. */
  readonly isOptional: boolean;
}

/** The addresses of a `bind` line. */
const listenAddresses = (bind: string): ListenAddress[] =>
  bind
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const isOptional = word.startsWith('-');
      const shown = isOptional ? word.slice(1) : word;
      const ip = shown === '*' ? '0.0.0.0' : shown === '::*' ? '::' : shown;
      return { ip, shown, isOptional };
    });

const TOO_MANY_CLIENTS = 'ERR max number of clients reached';

/** What a client from another machine is told in protected mode (networking.c). */
const DENIED =
  "DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. In this mode connections are only accepted from the loopback interface. If you want to connect from external computers to Redis you may adopt one of the following solutions: 1) Just disable protected mode sending the command 'CONFIG SET protected-mode no' from the loopback interface by connecting to Redis from the same host the server is running, however MAKE SURE Redis is not publicly accessible from internet if you do so. Use CONFIG REWRITE to make this change permanent. 2) Alternatively you can just disable the protected mode by editing the Redis configuration file, and setting the protected mode option to 'no', and then restarting the server. 3) If you started the server manually just for testing, restart it with the '--protected-mode no' option. 4) Setup a an authentication password for the default user. NOTE: You only need to do one of the above things in order for the server to start accepting connections from the outside.";

/** Why a connection is ended at once, and what it is told; null where it may stay. */
export function refusalOf(
  endpoint: Endpoint,
  configuration: Configuration,
  clients: number,
): { readonly line: string; readonly reason: string } | null {
  if (clients >= configuration.number('maxclients')) {
    return { line: TOO_MANY_CLIENTS, reason: 'max number of clients reached' };
  }
  const isLocal = /^127\.|^::1$/.test(endpoint.remote.ip);
  const hasPassword = configuration.get('requirepass') !== '';
  return configuration.isOn('protected-mode') && !hasPassword && !isLocal
    ? { line: DENIED, reason: 'protected mode' }
    : null;
}

export class Door {
  readonly #process: Process;
  readonly #configuration: Configuration;
  readonly #accepted: (endpoint: Endpoint) => void;
  #listeners: Listener[] = [];

  constructor(
    process: Process,
    configuration: Configuration,
    accepted: (endpoint: Endpoint) => void,
  ) {
    this.#process = process;
    this.#configuration = configuration;
    this.#accepted = accepted;
  }

  /** Listens on all addresses; where one is taken, the lines the log gets instead. */
  open(): readonly string[] | null {
    const port = this.#configuration.number('port');
    for (const { ip, shown, isOptional } of listenAddresses(this.#configuration.get('bind'))) {
      const listener = this.#process.host.listen({
        address: { ip, port },
        backlog: this.#configuration.number('tcp-backlog'),
        executor: this.#process,
        ipv6Only: ip.includes(':'),
        accepted: this.#accepted,
      });
      if (typeof listener !== 'string') {
        this.#listeners.push(listener);
        this.#process.hold(listener);
      } else if (!isOptional || listener !== 'EADDRNOTAVAIL') {
        const reason =
          listener === 'EADDRINUSE' ? 'Address already in use' : 'Cannot assign requested address';
        const where = `${shown}:${port}`;
        return [
          `Warning: Could not create server TCP listening socket ${where}: bind: ${reason}`,
          `Failed listening on port ${port} (TCP), aborting.`,
        ];
      }
    }
    return null;
  }

  close(): void {
    for (const listener of this.#listeners) {
      listener.close();
      this.#process.release(listener);
    }
    this.#listeners = [];
  }
}

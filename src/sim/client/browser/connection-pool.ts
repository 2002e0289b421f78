// A browser's connections: at most six to a host over HTTP/1.1 (Chromium: g_max_sockets_per_group of
// net/socket/client_socket_pool_manager.cc), the one used last first, the others wait their turn.

const MOST_TO_A_HOST = 6;

interface Group {
  /** Names of connections nobody uses; the one used last is at the end. */
  readonly idle: string[];
  opened: number;
  readonly waiting: ((name: string) => void)[];
}

export class ConnectionPool {
  readonly #groups = new Map<string, Group>();

  /** Hands over the name of a connection to a host, at once or when one is free. */
  take(host: string, use: (name: string) => void): void {
    const group = this.#group(host);
    const idle = group.idle.pop();
    if (idle !== undefined) use(idle);
    else if (group.opened < MOST_TO_A_HOST) use(`${host} ${++group.opened}`);
    else group.waiting.push(use);
  }

  /** A connection is free again, or gone: the next of its name is a new one. */
  giveBack(host: string, name: string): void {
    const group = this.#group(host);
    const next = group.waiting.shift();
    if (next) next(name);
    else group.idle.push(name);
  }

  #group(host: string): Group {
    let group = this.#groups.get(host);
    if (!group) {
      group = { idle: [], opened: 0, waiting: [] };
      this.#groups.set(host, group);
    }
    return group;
  }
}

// Channels and who listens to them.

import { matchesGlob } from './glob.ts';
import { bulk, type Reply } from './reply.ts';
import type { Session } from './session.ts';

const message = (...texts: readonly string[]): Reply => ({ type: 'push', items: texts.map(bulk) });

export class PubSub {
  readonly #sessions: ReadonlySet<Session>;

  constructor(sessions: ReadonlySet<Session>) {
    this.#sessions = sessions;
  }

  /** Sends to all who listen and answers how many got it. */
  publish(channel: string, text: string): number {
    let receivers = 0;
    for (const session of this.#sessions) {
      if (session.channels.has(channel)) {
        session.send(message('message', channel, text));
        receivers++;
      }
    }
    for (const session of this.#sessions) {
      for (const pattern of session.patterns) {
        if (!matchesGlob(pattern, channel)) continue;
        session.send(message('pmessage', pattern, channel, text));
        receivers++;
      }
    }
    return receivers;
  }

  /** Channels somebody listens to, in the order they were first asked for by clients. */
  channels(pattern: string): string[] {
    const all = [...this.#sessions].flatMap(({ channels }) => [...channels]);
    return [...new Set(all)].filter((channel) => matchesGlob(pattern, channel));
  }

  subscribers(channel: string): number {
    return [...this.#sessions].filter(({ channels }) => channels.has(channel)).length;
  }

  get patterns(): number {
    return new Set([...this.#sessions].flatMap(({ patterns }) => [...patterns])).size;
  }
}

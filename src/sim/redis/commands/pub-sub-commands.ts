// SUBSCRIBE, PUBLISH and their kind (pubsub.c in Redis 7.0).

import {
  type CommandContext,
  CommandError,
  type CommandTable,
  command,
  SYNTAX_ERROR,
} from '../command.ts';
import { array, bulk, bulks, integer, NULL, type Reply } from '../reply.ts';
import type { Session } from '../session.ts';
import { at } from './words.ts';

type Kind = 'channels' | 'patterns';

const notice = (kind: string, name: string | null, session: Session): Reply => ({
  type: 'push',
  items: [bulk(kind), name === null ? NULL : bulk(name), integer(session.subscriptions)],
});

function subscribe(kind: Kind, word: string) {
  return ({ session }: CommandContext, words: readonly string[]): Reply => {
    const replies = words.map((name) => {
      session[kind].add(name);
      return notice(word, name, session);
    });
    return { type: 'several', replies };
  };
}

/** Without names it ends all; each name is answered, known or not. */
function unsubscribe(kind: Kind, word: string) {
  return ({ session }: CommandContext, words: readonly string[]): Reply => {
    const names = words.length > 0 ? words : [...session[kind]];
    if (names.length === 0) return notice(word, null, session);
    const replies = names.map((name) => {
      session[kind].delete(name);
      return notice(word, name, session);
    });
    return { type: 'several', replies };
  };
}

export const PUB_SUB_COMMANDS: CommandTable = {
  subscribe: command(-2, ['subscribed', 'loading'], subscribe('channels', 'subscribe')),
  unsubscribe: command(-1, ['subscribed', 'loading'], unsubscribe('channels', 'unsubscribe')),
  psubscribe: command(-2, ['subscribed', 'loading'], subscribe('patterns', 'psubscribe')),
  punsubscribe: command(-1, ['subscribed', 'loading'], unsubscribe('patterns', 'punsubscribe')),
  publish: command(3, ['loading'], ({ server }, words) =>
    integer(server.pubSub.publish(at(words, 0), at(words, 1))),
  ),
  'pubsub|channels': command(-2, ['loading'], ({ server }, words) => {
    if (words.length > 1) throw new CommandError(SYNTAX_ERROR);
    return bulks(server.pubSub.channels(words[0] ?? '*'));
  }),
  'pubsub|numsub': command(-2, ['loading'], ({ server }, words) =>
    array(words.flatMap((name) => [bulk(name), integer(server.pubSub.subscribers(name))])),
  ),
  'pubsub|numpat': command(2, ['loading'], ({ server }) => integer(server.pubSub.patterns)),
};

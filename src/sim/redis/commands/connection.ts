// Commands about the connection itself: AUTH, HELLO, SELECT, CLIENT, PING (networking.c, acl.c, db.c in Redis 7.0).

import {
  type CommandContext,
  CommandError,
  type CommandServer,
  type CommandTable,
  command,
  SYNTAX_ERROR,
  wrongArity,
} from '../command.ts';
import { parseInteger } from '../numbers.ts';
import type { ProtocolVersion } from '../reply.ts';
import { array, bulk, EMPTY_ARRAY, integer, map, NULL, OK, type Reply, simple } from '../reply.ts';
import type { Session } from '../session.ts';
import { VERSION } from '../version.ts';
import { describeClient } from './client-line.ts';
import { at, integerAt } from './words.ts';

const WRONG_PASSWORD = 'WRONGPASS invalid username-password pair or user is disabled.';
const NO_PASSWORD =
  'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?';

/** Simplified: the only user is `default`, whose password is requirepass; there are no ACLs. */
function authenticate({ server, session }: CommandContext, user: string, password: string): void {
  const wanted = server.configuration.get('requirepass');
  if (user !== 'default' || (wanted !== '' && wanted !== password)) {
    throw new CommandError(WRONG_PASSWORD);
  }
  session.isAuthenticated = true;
}

function auth(context: CommandContext, words: readonly string[]): Reply {
  if (words.length > 2) throw new CommandError(SYNTAX_ERROR);
  const isOld = words.length === 1;
  if (isOld && context.server.configuration.get('requirepass') === '') {
    throw new CommandError(NO_PASSWORD);
  }
  authenticate(context, isOld ? 'default' : at(words, 0), at(words, isOld ? 0 : 1));
  return OK;
}

/** Names have to fit into a line of CLIENT LIST. */
function checkName(name: string): void {
  if (/[^!-~]/.test(name)) {
    throw new CommandError(
      'ERR Client names cannot contain spaces, newlines or special characters.',
    );
  }
}

interface Hello {
  readonly version: ProtocolVersion;
  readonly user: string | null;
  readonly password: string;
  readonly name: string | null;
}

function readHello(words: readonly string[], session: Session): Hello {
  let version = session.version;
  let [user, password, name]: [string | null, string, string | null] = [null, '', null];
  if (words.length > 0) {
    const wanted = parseInteger(at(words, 0));
    if (wanted === null)
      throw new CommandError('ERR Protocol version is not an integer or out of range');
    if (wanted !== 2n && wanted !== 3n)
      throw new CommandError('NOPROTO unsupported protocol version');
    version = wanted === 2n ? 2 : 3;
  }
  for (let i = 1; i < words.length; i++) {
    const option = at(words, i).toUpperCase();
    if (option === 'AUTH' && i + 2 < words.length) {
      user = at(words, ++i);
      password = at(words, ++i);
    } else if (option === 'SETNAME' && i + 1 < words.length) {
      name = at(words, ++i);
      checkName(name);
    } else {
      throw new CommandError(`ERR Syntax error in HELLO option '${at(words, i)}'`);
    }
  }
  return { version, user, password, name };
}

function hello(context: CommandContext, words: readonly string[]): Reply {
  const { server, session } = context;
  const { version, user, password, name } = readHello(words, session);
  if (user !== null) authenticate(context, user, password);
  if (!session.isAuthenticated) {
    throw new CommandError(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    );
  }
  if (name !== null) session.name = name;
  session.version = version;
  return map([
    ['server', bulk('redis')],
    ['version', bulk(VERSION)],
    ['proto', integer(version)],
    ['id', integer(session.id)],
    ['mode', bulk('standalone')],
    ['role', bulk(server.isReplica ? 'replica' : 'master')],
    ['modules', EMPTY_ARRAY],
  ]);
}

function select({ server, session }: CommandContext, words: readonly string[]): Reply {
  const index = integerAt(words, 0);
  if (!server.databases[index]) throw new CommandError('ERR DB index is out of range');
  session.database = index;
  return OK;
}

function ping({ session }: CommandContext, words: readonly string[]): Reply {
  if (words.length > 1) throw new CommandError(wrongArity('ping'));
  const [text] = words;
  if (session.version === 2 && session.subscriptions > 0) {
    return array([bulk('pong'), bulk(text ?? '')]);
  }
  return text === undefined ? simple('PONG') : bulk(text);
}

function setName({ session }: CommandContext, words: readonly string[]): Reply {
  checkName(at(words, 0));
  session.name = at(words, 0);
  return OK;
}

const lines = (server: CommandServer, sessions: Iterable<Session>): string =>
  [...sessions].map((session) => `${describeClient(session, server.nowMs)}\n`).join('');

function list({ server }: CommandContext, words: readonly string[]): Reply {
  const [option, ...values] = words;
  if (option === undefined) return { type: 'verbatim', text: lines(server, server.sessions) };
  if (option.toUpperCase() === 'TYPE' && values.length === 1) {
    const type = at(values, 0).toLowerCase();
    if (!/^(?:normal|master|replica|slave|pubsub)$/.test(type)) {
      throw new CommandError(`ERR Unknown client type '${at(values, 0)}'`);
    }
    const isType = (session: Session): boolean =>
      (session.subscriptions > 0 ? 'pubsub' : 'normal') === type;
    return { type: 'verbatim', text: lines(server, [...server.sessions].filter(isType)) };
  }
  if (option.toUpperCase() !== 'ID' || values.length === 0) throw new CommandError(SYNTAX_ERROR);
  const ids = values.map((_, i) => integerAt(values, i, 'ERR Invalid client ID'));
  const chosen = [...server.sessions].filter(({ id }) => ids.includes(id));
  return { type: 'verbatim', text: lines(server, chosen) };
}

interface KillFilter {
  readonly matches: (session: Session) => boolean;
  readonly spares: boolean;
}

function readKillFilter(words: readonly string[], own: Session): KillFilter {
  const tests: ((session: Session) => boolean)[] = [];
  let spares = true;
  for (let i = 0; i < words.length; i += 2) {
    const [option, value] = [at(words, i).toUpperCase(), words[i + 1]];
    if (value === undefined) throw new CommandError(SYNTAX_ERROR);
    if (option === 'ID') {
      const id = parseInteger(value);
      if (id === null) throw new CommandError('ERR client-id should be greater than 0');
      tests.push((session) => session.id === Number(id));
    } else if (option === 'ADDR') tests.push(({ address }) => address === value);
    else if (option === 'TYPE') {
      tests.push(
        (session) => (session.subscriptions > 0 ? 'pubsub' : 'normal') === value.toLowerCase(),
      );
    } else if (option === 'USER') {
      if (value !== 'default') throw new CommandError(`ERR No such user '${value}'`);
    } else if (option === 'SKIPME') spares = value.toLowerCase() === 'yes';
    else throw new CommandError(SYNTAX_ERROR);
  }
  return {
    spares,
    matches: (session) => !(spares && session === own) && tests.every((test) => test(session)),
  };
}

function kill({ server, session: own }: CommandContext, words: readonly string[]): Reply {
  if (words.length === 1) {
    const found = [...server.sessions].find(({ address }) => address === at(words, 0));
    if (!found) throw new CommandError('ERR No such client');
    server.closeSession(found);
    return OK;
  }
  const { matches } = readKillFilter(words, own);
  const found = [...server.sessions].filter(matches);
  for (const session of found) server.closeSession(session);
  return integer(found.length);
}

function reply({ session }: CommandContext, words: readonly string[]): Reply {
  const mode = at(words, 0).toLowerCase();
  if (mode !== 'on' && mode !== 'off' && mode !== 'skip') throw new CommandError(SYNTAX_ERROR);
  session.replies = mode;
  return mode === 'on' ? OK : { type: 'later' };
}

function reset({ server, session }: CommandContext): Reply {
  session.endTransaction();
  server.unwatch(session);
  session.channels.clear();
  session.patterns.clear();
  session.database = 0;
  session.version = 2;
  session.name = '';
  session.isAuthenticated = server.configuration.get('requirepass') === '';
  return simple('RESET');
}

const ALWAYS = ['loading', 'no_auth'] as const;

export const CONNECTION_COMMANDS: CommandTable = {
  ping: command(-1, ['subscribed', 'loading'], ping),
  echo: command(2, ['loading'], (_context, words) => bulk(at(words, 0))),
  auth: command(-2, [...ALWAYS], auth),
  hello: command(-1, [...ALWAYS], hello),
  select: command(2, ['loading'], select),
  quit: command(-1, [...ALWAYS, 'subscribed', 'unqueued'], ({ session }) => {
    session.isClosing = true;
    return OK;
  }),
  reset: command(1, [...ALWAYS, 'subscribed', 'unqueued'], reset),
  'client|id': command(2, ['loading'], ({ session }) => integer(session.id)),
  'client|getname': command(2, ['loading'], ({ session }) =>
    session.name === '' ? NULL : bulk(session.name),
  ),
  'client|setname': command(3, ['loading'], setName),
  'client|list': command(-2, ['loading'], list),
  'client|info': command(2, ['loading'], ({ server, session }) => ({
    type: 'verbatim',
    text: lines(server, [session]),
  })),
  'client|kill': command(-3, ['loading'], kill),
  'client|reply': command(3, ['loading'], reply),
  'client|no-evict': command(3, ['loading'], (_context, words) => {
    if (!/^o(?:n|ff)$/i.test(at(words, 0))) throw new CommandError(SYNTAX_ERROR);
    return OK;
  }),
};

// Backslash commands (psql(1), "Meta-Commands").

import type { Task } from '../../task.ts';
import { formatDate } from '../system/date.ts';
import { connectTarget, TargetError } from './connect-target.ts';
import { PgConnection } from './connection.ts';
import { describe } from './describe.ts';
import { changeSetting } from './print-settings.ts';
import { commandArguments, type Scanner } from './scanner.ts';
import { PsqlSession } from './session.ts';

/** What a command has at hand. */
interface Context {
  readonly session: PsqlSession;
  readonly args: readonly string[];
  /** The text behind the name. */
  readonly rest: string;
  readonly scanner: Scanner;
  readonly include: (path: string) => Task<number>;
}

type Answer = 'quit' | 'more';
type MetaCommand = (context: Context) => Task<Answer>;

const HELP = `General
  \\g [(OPTIONS)] [FILE]  execute query
  \\gx                    as \\g, but forces expanded output mode
  \\q                     quit psql
  \\watch [SEC]           execute query every SEC seconds

Input/Output
  \\echo [-n] [STRING]    write string to standard output
  \\i FILE                execute commands from file

Informational
  \\d[+]                  list tables, views, and sequences
  \\d[+]  NAME            describe table, view, sequence, or index
  \\di[+] [PATTERN]       list indexes
  \\dn[+] [PATTERN]       list schemas
  \\ds[+] [PATTERN]       list sequences
  \\dt[+] [PATTERN]       list tables
  \\du[+] [PATTERN]       list roles
  \\dv[+] [PATTERN]       list views
  \\l[+]   [PATTERN]      list databases

Formatting
  \\a                     toggle between unaligned and aligned output mode
  \\pset [NAME [VALUE]]   set table output option
  \\t [on|off]            show only rows
  \\x [on|off|auto]       toggle expanded output

Connection
  \\c[onnect] [DBNAME|- USER|- HOST|- PORT|-]
                         connect to new database
  \\conninfo              display information about current connection

Operating System
  \\! [COMMAND]           execute command in shell
  \\timing [on|off]       toggle timing of commands

Variables
  \\set [NAME [VALUE]]    set internal variable, or list all if no parameters
  \\unset NAME            unset (delete) internal variable
`;

const setting = (name: string): MetaCommand =>
  function* ({ session, args }) {
    const done = changeSetting(session.settings, name, args[0]);
    if ('said' in done) yield* session.say(done.said);
    else yield* session.complain(done.problem);
    return 'more';
  };

const pset: MetaCommand = function* ({ session, args }) {
  const [name, value] = args;
  if (name === undefined) return 'more';
  const done = changeSetting(session.settings, name, value);
  if ('said' in done) yield* session.say(done.said);
  else yield* session.complain(done.problem);
  return 'more';
};

const toggleAlign: MetaCommand = function* ({ session }) {
  const { settings } = session;
  settings.format = settings.format === 'aligned' ? 'unaligned' : 'aligned';
  yield* session.say(`Output format is ${settings.format}.`);
  return 'more';
};

const timing: MetaCommand = function* ({ session, args: [value] }) {
  session.isTimed = value === undefined ? !session.isTimed : /^(?:on|true|1)$/i.test(value);
  yield* session.say(`Timing is ${session.isTimed ? 'on' : 'off'}.`);
  return 'more';
};

const echo: MetaCommand = function* ({ session, args }) {
  const isBare = args[0] === '-n';
  yield* session.run.print(args.slice(isBare ? 1 : 0).join(' ') + (isBare ? '' : '\n'));
  return 'more';
};

const set: MetaCommand = function* ({ session, args: [name, ...values] }) {
  if (name === undefined) {
    for (const [key, value] of [...session.variables].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield* session.run.print(`${key} = '${value}'\n`);
    }
    return 'more';
  }
  session.variables.set(name, values.join(''));
  return 'more';
};

const unset: MetaCommand = function* ({ session, args: [name] }) {
  if (name === undefined) yield* session.complain('\\unset: missing required argument');
  else session.variables.delete(name);
  return 'more';
};

const conninfo: MetaCommand = function* ({ session }) {
  const { connection, run } = session;
  if (!connection) {
    yield* run.print('You are currently not connected to a database.\n');
    return 'more';
  }
  const { host, port, user, database, isLocal } = connection.target;
  const address = host === connection.ip ? '' : ` (address "${connection.ip}")`;
  const where = isLocal ? 'via socket in "/var/run/postgresql"' : `on host "${host}"${address}`;
  yield* run.print(
    `You are connected to database "${database}" as user "${user}" ${where} at port "${port}".\n`,
  );
  return 'more';
};

const connect: MetaCommand = function* ({ session, args }) {
  const { run } = session;
  const before = session.connection?.target;
  const given = (index: number, otherwise: string | undefined): string | undefined =>
    args[index] === undefined || args[index] === '-' ? otherwise : args[index];
  const names = {
    dbname: given(0, before?.database),
    user: given(1, before?.user),
    host: given(2, before?.isLocal ? undefined : before?.host),
    port: given(3, before && String(before.port)),
    password: before?.password ?? undefined,
  };
  const known = Object.entries(names).filter(([, value]) => value !== undefined);
  let next: PgConnection | { readonly text: string };
  try {
    const target = connectTarget(Object.fromEntries(known), run.environment);
    next = yield* PsqlSession.connect(run, target, session.isInteractive);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    next = { text: error.message };
  }
  if (!(next instanceof PgConnection)) {
    const kept = session.isInteractive ? '\nPrevious connection kept' : '';
    yield* session.complain(`\\connect: ${next.text}${kept}`);
    if (session.isInteractive) return 'more';
    // A script must not go on in a database it does not mean.
    session.isLost = true;
    return 'quit';
  }
  session.connection?.close();
  session.connection = next;
  const { database, user } = next.target;
  yield* session.say(`You are now connected to database "${database}" as user "${user}".`);
  return 'more';
};

/** \g and \gx: what was typed so far is sent. */
const go = (isExpanded: boolean): MetaCommand =>
  function* ({ session, scanner }) {
    const text = scanner.take();
    if (text.trim() === '') return 'more';
    const { settings } = session;
    const before = settings.expanded;
    if (isExpanded) settings.expanded = 'on';
    try {
      yield* session.execute(text);
    } finally {
      settings.expanded = before;
    }
    return 'more';
  };

const watch: MetaCommand = function* ({ session, args, scanner }) {
  const { run } = session;
  const seconds = Number(args[0] ?? 2) || 1;
  const text = scanner.take();
  if (text.trim() === '') {
    yield* session.complain('\\watch cannot be used with an empty query');
    return 'more';
  }
  for (let times = 0; ; times++) {
    const now = formatDate('%a %b %e %H:%M:%S %Y', run.box.timeMs);
    const isGood = yield* session.execute(text, { title: `${now} (every ${seconds}s)\n` });
    if (!isGood) return 'more';
    // From the second time on nothing is new but the numbers: the reader gets the word.
    if (times === 1) run.follow();
    const waited = yield* session.waiting(
      (function* () {
        yield* run.sleep(seconds * 1e6);
        return true;
      })(),
    );
    if (waited === null) return 'more';
  }
};

const shell: MetaCommand = function* ({ session, rest }) {
  yield* session.run.run(['bash', '-c', rest.trim()]);
  return 'more';
};

const include: MetaCommand = function* ({ session, args: [path], include: read }) {
  if (path === undefined) yield* session.complain('\\i: missing required argument');
  else yield* read(path);
  return 'more';
};

const printBuffer: MetaCommand = function* ({ session, scanner }) {
  const text = scanner.pending.trimEnd();
  yield* session.run.print(text === '' ? 'Query buffer is empty.\n' : `${text}\n`);
  return 'more';
};

const resetBuffer: MetaCommand = function* ({ session, scanner }) {
  scanner.reset();
  yield* session.say('Query buffer reset (cleared).');
  return 'more';
};

// biome-ignore lint/correctness/useYield: there is nothing to wait for
const quit: MetaCommand = function* () {
  return 'quit';
};

const help: MetaCommand = function* ({ session }) {
  yield* session.run.print(HELP);
  return 'more';
};

const encoding: MetaCommand = function* ({ session }) {
  yield* session.run.print('UTF8\n');
  return 'more';
};

const COMMANDS: Readonly<Record<string, MetaCommand>> = {
  '\\q': quit,
  '\\quit': quit,
  '\\x': setting('expanded'),
  '\\t': setting('tuples_only'),
  '\\C': setting('title'),
  '\\f': setting('fieldsep'),
  '\\pset': pset,
  '\\a': toggleAlign,
  '\\timing': timing,
  '\\echo': echo,
  '\\qecho': echo,
  '\\set': set,
  '\\unset': unset,
  '\\conninfo': conninfo,
  '\\c': connect,
  '\\connect': connect,
  '\\g': go(false),
  '\\gx': go(true),
  '\\watch': watch,
  '\\i': include,
  '\\include': include,
  '\\!': shell,
  '\\p': printBuffer,
  '\\r': resetBuffer,
  '\\reset': resetBuffer,
  '\\?': help,
  '\\encoding': encoding,
};

/** Carries out a backslash command. */
export function* runMeta(
  session: PsqlSession,
  text: string,
  more: { readonly scanner: Scanner; readonly include: (path: string) => Task<number> },
): Task<Answer> {
  const name = /^\\(?:!|\?|[^\s\\]+)/.exec(text)?.[0] ?? text;
  const rest = text.slice(name.length);
  const args = commandArguments(rest, session.variables);
  session.hasFailed = false;
  const command = COMMANDS[name];
  if (command) return yield* command({ session, args, rest, ...more });
  const [pattern] = args;
  const found = yield* describe((query) => session.ask(query), name, pattern);
  if (found === undefined) {
    const hint = session.isInteractive ? '\nTry \\? for help.' : '';
    yield* session.complain(`invalid command ${name}${hint}`);
  } else if (found && 'problem' in found) yield* session.complain(found.problem);
  else
    for (const { result, ...options } of found?.tables ?? []) yield* session.print(result, options);
  return 'more';
}

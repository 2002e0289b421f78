// The command line of psql.

import { type Options, parseOptions } from '../options.ts';
import { type Given, parseDatabase } from './connect-target.ts';
import { changeSetting, defaultSettings, type PrintSettings } from './print-settings.ts';

/** What is done in the order it was given: `-c` and `-f`. */
export interface Action {
  readonly kind: 'command' | 'file';
  readonly text: string;
}

export interface PsqlOptions {
  readonly given: Given;
  readonly actions: readonly Action[];
  readonly settings: PrintSettings;
  readonly variables: Map<string, string>;
  readonly isQuiet: boolean;
  /** `all`: every line; `queries`: what is sent. */
  readonly echo: 'none' | 'all' | 'queries';
  readonly isSingleTransaction: boolean;
  /** Never asks for a password. */
  readonly isWithoutPassword: boolean;
  readonly listsDatabases: boolean;
  /** Refused with psql's words. */
  readonly warnings: readonly string[];
}

const LONG = {
  command: 'c',
  dbname: 'd',
  file: 'f',
  list: 'l',
  set: 'v',
  variable: 'v',
  version: 'V',
  'no-psqlrc': 'X',
  'single-transaction': '1',
  help: 'help',
  'echo-all': 'a',
  'echo-errors': 'b',
  'echo-queries': 'e',
  'echo-hidden': 'E',
  'log-file': 'L',
  'no-readline': 'n',
  output: 'o',
  quiet: 'q',
  'single-step': 's',
  'single-line': 'S',
  'no-align': 'A',
  csv: 'csv',
  'field-separator': 'F',
  html: 'H',
  pset: 'P',
  'record-separator': 'R',
  'tuples-only': 't',
  'table-attr': 'T',
  expanded: 'x',
  'field-separator-zero': 'z',
  'record-separator-zero': '0',
  host: 'h',
  port: 'p',
  username: 'U',
  'no-password': 'w',
  password: 'W',
};

export const readOptions = (args: readonly string[]): Options =>
  parseOptions(args, { short: 'c:d:f:lv:VX1abeEL:no:qsSAF:HP:R:tT:xz0h:p:U:wW?', long: LONG });

function settingsOf(options: Options): { settings: PrintSettings; warnings: string[] } {
  const settings = defaultSettings();
  const warnings: string[] = [];
  for (const [name, value] of options.all) {
    if (name === 'A') settings.format = 'unaligned';
    else if (name === 'csv') settings.format = 'csv';
    else if (name === 't') settings.isTuplesOnly = true;
    else if (name === 'x') settings.expanded = 'on';
    else if (name === 'F') settings.fieldSeparator = value;
    else if (name === 'R') settings.recordSeparator = value;
    else if (name === 'P') {
      const [key = '', setting] = value.split(/=(.*)/s);
      const done = changeSetting(settings, key, setting);
      if ('problem' in done) warnings.push(done.problem);
    }
  }
  return { settings, warnings };
}

/** Makes sense of the options. Throws a `TargetError` where the database's name is no good connection string. */
export function psqlOptions(options: Options): PsqlOptions {
  const [database, user] = options.operands;
  const name = options.value('d') ?? database;
  const given: Given = name === undefined ? {} : parseDatabase(name);
  const secondOperand = options.value('d') === undefined ? user : database;
  for (const [key, value] of [
    ['host', options.value('h')],
    ['port', options.value('p')],
    ['user', options.value('U') ?? secondOperand],
  ] as const) {
    if (value !== undefined) given[key] = value;
  }
  const actions = options.all.flatMap(([key, text]): Action[] =>
    key === 'c' ? [{ kind: 'command', text }] : key === 'f' ? [{ kind: 'file', text }] : [],
  );
  const variables = new Map<string, string>();
  for (const pair of options.values('v')) {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    variables.set(key, value);
  }
  return {
    given,
    actions,
    ...settingsOf(options),
    variables,
    isQuiet: options.has('q'),
    echo: options.has('a') ? 'all' : options.has('e') ? 'queries' : 'none',
    isSingleTransaction: options.has('1'),
    isWithoutPassword: options.has('w'),
    listsDatabases: options.has('l'),
  };
}

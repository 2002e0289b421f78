// The options of jq 1.6.

import { JsonProblem, JsonReader, parseJson } from './json-reader.ts';
import { isArray, type Json, type TextOptions } from './json-value.ts';

/** What was asked for. */
export interface JqCall {
  readonly filter: string;
  readonly files: readonly string[];
  readonly variables: readonly (readonly [name: string, value: Json])[];
  readonly text: TextOptions;
  /** Texts are put out as they are. */
  readonly isPlain: boolean;
  readonly isJoined: boolean;
  readonly isNull: boolean;
  readonly isSlurping: boolean;
  readonly isRaw: boolean;
  /** The last output decides the status. */
  readonly isStatus: boolean;
  readonly isHelp: boolean;
  readonly isVersion: boolean;
}

/** Refused, in jq's words. */
export class JqUsage extends Error {}

const LONG: Readonly<Record<string, string>> = {
  '--raw-output': 'r',
  '--compact-output': 'c',
  '--null-input': 'n',
  '--slurp': 's',
  '--raw-input': 'R',
  '--exit-status': 'e',
  '--join-output': 'j',
  '--ascii-output': 'a',
  '--sort-keys': 'S',
  '--monochrome-output': 'M',
  '--color-output': 'C',
  '--tab': 't',
  '--help': 'h',
  '--version': 'V',
  '--from-file': 'f',
  '--unbuffered': 'u',
};

const HINT =
  'Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n';

/** What jq says when it is given no filter; the whole text is jq's own and longer. */
export const JQ_USAGE = `Usage:	jq [OPTIONS] FILTER [FILES...]
	jq [OPTIONS] --args FILTER [ARGUMENTS...]
	jq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]
`;

const TAKEN: Readonly<Record<string, number>> = {
  '--arg': 2,
  '--argjson': 2,
  '--slurpfile': 2,
  '--rawfile': 2,
  '--indent': 1,
};

class Arguments {
  readonly flags = new Set<string>();
  readonly words: string[] = [];
  readonly positional: Json[] = [];
  readonly variables: [string, Json][] = [];
  indent = 2;
  readonly #readFile: (path: string) => string;
  #rest: 'files' | 'args' | 'jsonargs' = 'files';

  constructor(readFile: (path: string) => string) {
    this.#readFile = readFile;
  }

  word(text: string): void {
    if (this.words.length === 0 || this.#rest === 'files') this.words.push(text);
    else this.positional.push(this.#rest === 'args' ? text : this.#json(text, 'jsonargs'));
  }

  #json(text: string, option: string): Json {
    try {
      return parseJson(text);
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
      throw new JqUsage(`jq: invalid JSON text passed to --${option}\n${HINT}`);
    }
  }

  option(name: string, [key = '', value = '']: readonly string[]): void {
    switch (name) {
      case '--arg':
        this.variables.push([key, value]);
        return;
      case '--argjson':
        this.variables.push([key, this.#json(value, 'argjson')]);
        return;
      case '--rawfile':
        this.variables.push([key, this.#readFile(value)]);
        return;
      case '--slurpfile':
        this.variables.push([key, allValues(this.#readFile(value))]);
        return;
      case '--indent':
        this.indent = Number(key);
        if (!(this.indent <= 7)) throw new JqUsage('jq: Cannot indent more than 7 characters\n');
        return;
      default:
        this.#rest = name === '--args' ? 'args' : 'jsonargs';
    }
  }
}

function allValues(text: string): Json {
  const reader = new JsonReader(text);
  const values: Json[] = [];
  for (let value = reader.read(); value !== undefined; value = reader.read()) values.push(value);
  return values;
}

function collect(args: readonly string[], found: Arguments): void {
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const count = TAKEN[arg];
    const letterOf = LONG[arg];
    if (arg === '--') {
      for (const word of rest.splice(0)) found.word(word);
    } else if (count !== undefined) {
      if (rest.length < count) {
        const words = count === 1 ? 'one parameter' : 'two parameters (e.g. --arg varname value)';
        throw new JqUsage(`jq: ${arg} takes ${words}\n${HINT}`);
      }
      found.option(arg, rest.splice(0, count));
    } else if (arg === '--args' || arg === '--jsonargs') found.option(arg, []);
    else if (letterOf !== undefined) found.flags.add(letterOf);
    else if (/^-[a-zA-Z]+$/.test(arg)) {
      for (const letter of arg.slice(1)) {
        if (!'rcnsReajSMCfhVu'.includes(letter)) {
          throw new JqUsage(`jq: Unknown option ${arg}\n${HINT}`);
        }
        found.flags.add(letter);
      }
    } else if (arg.startsWith('--')) throw new JqUsage(`jq: Unknown option ${arg}\n${HINT}`);
    else found.word(arg);
  }
}

/** Takes jq's arguments. `readFile` gives the text of a file. Throws a `JqUsage`. */
export function parseJqArgs(args: readonly string[], readFile: (path: string) => string): JqCall {
  const found = new Arguments(readFile);
  collect(args, found);
  const { flags, words, positional, variables } = found;
  const [first, ...files] = words;
  const isHelp = flags.has('h');
  const isVersion = flags.has('V');
  if (first === undefined && !isHelp && !isVersion) throw new JqUsage(`${JQ_USAGE}`);
  const filter = flags.has('f') && first !== undefined ? readFile(first) : (first ?? '');
  const named = new Map<string, Json>(variables);
  const indent = flags.has('t') ? '\t' : ' '.repeat(found.indent);
  return {
    filter,
    files,
    variables: [
      ...variables,
      ['__prog_args', isArray(positional) ? positional : []],
      [
        'ARGS',
        new Map<string, Json>([
          ['positional', positional],
          ['named', named],
        ]),
      ],
    ],
    text: {
      indent: flags.has('c') ? '' : indent,
      sortKeys: flags.has('S'),
      asciiOnly: flags.has('a'),
    },
    isPlain: flags.has('r') || flags.has('j'),
    isJoined: flags.has('j'),
    isNull: flags.has('n'),
    isSlurping: flags.has('s'),
    isRaw: flags.has('R'),
    isStatus: flags.has('e'),
    isHelp,
    isVersion,
  };
}

// Reads what stands behind `node` on a command line: options of Node and of V8, the file to run, the
// program's own arguments (nodejs.org/api/cli.html; the errors are those of src/node_options-inl.h).

/** A command line as a process starts with it. */
export interface CommandLine {
  readonly kind: 'start';
  /** The file to run, as it was written, and the program's arguments. Empty where none was named. */
  readonly argv: readonly string[];
  /** Options before the file, as `process.execArgv` shows them. */
  readonly execArgv: readonly string[];
  /** Options that were set, by their long name; those of NODE_OPTIONS too. */
  readonly nodeOptions: Readonly<Record<string, unknown>>;
}

/** A command line Node refuses: what it prints, ending with code 9. */
export interface RefusedCommandLine {
  readonly kind: 'refused';
  readonly message: string;
}

/** The code Node ends with when an option is not known or lacks its value. */
export const EXIT_BAD_OPTION = 9;

const SHORT: Readonly<Record<string, string>> = {
  '-r': '--require',
  '-C': '--conditions',
  '-c': '--check',
  '-i': '--interactive',
  '-h': '--help',
  '-v': '--version',
  '--es-module-specifier-resolution': '--experimental-specifier-resolution',
  '--experimental-strip-types': '--strip-types',
  '--loader': '--experimental-loader',
  '--prof-process': '--prof-process',
};

/** Options of V8 that servers are started with; Node hands them on and does not look at them. */
const V8_OPTION =
  /^--(?:no-)?(?:max-(?:old|semi|new)-space-size|min-semi-space-size|max-heap-size|initial-(?:old-space|heap)-size|semi-space-growth-factor|stack-size|expose-gc|gc-interval|gc-global|trace-gc(?:-verbose|-nvp)?|trace-(?:opt|deopt|turbo)|allow-natives-syntax|optimize-for-size|lite-mode|jitless|opt|sparkplug|maglev|turbofan|always-sparkplug|predictable|single-threaded(?:-gc)?|random-seed|harmony[\w-]*|js-[\w-]+|use-strict|stack-trace-limit|abort-on-uncaught-exception|interpreted-frames-native-stack|perf-[\w-]+|heapsnapshot-[\w-]+|disallow-code-generation-from-strings|huge-max-old-generation-size|max-lazy|flush-bytecode|compilation-cache|enable-etw-stack-walking)$/;

/** What is not allowed in NODE_OPTIONS. */
const NOT_IN_ENVIRONMENT = new Set([
  '--version',
  '--help',
  '--eval',
  '--print',
  '--check',
  '--interactive',
  '--test',
  '--v8-options',
  '--expose-internals',
  '--expose-gc',
  '--env-file',
]);

const isNumeric = (text: string): boolean => /^-?\d+$/.test(text);

/** `-e` and its like are too short to be told apart from a list of letters. */
const longName = (written: string): string => {
  const name = written.startsWith('--') ? written.replaceAll('_', '-') : written;
  return SHORT[name] ?? name;
};

class Reader {
  readonly #known: Readonly<Record<string, unknown>>;
  readonly #options: Record<string, unknown> = {};

  constructor(known: Readonly<Record<string, unknown>>) {
    this.#known = known;
  }

  get options(): Readonly<Record<string, unknown>> {
    return this.#options;
  }

  /**
   * Reads the option that stands first in `words` and answers how many words it took, or what is
   * wrong with it.
   */
  read(words: readonly string[]): number | string {
    const [word = ''] = words;
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = longName(equals < 0 ? word : word.slice(0, equals));
    const given = equals < 0 ? undefined : word.slice(equals + 1);
    if (V8_OPTION.test(name)) {
      this.#set(name, given);
      return 1;
    }
    const kind = this.#known[name];
    if (kind === undefined) return `bad option: ${word}`;
    if (typeof kind === 'boolean') {
      if (given !== undefined) return `${name}= requires no value`;
      this.#set(name, undefined);
      return 1;
    }
    const value = given ?? words[1];
    const isMissing = value === undefined || (given === undefined && value.startsWith('-'));
    if (isMissing || value === '') return `${word} requires an argument`;
    if (Array.isArray(kind)) {
      this.#options[name] = [...((this.#options[name] as string[] | undefined) ?? []), value];
    } else {
      this.#set(name, value);
    }
    return given === undefined ? 2 : 1;
  }

  /** Numbers as numbers, a bare name as true, `--no-name` as false. */
  #set(name: string, value: string | undefined): void {
    if (value !== undefined) {
      this.#options[name] = isNumeric(value) ? Number(value) : value;
      return;
    }
    const isNegated = name.startsWith('--no-');
    const positive = isNegated ? `--${name.slice('--no-'.length)}` : name;
    this.#options[positive] = !isNegated;
    this.#options[isNegated ? name : `--no-${name.slice(2)}`] = isNegated;
  }
}

/** The words of NODE_OPTIONS; a double quote keeps spaces together. */
const wordsOf = (text: string): string[] =>
  [...text.matchAll(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => inner.replace(/\\(.)/g, '$1')),
  );

/**
 * Reads a command line. `known` are Node's options with their defaults, which tell their kinds;
 * `environmentOptions` is the text of NODE_OPTIONS.
 */
export const readCommandLine = (
  words: readonly string[],
  {
    known,
    environmentOptions = '',
  }: { readonly known: Readonly<Record<string, unknown>>; readonly environmentOptions?: string },
): CommandLine | RefusedCommandLine => {
  const reader = new Reader(known);
  const refuse = (message: string): RefusedCommandLine => ({
    kind: 'refused',
    message: `node: ${message}\n`,
  });
  let rest: readonly string[] = wordsOf(environmentOptions);
  while (rest.length > 0) {
    const [word = ''] = rest;
    const name = longName(word.split('=')[0] ?? '');
    if (!word.startsWith('-') || NOT_IN_ENVIRONMENT.has(name) || name === '-e' || name === '-p') {
      return refuse(`${word} is not allowed in NODE_OPTIONS`);
    }
    const taken = reader.read(rest);
    if (typeof taken === 'string') return refuse(taken);
    rest = rest.slice(taken);
  }
  rest = words;
  while (rest.length > 0) {
    const [word = ''] = rest;
    if (word === '--') {
      rest = rest.slice(1);
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    const taken = reader.read(rest);
    if (typeof taken === 'string') return refuse(taken);
    rest = rest.slice(taken);
  }
  const execArgv = words.slice(0, words.length - rest.length);
  return { kind: 'start', argv: rest, execArgv, nodeOptions: reader.options };
};

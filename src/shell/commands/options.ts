// Options of commands as getopt_long(3) takes them: -n5, -n 5, --lines=5, bundled letters, `--`. What it
// refuses is worded as the GNU tools word it.

/** The command was called in a way it refuses. */
export class UsageError extends Error {
  readonly status: number;
  /** Whether the line that points to --help follows, as GNU's tools have it. */
  readonly hasHint: boolean;

  constructor(message: string, options: { status?: number; hasHint?: boolean } = {}) {
    super(message);
    this.status = options.status ?? 1;
    this.hasHint = options.hasHint ?? true;
  }
}

export interface OptionSpec {
  /** Letters; a colon behind one says that it takes a value: `in:v`. */
  readonly short: string;
  /** Long names with the letter they stand for; one without a letter of its own stands for itself. */
  readonly long?: Readonly<Record<string, string>>;
  /** Long names, beside those whose letters do, that take a value. */
  readonly longValues?: readonly string[];
  /** The status of a refusal; 1 */
  readonly status?: number;
  /** Operands end the options: `env`, `xargs`, `sudo` pass on what follows. */
  readonly stopsAtOperand?: boolean;
}

export class Options {
  readonly operands: readonly string[];
  readonly #given: readonly (readonly [name: string, value: string])[];

  constructor(given: readonly (readonly [string, string])[], operands: readonly string[]) {
    this.#given = given;
    this.operands = operands;
  }

  has(name: string): boolean {
    return this.#given.some(([given]) => given === name);
  }

  /** The value given last. */
  value(name: string): string | undefined {
    return this.#given.findLast(([given]) => given === name)?.[1];
  }

  values(name: string): string[] {
    return this.#given.filter(([given]) => given === name).map(([, value]) => value);
  }

  /** Options in the order they were given. */
  get all(): readonly (readonly [name: string, value: string])[] {
    return this.#given;
  }

  /** A whole number of zero or more. Refused as the tool words it. */
  count(name: string, problem: (text: string) => string, status = 1): number | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    if (/^\d+$/.test(text)) return Number(text);
    throw new UsageError(problem(text), { status, hasHint: false });
  }
}

class OptionParser {
  readonly #args: string[];
  readonly #spec: OptionSpec;
  readonly #given: (readonly [string, string])[] = [];
  readonly #operands: string[] = [];

  constructor(args: readonly string[], spec: OptionSpec) {
    this.#args = [...args];
    this.#spec = spec;
  }

  parse(): Options {
    for (let arg = this.#args.shift(); arg !== undefined; arg = this.#args.shift()) {
      if (arg === '--') {
        this.#operands.push(...this.#args.splice(0));
      } else if (arg.startsWith('--')) {
        this.#long(arg.slice(2));
      } else if (arg.startsWith('-') && arg.length > 1) {
        this.#bundle(arg.slice(1));
      } else {
        this.#operands.push(arg);
        if (this.#spec.stopsAtOperand) this.#operands.push(...this.#args.splice(0));
      }
    }
    return new Options(this.#given, this.#operands);
  }

  #refuse(message: string): never {
    throw new UsageError(message, { status: this.#spec.status ?? 1 });
  }

  #takesValue(letter: string): boolean {
    return this.#spec.short.includes(`${letter}:`);
  }

  #bundle(letters: string): void {
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] as string;
      if (letter === ':' || !this.#spec.short.includes(letter)) {
        this.#refuse(`invalid option -- '${letter}'`);
      }
      if (!this.#takesValue(letter)) {
        this.#given.push([letter, '']);
        continue;
      }
      const value = letters.slice(at + 1) || this.#args.shift();
      if (value === undefined) this.#refuse(`option requires an argument -- '${letter}'`);
      this.#given.push([letter, value]);
      return;
    }
  }

  #long(text: string): void {
    const { long = {}, longValues = [] } = this.#spec;
    const equals = text.indexOf('=');
    const typed = equals < 0 ? text : text.slice(0, equals);
    const names = Object.keys(long);
    const found = names.includes(typed) ? [typed] : names.filter((name) => name.startsWith(typed));
    const [name, other] = found;
    if (name === undefined) this.#refuse(`unrecognized option '--${typed}'`);
    if (other !== undefined) {
      const choices = found.map((choice) => `'--${choice}'`).join(' ');
      this.#refuse(`option '--${typed}' is ambiguous; possibilities: ${choices}`);
    }
    const letter = long[name] as string;
    if (!this.#takesValue(letter) && !longValues.includes(name)) {
      if (equals >= 0 && letter !== 'color') {
        this.#refuse(`option '--${name}' doesn't allow an argument`);
      }
      this.#given.push([letter, equals < 0 ? '' : text.slice(equals + 1)]);
      return;
    }
    const value = equals < 0 ? this.#args.shift() : text.slice(equals + 1);
    if (value === undefined) this.#refuse(`option '--${name}' requires an argument`);
    this.#given.push([letter, value]);
  }
}

/** Takes the options from the arguments. Throws a `UsageError`. */
export const parseOptions = (args: readonly string[], spec: OptionSpec): Options =>
  new OptionParser(args, spec).parse();

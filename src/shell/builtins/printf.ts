// printf, as bash has it. The format is used again while arguments are left.

import type { Invocation } from '../invocation.ts';
import type { Shell } from '../language/interpreter.ts';
import { decodeEscapes } from '../language/read-word.ts';
import type { Task } from '../task.ts';
import { echoEscapes } from './echo.ts';

const DIRECTIVE = /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%]|\([^)]*\)T)/g;

/** Pads to a width, on the left unless `-` says otherwise. */
const pad = (text: string, flags: string, width: number): string =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width);

/** A number with its sign, precision and padding. */
function padNumber(digits: string, isNegative: boolean, flags: string, width: number): string {
  const sign = isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (flags.includes('0') && !flags.includes('-')) {
    return sign + digits.padStart(width - sign.length, '0');
  }
  return pad(sign + digits, flags, width);
}

const quoteForShell = (text: string): string => {
  if (text === '') return "''";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these need $'…'
  if (/[\x00-\x1f\x7f]/.test(text)) {
    return `$'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`;
  }
  return text.replace(/[^\w@%+=:,./-]/g, '\\$&');
};

/** C's %e and %g on top of JavaScript's. */
function floating(value: number, letter: string, precision: number): string {
  const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');
  switch (letter) {
    case 'e':
    case 'E':
      return exponent(value.toExponential(precision));
    case 'g':
    case 'G': {
      const digits = Math.max(1, precision);
      const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
      if (power < -4 || power >= digits) {
        return exponent(value.toExponential(digits - 1).replace(/\.?0+e/, 'e'));
      }
      const fixed = value.toFixed(Math.max(0, digits - 1 - power));
      return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
    }
    default:
      return value.toFixed(precision);
  }
}

/** One use of the format. */
class Formatter {
  readonly #args: readonly string[];
  readonly problems: string[] = [];
  at = 0;
  isCut = false;

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  #next(): string | undefined {
    return this.#args[this.at++];
  }

  #number(text: string | undefined): number {
    if (text === undefined || text === '') return 0;
    if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
    const value = /^[-+]?0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
    if (!Number.isNaN(value)) return value;
    this.problems.push(`${text}: invalid number`);
    return Number.parseFloat(text) || 0;
  }

  format(format: string): string {
    return format.replace(
      DIRECTIVE,
      (whole, flags: string, width: string, precision: string, letter: string) => {
        if (this.isCut) return '';
        if (letter === '%') return '%';
        let shownFlags = flags;
        let columns = width === '*' ? this.#number(this.#next()) : Number(width ?? 0);
        if (columns < 0) {
          shownFlags += '-';
          columns = -columns;
        }
        const hasPrecision = /\.\S*$/.test(whole.slice(0, -letter.length));
        const places =
          precision === '*'
            ? this.#number(this.#next())
            : hasPrecision
              ? Number(precision ?? 0)
              : -1;
        return this.#directive({ letter, flags: shownFlags, columns, places }, whole);
      },
    );
  }

  #directive(
    one: { letter: string; flags: string; columns: number; places: number },
    whole: string,
  ): string {
    const { letter, flags, columns, places } = one;
    const cut = (text: string): string => (places >= 0 ? text.slice(0, places) : text);
    switch (letter) {
      case 's':
        return pad(cut(this.#next() ?? ''), flags, columns);
      case 'b': {
        const { text, isCut } = echoEscapes(this.#next() ?? '');
        this.isCut = isCut;
        return pad(cut(text), flags, columns);
      }
      case 'q':
        return pad(quoteForShell(this.#next() ?? ''), flags, columns);
      case 'c':
        return pad((this.#next() ?? '').slice(0, 1), flags, columns);
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        return this.#integer(one);
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G': {
        const value = this.#number(this.#next());
        const text = floating(Math.abs(value), letter, places < 0 ? 6 : places);
        return padNumber(text, value < 0, flags, columns);
      }
      default:
        this.problems.push(`\`${whole.slice(-1)}': invalid format character`);
        return '';
    }
  }

  #integer(one: { letter: string; flags: string; columns: number; places: number }): string {
    const { letter, flags, columns, places } = one;
    const value = Math.trunc(this.#number(this.#next()));
    const base = { o: 8, x: 16, X: 16 }[letter] ?? 10;
    let digits = Math.abs(value).toString(base);
    if (letter === 'X') digits = digits.toUpperCase();
    if (flags.includes('#') && base === 16) digits = `0${letter}${digits}`;
    if (flags.includes('#') && base === 8) digits = `0${digits}`;
    if (places >= 0) digits = digits.padStart(places, '0');
    return padNumber(digits, value < 0, places >= 0 ? flags.replace('0', '') : flags, columns);
  }
}

/** The text of a format with its arguments, and what was wrong with them. */
export function formatPrintf(
  format: string,
  args: readonly string[],
): { text: string; problems: string[] } {
  const decoded = decodeEscapes(format.replace(/\\(["'?])/g, '$1'));
  const formatter = new Formatter(args);
  let text = '';
  do {
    const before = formatter.at;
    text += formatter.format(decoded);
    if (formatter.at === before) break;
  } while (formatter.at < args.length && !formatter.isCut);
  return { text, problems: formatter.problems };
}

export function* printf(shell: Shell, run: Invocation): Task<number> {
  const args = [...run.args];
  let variable: string | null = null;
  if (args[0] === '-v') {
    variable = args[1] ?? '';
    args.splice(0, 2);
  }
  if (args[0] === '--') args.shift();
  const format = args.shift();
  if (format === undefined) {
    yield* run.printError('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const { text, problems } = formatPrintf(format, args);
  if (variable === null) yield* run.print(text);
  else shell.state.set(variable, text);
  for (const problem of problems) yield* shell.complain(`printf: ${problem}`);
  return problems.length > 0 ? 1 : 0;
}

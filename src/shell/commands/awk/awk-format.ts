// Values of awk as texts, and printf ("Formatted Output" of POSIX awk).

import { type AwkValue, isNumeric, toNumber } from './awk-values.ts';

/** Larger ones are no longer whole numbers to mawk 1.3.4: 2147483648 prints as 2.14748e+09. */
const LARGEST = 2_147_483_647;

const DIRECTIVE = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([diouxXcsfFeEgG%])/g;

/** `1.5e+06` as C writes it: two digits of exponent at least. */
const exponentText = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2');

/** `%g`: the shorter form, without zeros at the end. */
function generalText(value: number, precision: number, keepsZeros: boolean): string {
  if (value === 0) return '0';
  const digits = precision === 0 ? 1 : precision;
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
  const isSmall = exponent >= -4 && exponent < digits;
  const text = isSmall
    ? value.toFixed(Math.max(0, digits - 1 - exponent))
    : value.toExponential(digits - 1);
  if (keepsZeros) return exponentText(text);
  const [mantissa = '', power] = text.split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return exponentText(power === undefined ? short : `${short}e${power}`);
}

function numberDigits(
  value: number,
  letter: string,
  precision: number | null,
  flags: string,
): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  switch (letter) {
    case 'f':
    case 'F':
      return value.toFixed(Math.min(100, precision ?? 6));
    case 'e':
    case 'E':
      return exponentText(value.toExponential(Math.min(100, precision ?? 6)));
    case 'g':
    case 'G':
      return generalText(value, precision ?? 6, flags.includes('#'));
    default: {
      const base = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10;
      // As mawk 1.3.4 has it, %d ends at 2147483647.
      const isSigned = letter === 'd' || letter === 'i';
      const whole = Math.trunc(isSigned ? Math.min(LARGEST, Math.max(-LARGEST, value)) : value);
      const digits = (isSigned ? BigInt(whole) : BigInt.asUintN(64, BigInt(whole))).toString(base);
      const bare = digits.replace('-', '').padStart(precision ?? 0, '0');
      const prefix = flags.includes('#') && base === 16 ? '0x' : '';
      return `${digits.startsWith('-') ? '-' : ''}${prefix}${bare}`;
    }
  }
}

function padded(text: string, width: number, flags: string, isZeroFilled: boolean): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!isZeroFilled) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function oneText(letter: string, value: AwkValue, precision: number | null, flags: string): string {
  if (letter === 'c') {
    const isNumber =
      typeof value === 'number' || (typeof value === 'object' && value?.number != null);
    if (isNumber) return String.fromCodePoint(Math.max(0, Math.trunc(toNumber(value))) & 0x1fffff);
    return [...toText(value, '%.6g')][0] ?? '';
  }
  if (letter === 's') {
    const text = toText(value, '%.6g');
    return precision === null ? text : [...text].slice(0, precision).join('');
  }
  const digits = numberDigits(toNumber(value), letter, precision, flags);
  const signed =
    digits.startsWith('-') || !'dieEfFgG'.includes(letter)
      ? digits
      : `${flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''}${digits}`;
  return 'XEG'.includes(letter) ? signed.toUpperCase() : signed;
}

/** The text of a format. Missing values count as empty. */
export function formatPrintf(format: string, values: readonly AwkValue[]): string {
  let next = 0;
  const take = (): AwkValue => values[next++] ?? null;
  return format.replace(
    DIRECTIVE,
    (
      whole,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      letter: string,
    ) => {
      if (letter === '%') return '%';
      let wanted = width === '*' ? Math.trunc(toNumber(take())) : Number(width ?? 0);
      let allFlags = flags;
      if (wanted < 0) {
        allFlags += '-';
        wanted = -wanted;
      }
      const hasPoint = whole.includes('.');
      const digits =
        precision === '*' ? Math.trunc(toNumber(take())) : hasPoint ? Number(precision ?? 0) : null;
      const text = oneText(letter, take(), digits, allFlags);
      const isInteger = 'dioxXu'.includes(letter);
      const isZeroFilled =
        allFlags.includes('0') &&
        letter !== 's' &&
        letter !== 'c' &&
        !(isInteger && digits !== null);
      return padded(text, wanted, allFlags, isZeroFilled);
    },
  );
}

/** A number as text; `format` is CONVFMT or OFMT. */
export function numberText(value: number, format: string): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) <= LARGEST) return String(value === 0 ? 0 : value);
  return formatPrintf(format, [value]);
}

export function toText(value: AwkValue, format: string): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'number' ? numberText(value, format) : value.text;
}

/** Below zero where the first comes first: as numbers where both are, as texts otherwise. */
export function compareAwk(left: AwkValue, right: AwkValue, format: string): number {
  if (isNumeric(left) && isNumeric(right)) return toNumber(left) - toNumber(right);
  const [first, second] = [toText(left, format), toText(right, format)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

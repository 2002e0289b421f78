// Numbers as Redis 7.0 reads and writes them: 64-bit integers, doubles as printf's %.17g, and the decimal sums
// of INCRBYFLOAT.

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

export const isInt64 = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;

/** A whole number as string2ll takes it: no sign but minus, no leading zero, no space. Null otherwise. */
export function parseInteger(text: string): bigint | null {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return null;
  const value = BigInt(text);
  return isInt64(value) ? value : null;
}

/** A double as strtod takes it whole; null for anything else and for NaN. */
export function parseDouble(text: string): number | null {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return null;
  return Number(text);
}

const withoutZeros = (text: string): string =>
  text.includes('.') ? text.replace(/\.?0+$/, '') : text;

/** A double as printf writes it with %.17g. */
export function formatDouble(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '', power = '0'] = value.toExponential(16).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 17) {
    const sign = exponent < 0 ? '-' : '+';
    return `${withoutZeros(digits)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  // toFixed is exact up to 100 places, and refuses nothing below 1e21.
  return withoutZeros(value.toFixed(Math.max(0, 16 - exponent)));
}

/** Digits after the point that INCRBYFLOAT keeps. */
const FLOAT_PLACES = 17;

interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

function parseDecimal(text: string): Decimal | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const places = fraction.length - Number(power);
  return places < 0 ? { digits: digits * 10n ** BigInt(-places), places: 0 } : { digits, places };
}

/**
 * The sum of two decimal numbers, as INCRBYFLOAT writes it; null where one is no number.
 * Simplified: the sum is exact to 17 places, where Redis adds numbers of 80 bits.
 */
export function addDecimals(a: string, b: string): string | null {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  if (!left || !right) return null;
  const places = Math.max(left.places, right.places, FLOAT_PLACES);
  const scaled = ({ digits, places: own }: Decimal): bigint => digits * 10n ** BigInt(places - own);
  const sum = (scaled(left) + scaled(right)) / 10n ** BigInt(places - FLOAT_PLACES);
  const text = (sum < 0n ? -sum : sum).toString().padStart(FLOAT_PLACES + 1, '0');
  const whole = text.slice(0, -FLOAT_PLACES);
  const number = withoutZeros(`${whole}.${text.slice(-FLOAT_PLACES)}`);
  return sum < 0n ? `-${number}` : number;
}

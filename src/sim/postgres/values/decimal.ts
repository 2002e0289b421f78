// Exact decimal numbers, as the type numeric has them: digits and a scale. Scales of results follow
// PostgreSQL's numeric.c. Simplified: no NaN and no infinity.

const MIN_SIGNIFICANT_DIGITS = 16;
const MAX_SCALE = 1_000;

const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Divides and rounds half away from zero. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = absolute(dividend) / absolute(divisor);
  const remainder = absolute(dividend) % absolute(divisor);
  const rounded = remainder * 2n >= absolute(divisor) ? quotient + 1n : quotient;
  return dividend < 0n === divisor < 0n ? rounded : -rounded;
}

export class Decimal {
  readonly digits: bigint;
  readonly scale: number;

  constructor(digits: bigint, scale: number) {
    this.digits = digits;
    this.scale = scale;
  }

  /** Null where the text is no number. */
  static parse(text: string): Decimal | null {
    const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(text);
    if (!match) return null;
    const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
    if (whole + fraction === '') return null;
    const exponent = Number(exponentText);
    if (Math.abs(exponent) > MAX_SCALE) return null;
    const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
    const scale = fraction.length - exponent;
    return scale >= 0 ? new Decimal(digits, scale) : new Decimal(digits * powerOfTen(-scale), 0);
  }

  static ofInteger(value: number | bigint): Decimal {
    return new Decimal(BigInt(value), 0);
  }

  /** The shortest decimal that a float prints as, with 15 digits at most. */
  static ofFloat(value: number): Decimal {
    return Decimal.parse(String(Number(value.toPrecision(15)))) ?? new Decimal(0n, 0);
  }

  toString(): string {
    const sign = this.digits < 0n ? '-' : '';
    const text = absolute(this.digits)
      .toString()
      .padStart(this.scale + 1, '0');
    if (this.scale === 0) return sign + text;
    return `${sign}${text.slice(0, -this.scale)}.${text.slice(-this.scale)}`;
  }

  toNumber(): number {
    return Number(this.toString());
  }

  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const difference = this.#at(scale) - other.#at(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.#at(scale) + other.#at(scale), scale);
  }

  minus(other: Decimal): Decimal {
    return this.plus(other.negated());
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.digits * other.digits, this.scale + other.scale);
  }

  negated(): Decimal {
    return new Decimal(-this.digits, this.scale);
  }

  get isZero(): boolean {
    return this.digits === 0n;
  }

  /** The quotient with as many digits as numeric.c's select_div_scale takes. */
  dividedBy(other: Decimal): Decimal {
    let weight = this.#weight() - other.#weight();
    if (this.#firstDigit() <= other.#firstDigit()) weight--;
    const wanted = Math.max(MIN_SIGNIFICANT_DIGITS - weight * 4, this.scale, other.scale, 0);
    const scale = Math.min(wanted, MAX_SCALE);
    const dividend = this.digits * powerOfTen(scale + other.scale);
    return new Decimal(divideRounded(dividend, other.digits * powerOfTen(this.scale)), scale);
  }

  modulo(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.#at(scale) % other.#at(scale), scale);
  }

  /** Rounded half away from zero to so many places; negative ones count before the point. */
  rounded(places: number): Decimal {
    if (places >= this.scale)
      return new Decimal(this.#at(Math.max(places, 0)), Math.max(places, 0));
    const digits = divideRounded(this.digits, powerOfTen(this.scale - places));
    return places >= 0 ? new Decimal(digits, places) : new Decimal(digits * powerOfTen(-places), 0);
  }

  truncated(places: number): Decimal {
    if (places >= this.scale) return this.rounded(places);
    const digits = this.digits / powerOfTen(this.scale - places);
    return places >= 0 ? new Decimal(digits, places) : new Decimal(digits * powerOfTen(-places), 0);
  }

  floor(): Decimal {
    const whole = this.truncated(0);
    return whole.compare(this) > 0 ? whole.minus(new Decimal(1n, 0)) : whole;
  }

  /** Whether it fits numeric(precision, scale), rounded. */
  fits(precision: number, scale: number): boolean {
    return absolute(this.rounded(scale).digits) < powerOfTen(precision);
  }

  #at(scale: number): bigint {
    return this.digits * powerOfTen(scale - this.scale);
  }

  /** The place of the first digit in base 10,000. */
  #weight(): number {
    if (this.digits === 0n) return 0;
    const length = absolute(this.digits).toString().length - this.scale;
    return Math.floor((length - 1) / 4);
  }

  /** The first digit in base 10,000. */
  #firstDigit(): number {
    if (this.digits === 0n) return 0;
    const exponent = this.#weight() * 4 + this.scale;
    const value = absolute(this.digits);
    return Number(exponent >= 0 ? value / powerOfTen(exponent) : value * powerOfTen(-exponent));
  }
}

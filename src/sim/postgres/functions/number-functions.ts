// Functions on numbers ("Mathematical Functions and Operators", 9.3 of the manual).

import { SqlError } from '../sql-error.ts';
import { BOOL, FLOAT8, INT4, INT8, NUMERIC } from '../values/data-type.ts';
import { Decimal } from '../values/decimal.ts';
import type { Value } from '../values/value.ts';
import { ANYELEMENT, defineFunction } from './signature.ts';

const number = (name: string, call: (...args: number[]) => number, count = 1): void => {
  const args = Array.from({ length: count }, () => FLOAT8);
  defineFunction(name, args, FLOAT8, (values) => call(...(values as number[])));
};

const decimal = (name: string, call: (value: Decimal) => Decimal): void =>
  defineFunction(name, [NUMERIC], NUMERIC, ([value]) => call(value as Decimal));

/** Rounds half to even, as rint() does. */
const rint = (value: number): number => {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};

function defineRounding(): void {
  decimal('ceil', (value) => value.negated().floor().negated());
  decimal('ceiling', (value) => value.negated().floor().negated());
  decimal('floor', (value) => value.floor());
  decimal('abs', (value) => (value.digits < 0n ? value.negated() : value));
  decimal('sign', ({ digits }) => Decimal.ofInteger(digits < 0n ? -1 : digits > 0n ? 1 : 0));
  for (const [name, method] of [
    ['round', 'rounded'],
    ['trunc', 'truncated'],
  ] as const) {
    const call = ([value, places]: readonly Value[]): Value =>
      (value as Decimal)[method]((places ?? 0) as number);
    defineFunction(name, [NUMERIC, INT4], NUMERIC, call, { optional: 1 });
  }
  number('ceil', Math.ceil);
  number('ceiling', Math.ceil);
  number('floor', Math.floor);
  number('round', rint);
  number('trunc', Math.trunc);
  number('abs', Math.abs);
  number('sign', Math.sign);
  defineFunction('abs', [INT4], INT4, ([value]) => Math.abs(value as number));
  defineFunction('abs', [INT8], INT8, ([value]) =>
    (value as bigint) < 0n ? -(value as bigint) : (value as bigint),
  );
}

export function defineNumberFunctions(): void {
  defineRounding();
  number('sqrt', (value) => {
    if (value < 0) throw new SqlError('2201F', 'cannot take square root of a negative number');
    return Math.sqrt(value);
  });
  // Simplified: also for whole numbers, where PostgreSQL answers numeric.
  number('exp', Math.exp);
  number('ln', (value) => {
    if (value <= 0) throw new SqlError('2201E', 'cannot take logarithm of zero');
    return Math.log(value);
  });
  number('log', Math.log10);
  number('power', (base, exponent) => base ** exponent, 2);
  number('pow', (base, exponent) => base ** exponent, 2);
  number('sin', Math.sin);
  number('cos', Math.cos);
  defineFunction('pi', [], FLOAT8, () => Math.PI);
  defineFunction('random', [], FLOAT8, (_args, run) => run.random(), { volatile: true });
  defineFunction('setseed', [FLOAT8], FLOAT8, () => null);
  const byZero = (): SqlError => new SqlError('22012', 'division by zero');
  defineFunction('mod', [INT4, INT4], INT4, ([a, b]) => {
    if (b === 0) throw byZero();
    return (a as number) % (b as number);
  });
  defineFunction('mod', [NUMERIC, NUMERIC], NUMERIC, ([a, b]) => {
    if ((b as Decimal).isZero) throw byZero();
    return (a as Decimal).modulo(b as Decimal);
  });
  defineFunction('div', [NUMERIC, NUMERIC], NUMERIC, ([a, b]) => {
    if ((b as Decimal).isZero) throw byZero();
    return (a as Decimal).dividedBy(b as Decimal).truncated(0);
  });
  defineFunction(
    'num_nulls',
    [ANYELEMENT],
    INT4,
    (args) => args.filter((arg) => arg === null).length,
    {
      variadic: true,
      strict: false,
    },
  );
  defineFunction('isfinite', [FLOAT8], BOOL, ([value]) => Number.isFinite(value));
}

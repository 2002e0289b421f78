// Functions by name and argument types, and finding the one a call means ("Functions", 10.3 of the manual).

import { SqlError } from '../sql-error.ts';
import { canCast } from '../values/cast.ts';
import { arrayOf, type DataType, TEXT, UNKNOWN } from '../values/data-type.ts';
import type { Value } from '../values/value.ts';
import type { Run } from './run.ts';

const pseudo = (name: string): DataType => ({
  name,
  sqlName: name,
  oid: 0,
  size: -1,
  category: 'P',
  element: null,
});

export const ANY = pseudo('any');
export const ANYELEMENT = pseudo('anyelement');
export const ANYARRAY = pseudo('anyarray');

export interface FunctionSpec {
  readonly name: string;
  readonly args: readonly DataType[];
  /** So many of the last arguments may be left out. */
  readonly optional: number;
  /** The last argument may come any number of times. */
  readonly variadic: boolean;
  readonly result: DataType;
  /** Null in, null out, without a call. */
  readonly strict: boolean;
  /** Gives something else each time: not computed ahead, not used for an index. */
  readonly volatile: boolean;
  /** Gives many rows. */
  readonly set: boolean;
  readonly call: (args: readonly Value[], run: Run, types: readonly DataType[]) => Value;
}

export type FunctionOptions = Partial<
  Pick<FunctionSpec, 'optional' | 'variadic' | 'strict' | 'volatile' | 'set'>
>;

const specs = new Map<string, FunctionSpec[]>();

export function defineFunction(
  name: string,
  args: readonly DataType[],
  result: DataType,
  call: FunctionSpec['call'],
  options: FunctionOptions = {},
): void {
  const base = { optional: 0, variadic: false, strict: true, volatile: false, set: false };
  const spec = { ...base, ...options, name, args, result, call };
  const list = specs.get(name);
  if (list) list.push(spec);
  else specs.set(name, [spec]);
}

/** A call matched with a function: what its arguments become and what comes out. */
export interface Match {
  readonly spec: FunctionSpec;
  readonly args: readonly DataType[];
  readonly result: DataType;
}

function parameterTypes(spec: FunctionSpec, count: number): readonly DataType[] | null {
  const { args, optional, variadic } = spec;
  const last = args.at(-1);
  if (variadic && last) {
    if (count < args.length - 1) return null;
    const extra = Math.max(0, count - args.length);
    return [...args.slice(0, count), ...Array.from({ length: extra }, () => last)];
  }
  return count <= args.length && count >= args.length - optional ? args.slice(0, count) : null;
}

/** How well the arguments fit: -1 not at all, more is better. */
function score(wanted: readonly DataType[], given: readonly DataType[]): number {
  let total = 0;
  for (const [index, want] of wanted.entries()) {
    const have = given[index] as DataType;
    if (want === have) total += 10;
    else if (want.category === 'P') {
      if (want === ANYARRAY && !have.element && have !== UNKNOWN) return -1;
      total += 1;
    } else if (!canCast(have, want, 'implicit')) return -1;
    else if (have === UNKNOWN) total += want === TEXT ? 5 : 2;
    else if (want.category === have.category) total += 4;
  }
  return total;
}

function bind(spec: FunctionSpec, wanted: readonly DataType[], given: readonly DataType[]): Match {
  let element: DataType | null = null;
  for (const [index, want] of wanted.entries()) {
    const have = given[index] as DataType;
    if (want === ANYELEMENT && have !== UNKNOWN) element ??= have;
    if (want === ANYARRAY && have.element) element ??= have.element;
  }
  const actual = (type: DataType): DataType => {
    if (type === ANYELEMENT) return element ?? TEXT;
    if (type === ANYARRAY) return arrayOf(element ?? TEXT);
    return type;
  };
  const args = wanted.map((want, index) => {
    const have = given[index] as DataType;
    if (want === ANY) return have === UNKNOWN ? TEXT : have;
    return actual(want);
  });
  return { spec, args, result: actual(spec.result) };
}

export const isFunction = (name: string): boolean => specs.has(name);

/** The function a call means. Throws 42883 where there is none. */
export function findFunction(name: string, given: readonly DataType[], at: number): Match {
  let best: { spec: FunctionSpec; wanted: readonly DataType[]; score: number } | null = null;
  for (const spec of specs.get(name) ?? []) {
    const wanted = parameterTypes(spec, given.length);
    if (!wanted) continue;
    const points = score(wanted, given);
    if (points >= 0 && points > (best?.score ?? -1)) best = { spec, wanted, score: points };
  }
  if (best) return bind(best.spec, best.wanted, given);
  const types = given.map((type) => type.sqlName).join(', ');
  throw new SqlError('42883', `function ${name}(${types}) does not exist`, {
    at,
    hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
  });
}

// Directives that only put a value into the scope they stand in: most of nginx. One function for
// each kind of argument; each refuses a second value in the same block and a value it cannot read.

import { type Arity, type Context, type Directive, HTTP_SERVER_LOCATION } from './directive.ts';
import type { LocationModules } from './location-modules.ts';
import type { ConfigReader } from './reader.ts';
import { compileTemplate, type Template } from './template.ts';
import { parseNumber, parseOffset, parseSize, parseTime } from './values.ts';

/** Names one value of one module: `['proxy', 'readTimeoutMs']`. */
type Target<M extends keyof LocationModules, K extends keyof LocationModules[M]> = readonly [M, K];

/**
 * Whether a value for it was given in the current block already: then nginx says "is duplicate".
 */
export const requireFirst = <M extends keyof LocationModules, K extends keyof LocationModules[M]>(
  cf: ConfigReader,
  name: string,
  [module, key]: Target<M, K>,
): void => {
  if (cf.scope.has(module, key)) cf.fail(`"${name}" directive is duplicate`);
};

/** A directive whose arguments become one value. `read` may fail through the reader. */
export const valueDirective = <M extends keyof LocationModules, K extends keyof LocationModules[M]>(
  name: string,
  target: Target<M, K>,
  read: (cf: ConfigReader, words: readonly string[]) => LocationModules[M][K],
  options: { readonly contexts?: readonly Context[]; readonly arity?: Arity } = {},
): Directive => ({
  name,
  contexts: options.contexts ?? HTTP_SERVER_LOCATION,
  arity: options.arity ?? [1, 1],
  apply: (cf, words) => {
    requireFirst(cf, name, target);
    cf.scope.set(target[0], target[1], read(cf, words), cf.here());
  },
});

/** The keys of a module whose values have a given type. */
type KeysOf<T, V> = { [K in keyof T]: V extends T[K] ? K : never }[keyof T];

const readOrFail =
  (parse: (text: string) => number | null, complaint: string) =>
  (cf: ConfigReader, words: readonly string[]): number =>
    parse(words[1] ?? '') ?? cf.fail(complaint.replace('%', words[0] ?? ''));

const invalidValue = '"%" directive invalid value';

/** `on` or `off`. */
export const readFlag = (cf: ConfigReader, words: readonly string[]): boolean => {
  const value = (words[1] ?? '').toLowerCase();
  if (value === 'on') return true;
  if (value === 'off') return false;
  return cf.fail(
    `invalid value "${words[1]}" in "${words[0]}" directive, it must be "on" or "off"`,
  );
};
/** A whole number. */
export const readCount = readOrFail(parseNumber, '"%" directive invalid number');
/** A size in memory, in bytes. */
export const readSize = readOrFail(parseSize, invalidValue);
/** A size on disk or on the wire, in bytes. */
export const readOffset = readOrFail(parseOffset, invalidValue);
/** A time, as milliseconds. */
export const readMilliseconds = readOrFail(
  (text) => parseTime(text, { wholeSeconds: false }),
  invalidValue,
);
/** A time in whole seconds, as milliseconds. */
export const readSeconds = readOrFail(
  (text) => parseTime(text, { wholeSeconds: true }),
  invalidValue,
);

type Reader<V> = (cf: ConfigReader, words: readonly string[]) => V;

const simple =
  <V>(read: Reader<V>) =>
  <M extends keyof LocationModules, K extends KeysOf<LocationModules[M], V>>(
    name: string,
    target: readonly [M, K],
    contexts: readonly Context[] = HTTP_SERVER_LOCATION,
  ): Directive =>
    valueDirective(name, target, read as unknown as Reader<LocationModules[M][K]>, { contexts });

/** A directive that is `on` or `off`. */
export const flag = simple<boolean>(readFlag);
/** A directive that takes a whole number. */
export const count = simple<number>(readCount);
/** A directive that takes a size in memory. */
export const size = simple<number>(readSize);
/** A directive that takes a size on disk or on the wire. */
export const offset = simple<number>(readOffset);
/** A directive that takes a time. */
export const milliseconds = simple<number>(readMilliseconds);
/** A directive that takes a time in whole seconds; its value is in milliseconds. */
export const seconds = simple<number>(readSeconds);
/** A directive that takes a string with variables. */
export const template = simple<Template>((cf, words) => compileTemplate(cf, words[1] ?? ''));
/** A directive that takes a plain word. */
export const text = simple<string>((_, words) => words[1] ?? '');

/** One word out of a list. */
export const readChoice =
  <V extends string>(choices: readonly V[]): Reader<V> =>
  (cf, words) => {
    const found = choices.find((choice) => choice.toLowerCase() === (words[1] ?? '').toLowerCase());
    return found ?? cf.fail(`invalid value "${words[1]}"`);
  };

/** Several words out of a list. */
export const readChoices =
  <V extends string>(choices: readonly V[]): Reader<readonly V[]> =>
  (cf, words) => {
    const found: V[] = [];
    for (const word of words.slice(1)) {
      const choice = choices.find((one) => one.toLowerCase() === word.toLowerCase());
      if (!choice) cf.fail(`invalid value "${word}"`);
      if (choice !== undefined && !found.includes(choice)) found.push(choice);
      else cf.warn(`duplicate value "${word}"`);
    }
    return found;
  };

/** A number of buffers and the size of each. */
export interface Buffers {
  readonly number: number;
  readonly sizeBytes: number;
}

/** A number of buffers and their size. */
export const readBuffers: Reader<Buffers> = (cf, words) => {
  const number = parseNumber(words[1] ?? '');
  const sizeBytes = parseSize(words[2] ?? '');
  if (!number || !sizeBytes) return cf.fail(`"${words[0]}" directive invalid value`);
  return { number, sizeBytes };
};

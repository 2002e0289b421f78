// What a directive is to the parser: its name, where it may stand, how many arguments it takes,
// and what to do with them. The directives themselves are in ../directives.

import type { ConfigReader } from './reader.ts';

/**
 * A kind of block a directive can stand in. `if-server` and `if-location` are the bodies of `if`
 * at server and at location level; `limit_except` is a block of its own.
 */
export type Context =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'upstream'
  | 'if-server'
  | 'if-location'
  | 'limit_except';

/** The contexts most directives of nginx's HTTP modules share. */
export const HTTP_SERVER_LOCATION: readonly Context[] = ['http', 'server', 'location'];
/** The same with `if` inside a location. */
export const ALSO_IN_IF: readonly Context[] = ['http', 'server', 'location', 'if-location'];

/** How many arguments a directive takes: `[1, 2]` is one or two. */
export type Arity = readonly [min: number, max: number];

/** No argument, one, or many. */
export const ANY_NUMBER: Arity = [0, Number.POSITIVE_INFINITY];
/** At least one argument. */
export const ONE_OR_MORE: Arity = [1, Number.POSITIVE_INFINITY];
/** At least two arguments. */
export const TWO_OR_MORE: Arity = [2, Number.POSITIVE_INFINITY];

/** A directive as the parser sees it. */
export interface Directive {
  readonly name: string;
  readonly contexts: readonly Context[];
  readonly arity: Arity;
  /** Whether it opens a block with `{`. Its `apply` reads the block's content. */
  readonly isBlock?: boolean;
  /** Takes the arguments in, or fails through the reader. `words[0]` is the name. */
  apply(cf: ConfigReader, words: readonly string[]): void;
}

/** Adds directives to those already in a table, by name. */
export const tabulate = (
  lists: readonly (readonly Directive[])[],
): ReadonlyMap<string, readonly Directive[]> => {
  const table = new Map<string, Directive[]>();
  for (const directive of lists.flat()) {
    const same = table.get(directive.name);
    if (same) same.push(directive);
    else table.set(directive.name, [directive]);
  }
  return table;
};

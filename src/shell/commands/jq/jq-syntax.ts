// The program of a jq filter as a tree.

import type { Json } from './json-value.ts';

export type Operator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Pattern =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Pattern[] }
  | { readonly kind: 'object'; readonly members: readonly PatternMember[] };

export interface PatternMember {
  readonly key: Filter;
  /** A variable that takes the member itself: `{$name: ...}`. */
  readonly variable: string | null;
  readonly value: Pattern | null;
}

export interface Definition {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Filter;
}

export type Filter =
  | { readonly kind: 'identity' }
  | { readonly kind: 'recurse' }
  | { readonly kind: 'literal'; readonly value: Json }
  /** Texts and filters in turn: `"a \(.b) c"`. */
  | {
      readonly kind: 'text';
      readonly parts: readonly (string | Filter)[];
      readonly format: string | null;
    }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Filter; readonly key: Filter }
  | {
      readonly kind: 'slice';
      readonly of: Filter;
      readonly from: Filter | null;
      readonly to: Filter | null;
    }
  | { readonly kind: 'iterate'; readonly of: Filter }
  | { readonly kind: 'try'; readonly body: Filter; readonly handler: Filter | null }
  | { readonly kind: 'array'; readonly of: Filter | null }
  | { readonly kind: 'object'; readonly members: readonly (readonly [Filter, Filter])[] }
  | { readonly kind: 'negate'; readonly of: Filter }
  | { readonly kind: 'pipe'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'comma'; readonly left: Filter; readonly right: Filter }
  | {
      readonly kind: 'operator';
      readonly operator: Operator;
      readonly left: Filter;
      readonly right: Filter;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'alternative'; readonly left: Filter; readonly right: Filter }
  /** `=`, `|=`, and `+=` and its like by their operator. */
  | {
      readonly kind: 'assign';
      readonly how: '=' | '|=' | '//' | Operator;
      readonly left: Filter;
      readonly right: Filter;
    }
  | {
      readonly kind: 'if';
      readonly condition: Filter;
      readonly then: Filter;
      readonly else: Filter | null;
    }
  | {
      readonly kind: 'bind';
      readonly of: Filter;
      readonly pattern: Pattern;
      readonly body: Filter;
    }
  | {
      readonly kind: 'reduce';
      readonly of: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
    }
  | {
      readonly kind: 'foreach';
      readonly of: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
      readonly extract: Filter | null;
    }
  | { readonly kind: 'define'; readonly definition: Definition; readonly body: Filter }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Filter[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string; readonly body: Filter }
  | { readonly kind: 'break'; readonly name: string };

/** The program is refused. Each message is a whole one of jq's, without its `jq: error: `. */
export class CompileProblem extends Error {
  readonly messages: readonly string[];

  constructor(messages: readonly string[]) {
    super(messages.join('\n'));
    this.messages = messages;
  }
}

/** The variables a pattern names. */
export function variablesOf(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'variable':
      return [pattern.name];
    case 'array':
      return pattern.items.flatMap(variablesOf);
    case 'object':
      return pattern.members.flatMap(({ variable, value }) => [
        ...(variable === null ? [] : [variable]),
        ...(value ? variablesOf(value) : []),
      ]);
  }
}

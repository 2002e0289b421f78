// Programs of awk as a tree.

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '^';
export type ComparisonOperator = '<' | '<=' | '==' | '!=' | '>' | '>=';

/** Something that can be assigned to. */
export type Place =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | {
      readonly kind: 'element';
      readonly array: string;
      readonly subscripts: readonly Expression[];
    };

export type Expression =
  | Place
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regexp'; readonly source: string }
  | { readonly kind: 'group'; readonly items: readonly Expression[] }
  | { readonly kind: 'not' | 'negative' | 'positive'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'and' | 'or' | 'concat';
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'match';
      readonly isNegated: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'in'; readonly subscripts: readonly Expression[]; readonly array: string }
  | {
      readonly kind: 'choice';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | {
      readonly kind: 'assign';
      readonly place: Place;
      readonly operator: BinaryOperator | null;
      readonly value: Expression;
    }
  | {
      readonly kind: 'step';
      readonly place: Place;
      readonly by: 1 | -1;
      /** The value is that before the step: `i++`. */
      readonly isAfter: boolean;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly isBuiltin: boolean;
    };

/** Where print and printf write. */
export interface Redirect {
  readonly how: '>' | '>>' | '|';
  readonly to: Expression;
}

export type Statement =
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | {
      readonly kind: 'print' | 'printf';
      readonly args: readonly Expression[];
      readonly redirect: Redirect | null;
    }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly yes: Statement;
      readonly no: Statement | null;
    }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: Statement }
  | { readonly kind: 'do'; readonly test: Expression; readonly body: Statement }
  | {
      readonly kind: 'for';
      readonly start: Statement | null;
      readonly test: Expression | null;
      readonly step: Statement | null;
      readonly body: Statement;
    }
  | {
      readonly kind: 'for-in';
      readonly variable: string;
      readonly array: string;
      readonly body: Statement;
    }
  | { readonly kind: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly kind: 'exit' | 'return'; readonly value: Expression | null }
  | {
      readonly kind: 'delete';
      readonly array: string;
      /** null deletes the whole array. */
      readonly subscripts: readonly Expression[] | null;
    };

export type Pattern =
  | { readonly kind: 'begin' | 'end' | 'always' }
  | { readonly kind: 'when'; readonly test: Expression }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression };

export interface Rule {
  readonly pattern: Pattern;
  /** null prints the record. */
  readonly action: Statement | null;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface Program {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
}

/** The program is none; the words follow mawk's. */
export class AwkSyntaxError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

// The parts of a script of the shell's language, as the parser hands them to the interpreter (bash(1), "Shell
// Grammar"). Simplified: there are no arrays, no coprocesses, no `select`.

/** A piece of a word. `quoted` pieces are neither split nor globbed. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'parameter'; readonly expansion: ParameterExpansion; readonly quoted: boolean }
  | { readonly kind: 'command'; readonly script: Script; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: Word; readonly quoted: boolean };

export interface ParameterExpansion {
  readonly name: string;
  /** `${#name}` */
  readonly isLength: boolean;
  /** `:-`, `%%`, `//` and so on; '' for the plain value. */
  readonly operator: string;
  readonly operand: Word | null;
  /** The replacement of `/`, the length of `:`. */
  readonly second: Word | null;
}

export interface Word {
  readonly parts: readonly WordPart[];
  /** As it stands in the script. */
  readonly source: string;
}

export type RedirectOperator =
  | '<'
  | '>'
  | '>>'
  | '>|'
  | '<>'
  | '<&'
  | '>&'
  | '&>'
  | '&>>'
  | '<<<'
  | '<<'
  | '<<-';

export interface Redirect {
  readonly operator: RedirectOperator;
  /** The descriptor that is changed. */
  readonly descriptor: number;
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  /** `+=` */
  readonly appends: boolean;
  readonly value: Word;
}

interface CommandCommon {
  readonly line: number;
  readonly redirects: readonly Redirect[];
}

export interface SimpleCommand extends CommandCommon {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
}

export interface CaseClause {
  readonly patterns: readonly Word[];
  readonly body: Script;
  readonly end: ';;' | ';&' | ';;&';
}

export type Command =
  | SimpleCommand
  | (CommandCommon & { readonly kind: 'group' | 'subshell'; readonly body: Script })
  | (CommandCommon & {
      readonly kind: 'if';
      readonly branches: readonly { readonly condition: Script; readonly body: Script }[];
      readonly otherwise: Script | null;
    })
  | (CommandCommon & {
      readonly kind: 'while';
      readonly isUntil: boolean;
      readonly condition: Script;
      readonly body: Script;
    })
  | (CommandCommon & {
      readonly kind: 'for';
      readonly name: string;
      /** null: the positional parameters. */
      readonly words: readonly Word[] | null;
      readonly body: Script;
    })
  | (CommandCommon & {
      readonly kind: 'for-arithmetic';
      readonly parts: readonly [Word, Word, Word];
      readonly body: Script;
    })
  | (CommandCommon & {
      readonly kind: 'case';
      readonly subject: Word;
      readonly clauses: readonly CaseClause[];
    })
  | (CommandCommon & { readonly kind: 'function'; readonly name: string; readonly body: Command })
  | (CommandCommon & { readonly kind: 'arithmetic'; readonly expression: Word })
  | (CommandCommon & { readonly kind: 'condition'; readonly words: readonly Word[] });

export interface Pipeline {
  readonly isNegated: boolean;
  readonly isTimed: boolean;
  readonly commands: readonly Command[];
}

export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
}

export interface ListItem {
  readonly andOr: AndOr;
  readonly isBackground: boolean;
  /** As it stands in the script: what `jobs` shows. */
  readonly source: string;
}

export interface Script {
  readonly items: readonly ListItem[];
}

/** The script cannot be parsed. */
export class SyntaxProblem extends Error {
  /** More lines could mend it: the shell asks for them. */
  readonly isIncomplete: boolean;
  readonly line: number;
  /** The line as it stands in the script, where bash repeats it. */
  readonly shownLine: string | null;

  constructor(
    message: string,
    options: { isIncomplete?: boolean; line: number; shownLine?: string | null },
  ) {
    super(message);
    this.isIncomplete = options.isIncomplete ?? false;
    this.line = options.line;
    this.shownLine = options.shownLine ?? null;
  }
}

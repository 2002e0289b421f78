// What the rewrite module's directives become when the configuration has been read: a list that is
// run for each request, first the server's, then the location's.

import type { LocationConfig } from '../config/location.ts';
import type { Place } from '../config/place.ts';
import type { Pattern } from '../config/regex.ts';
import type { Template } from '../config/template.ts';

/** The condition of an `if`. */
export type Condition =
  | { readonly kind: 'true'; readonly value: Template }
  | { readonly kind: 'equal' | 'not-equal'; readonly value: Template; readonly text: Template }
  | {
      readonly kind: 'match' | 'no-match';
      readonly value: Template;
      readonly pattern: Pattern;
    }
  | {
      readonly kind: 'file';
      readonly test: 'f' | 'd' | 'e' | 'x';
      readonly negated: boolean;
      readonly path: Template;
    };

/** How `rewrite` goes on after a match. */
export type RewriteFlag = 'none' | 'last' | 'break' | 'redirect' | 'permanent';

/** One step of the rewrite module. */
export type RewriteCode =
  | {
      readonly kind: 'set';
      readonly place: Place;
      readonly variable: string;
      readonly value: Template;
    }
  | { readonly kind: 'break'; readonly place: Place }
  | {
      readonly kind: 'return';
      readonly place: Place;
      readonly status: number;
      readonly text: Template | null;
    }
  | {
      readonly kind: 'rewrite';
      readonly place: Place;
      readonly pattern: Pattern;
      readonly replacement: Template;
      /** The replacement ends in `?`: the arguments of the request are dropped. */
      readonly dropsArgs: boolean;
      readonly flag: RewriteFlag;
    }
  | {
      readonly kind: 'if';
      readonly place: Place;
      readonly condition: Condition;
      readonly body: readonly RewriteCode[];
      /** At location level the body is a location of its own. */
      readonly location: LocationConfig | null;
    };

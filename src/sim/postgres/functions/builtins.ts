// Every function there is, defined once.

import { defineDateFunctions } from './date-functions.ts';
import { defineJsonFunctions } from './json-functions.ts';
import { defineNumberFunctions } from './number-functions.ts';
import { defineSystemFunctions } from './system-functions.ts';
import { defineTextFunctions } from './text-functions.ts';

let defined = false;

export function defineBuiltins(): void {
  if (defined) return;
  defined = true;
  defineTextFunctions();
  defineNumberFunctions();
  defineDateFunctions();
  defineJsonFunctions();
  defineSystemFunctions();
}

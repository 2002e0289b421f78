// The commands a shell carries out itself, by name.

import { aliasBuiltins } from './aliases.ts';
import type { Builtin } from './builtin.ts';
import { conditionBuiltins } from './conditions.ts';
import { controlBuiltins } from './control.ts';
import { directoryBuiltins } from './directories.ts';
import { echo } from './echo.ts';
import { jobBuiltins } from './jobs.ts';
import { printf } from './printf.ts';
import { read } from './read.ts';
import { setBuiltins } from './set.ts';
import { variableBuiltins } from './variables.ts';

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...aliasBuiltins,
  ...conditionBuiltins,
  ...controlBuiltins,
  ...directoryBuiltins,
  ...jobBuiltins,
  ...setBuiltins,
  ...variableBuiltins,
  ['echo', (_shell, run) => echo(run)],
  ['printf', printf],
  ['read', read],
]);

// :, true, false, test, [, let.

import { evaluateArithmetic } from '../language/arithmetic.ts';
import { evaluateTest } from '../language/condition.ts';
import { ShellError } from '../language/state.ts';
import type { Builtin } from './builtin.ts';

const test: Builtin = function* (shell, run) {
  const args = [...run.args];
  if (run.name === '[' && args.pop() !== ']') {
    yield* shell.complain("[: missing `]'");
    return 2;
  }
  try {
    return evaluateTest(args, shell.conditionContext) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    yield* shell.complain(`${run.name}: ${error.message}`);
    return error.status;
  }
};

const letBuiltin: Builtin = function* (shell, run) {
  if (run.args.length === 0) {
    yield* shell.complain('let: expression expected');
    return 1;
  }
  let value = 0n;
  for (const text of run.args) value = evaluateArithmetic(text, shell.expander.arithmeticScope);
  return value === 0n ? 1 : 0;
};

const constant = (status: number): Builtin =>
  // biome-ignore lint/correctness/useYield: it has nothing to wait for
  function* () {
    return status;
  };

export const conditionBuiltins: [string, Builtin][] = [
  [':', constant(0)],
  ['true', constant(0)],
  ['false', constant(1)],
  ['test', test],
  ['[', test],
  ['let', letBuiltin],
];

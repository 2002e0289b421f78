// Makes a command of a program: --help, refusals and failed system calls are the same for all.

import type { Box } from '../box.ts';
import { describeError, errorCode } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { CommandSpec, Program } from './command.ts';
import { UsageError } from './options.ts';

export interface Definition {
  readonly summary: string;
  /** Without the word `Usage:`. */
  readonly usage: string;
  readonly program: Program;
  readonly isInstalled?: (box: Box) => boolean;
  /** The program answers `--help` itself. */
  readonly hasOwnHelp?: boolean;
}

function guarded(name: string, { program, summary, usage, hasOwnHelp }: Definition): Program {
  return function* (run: Invocation) {
    if (run.args[0] === '--help' && !hasOwnHelp) {
      yield* run.print(`Usage: ${usage}\n${summary[0]?.toUpperCase()}${summary.slice(1)}.\n`);
      return 0;
    }
    try {
      return yield* program(run);
    } catch (error) {
      if (error instanceof UsageError) {
        // GNU grep says how it is called as well.
        if (name.endsWith('grep') && error.hasHint) {
          yield* run.printError(
            `${name}: ${error.message}\nUsage: ${name} [OPTION]... PATTERNS [FILE]...\n`,
          );
          yield* run.printError(`Try '${name} --help' for more information.\n`);
          return error.status;
        }
        const hint = error.hasHint ? `Try '${name} --help' for more information.\n` : '';
        yield* run.printError(`${name}: ${error.message}\n${hint}`);
        return error.status;
      }
      if (errorCode(error) === null) throw error;
      return yield* run.fail(describeError(error));
    }
  };
}

/** An entry of the table of commands. */
export const define = (name: string, definition: Definition): [string, CommandSpec] => [
  name,
  {
    summary: definition.summary,
    usage: definition.usage,
    program: guarded(name, definition),
    ...(definition.isInstalled && { isInstalled: definition.isInstalled }),
  },
];

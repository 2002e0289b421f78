// What a command is: a program with a name, a line for `help`, and its usage.

import type { Box } from '../box.ts';
import type { Invocation } from '../invocation.ts';
import type { Task } from '../task.ts';

export type Program = (run: Invocation) => Task<number>;

export interface CommandSpec {
  readonly program: Program;
  /** What it does, in a few words, for `help` and `man`. */
  readonly summary: string;
  /** How it is called: the line behind `Usage:`. */
  readonly usage: string;
  /** Whether the host has it; everywhere without this. */
  readonly isInstalled?: (box: Box) => boolean;
}

/** Commands by their name. */
export type CommandTable = ReadonlyMap<string, CommandSpec>;

/** The command of that name, where the host has it. */
export function findCommand(box: Box, name: string): CommandSpec | undefined {
  const spec = box.commands.get(name);
  return spec && (spec.isInstalled?.(box) ?? true) ? spec : undefined;
}

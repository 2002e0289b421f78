// The inputs of filters: the files named, or standard input.

import { describeError, errorCode } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import type { Stream } from '../../io/stream.ts';
import { Killed } from '../../signals.ts';
import type { Task } from '../../task.ts';

/**
 * Calls `use` with each input. One that cannot be opened or read is reported as `name: file: reason`. Answers
 * 0, or the status for trouble.
 */
export function* eachInput(
  run: Invocation,
  names: readonly string[],
  use: (stream: Stream, name: string) => Task<unknown>,
  problem: (name: string, words: string) => string = (name, words) => `${name}: ${words}`,
): Task<number> {
  let status = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    const opened = run.open(name);
    if (!('read' in opened)) {
      yield* run.fail(problem(name, opened.problem));
      status = 1;
      continue;
    }
    try {
      yield* use(opened, name);
    } catch (error) {
      if (error instanceof Killed || errorCode(error) === null) throw error;
      yield* run.fail(problem(name, describeError(error)));
      status = 1;
    } finally {
      opened.close();
    }
  }
  return status;
}

/** The text of all inputs, one behind the other. */
export function* inputText(
  run: Invocation,
  names: readonly string[],
): Task<{ readonly text: string; readonly status: number }> {
  let text = '';
  const status = yield* eachInput(run, names, function* (stream) {
    text += yield* run.readText(stream);
  });
  return { text, status };
}

/** The lines of a text; a last one without its end counts. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Lines as a text again. */
export const textOf = (lines: readonly string[]): string =>
  lines.map((line) => `${line}\n`).join('');

// Prints entries of the log book that are wanted, those there are and, when asked, those that come.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import type { LogEntry } from '../../terminal/log-book.ts';

export function* followLog(
  run: Invocation,
  options: {
    readonly isWanted: (entry: LogEntry) => boolean;
    readonly lineOf: (entry: LogEntry) => string;
    /** Onto which stream an entry goes; standard output without it. */
    readonly toError?: (entry: LogEntry) => boolean;
    /** How many of those there are; all without it. */
    readonly last?: number | undefined;
    readonly follows: boolean;
  },
): Task<number> {
  const { isWanted, lineOf, toError, last, follows } = options;
  const log = run.box.log;
  const print = function* (entry: LogEntry): Task {
    const text = `${lineOf(entry)}\n`;
    if (toError?.(entry)) yield* run.printError(text);
    else yield* run.print(text);
  };
  let seen = log.length;
  const there = log.since().filter(isWanted);
  for (const entry of last === undefined ? there : there.slice(Math.max(0, there.length - last))) {
    yield* print(entry);
  }
  if (!follows) return 0;
  run.follow();
  for (;;) {
    if (log.length === seen) {
      yield (resume) => log.onEntry(() => run.kernel.after(1_000, resume));
    }
    const fresh = log.since(seen);
    seen = log.length;
    for (const entry of fresh.filter(isWanted)) yield* print(entry);
  }
}

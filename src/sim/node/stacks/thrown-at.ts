// What `--trace-uncaught` adds to a crash report: the frames once more, as V8 prints them beside a message: functions by
// their own names, without what they were called on (src/node_errors.cc, PrintUncaughtException).
// Simplified: for values that are no errors the frames of the throw are not known, and nothing is added.

/** Library functions that came out of a snapshot without their names. */
const NAMELESS = /\(node:internal\/modules\/cjs\/loader:/;

/** A line of a stack as V8's message has it; null for frames that messages lack. */
function messageFrame(line: string): string | null {
  const match = /^ {4}at (async )?(?:(.*?) (?:\[as .*\] )?\((.*)\)|(.*))$/.exec(line);
  const [, isAsync, called, place, bare] = match ?? [];
  // Awaiting callers and built-in functions stand in stacks only.
  if (!match || isAsync || place === '<anonymous>') return null;
  if (called === undefined) return `    at ${bare}`;
  const isMethod = /\./.test(called);
  if (isMethod && NAMELESS.test(line)) return `    at ${place}`;
  const name = called.replace(/^new /, '').split('.').at(-1) ?? '';
  return /^(?:|<anonymous>|_onTimeout)$/.test(name)
    ? `    at ${place}`
    : `    at ${name} (${place})`;
}

/** The text behind a report of an error, from the error's own stack; empty where there is none. */
export function thrownAt(stack: unknown): string {
  if (typeof stack !== 'string') return '';
  const frames = stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .flatMap((line) => messageFrame(line) ?? []);
  return frames.length === 0 ? '' : `Thrown at:\n${frames.join('\n')}\n\n`;
}

// What Node prints when an error was caught by nobody: the line, an arrow, the error with its stack, the
// version (src/node_errors.cc: AppendExceptionLine, ReportFatalException).

import { isNativeError } from '../bindings/types.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { GuardState } from '../guards.ts';
import type { GuestFunction, GuestObject } from '../guest.ts';
import type { GuestRealm } from '../guest-realm.ts';
import { arrowText } from './arrow.ts';
import type { Place } from './stack-hook.ts';
import { thrownAt } from './thrown-at.ts';

/** How an error came to be nobody's: thrown, or handed over by the library. */
export type UncaughtOrigin = 'thrown' | 'triggered';

/** Where an uncaught error comes from; `json` where that is a text given to JSON.parse. */
export interface UncaughtPlace extends Place {
  readonly json?: string;
}

export interface CrashReporter {
  /**
   * Notes where an uncaught error comes from. Like V8 it does so before any handler runs; what handlers
   * throw does not change it.
   */
  locate(error: unknown, origin: UncaughtOrigin): UncaughtPlace | null;
  /** Writes the report to the process's standard error. */
  report(error: unknown, place: UncaughtPlace | null): void;
}

const HINT = '(Use `node --trace-uncaught ...` to show where the exception was thrown)\n';

const isObject = (value: unknown): value is GuestObject =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** A value as `String` makes it, without anything it may throw. */
function plainText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '<toString() threw exception>';
  }
}

/** The place in a JSON text that an error of JSON.parse is about, as V8 reports it. */
function jsonArrow(text: string, message: string): string {
  const position = jsonErrorPosition(text, message);
  const before = text.slice(0, position).split('\n');
  const lineNumber = before.length;
  const line = text.split('\n')[lineNumber - 1] ?? '';
  const start = before[lineNumber - 1]?.length ?? 0;
  return arrowText({ url: '<anonymous_script>', lineNumber, line, start, end: start + 1 });
}

/** V8 names the position only of some mistakes; of the others it names the character. */
function jsonErrorPosition(text: string, message: string): number {
  const named = /at position (\d+)/.exec(message)?.[1];
  if (named !== undefined) return Number(named);
  if (/end of JSON/.test(message)) return text.length;
  const character = /^Unexpected token '(.)'/su.exec(message)?.[1];
  return character === undefined ? text.length : firstWrong(text, character);
}

/** The first place where the text stops being the beginning of a JSON text, at the given character. */
function firstWrong(text: string, character: string): number {
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    try {
      JSON.parse(text.slice(0, at + character.length));
    } catch (error) {
      // The text up to here is wrong at its last character, and not merely incomplete.
      if (/^Unexpected token/.test((error as Error).message)) return at;
    }
  }
  return text.length;
}

class NodeCrashReporter implements CrashReporter {
  readonly #environment: NodeEnvironment;
  readonly #realm: GuestRealm;
  readonly #guards: GuardState;

  constructor(environment: NodeEnvironment, realm: GuestRealm, guards: GuardState) {
    this.#environment = environment;
    this.#realm = realm;
    this.#guards = guards;
  }

  locate(error: unknown, origin: UncaughtOrigin): UncaughtPlace | null {
    const thrown = origin === 'thrown' ? this.#guards.throwSite(error) : null;
    if (thrown) return thrown;
    const isKnown = origin === 'thrown' || this.#realm.stacks.knowsPlace(error);
    const made = isKnown ? this.#realm.stacks.placeOf(error) : null;
    const json = isKnown ? this.#realm.parsedText(error) : undefined;
    if (made && json !== undefined) return { ...made, json };
    if (origin === 'thrown') return made && this.#throwAround(made);
    if (made) return made;
    // An error without a stack: the place is that of the library's own call.
    const [frame] = this.#realm.stacks.capture();
    const url = frame?.getScriptNameOrSourceURL();
    if (!frame || !url) return null;
    return { url, line: frame.getLineNumber() ?? 0, column: frame.getColumnNumber() ?? 0 };
  }

  report(error: unknown, place: UncaughtPlace | null): void {
    const { process, constants, nodeOptions } = this.#environment;
    const body = isObject(error)
      ? this.#describeObject(error, place)
      : `\n${this.#arrow(place)}${plainText(error)}\n${HINT}`;
    const isTraced = nodeOptions['--trace-uncaught'] === true && isNativeError(error);
    const thrown = isTraced ? thrownAt((error as { stack?: unknown }).stack) : '';
    process.write('stderr', `${body}${thrown}\nNode.js ${constants.version}\n`);
  }

  /** `throw new Error(...)` without a guard: the stack names the `new`, V8 the `throw` before it. */
  #throwAround(made: Place): Place {
    const line = this.#realm.compiler.sourceLine(made.url, made.line);
    const statement = /\bthrow\s+$/.exec(line.slice(0, made.column - 1));
    return statement ? { ...made, column: statement.index + 1 } : made;
  }

  #describeObject(error: GuestObject, place: UncaughtPlace | null): string {
    const { privateSymbols } = this.#environment;
    const given = error[privateSymbols['arrow_message_private_symbol'] as symbol];
    const isDecorated = error[privateSymbols['decorated_private_symbol'] as symbol] === true;
    const known = typeof given === 'string' ? given : this.#arrow(place, error);
    // The library may have put the arrow into the stack already.
    const arrow = isDecorated ? '' : known;
    const text = this.#enhancedStack(error);
    // An arrow can be kept only with a native error; with anything else it is printed at once.
    return isNativeError(error) ? `${arrow}${arrow && '\n'}${text}\n` : `\n${arrow}${text}\n`;
  }

  /** The library's own rendering, with the properties of the error. */
  #enhancedStack(error: GuestObject): string {
    const { fatalExceptionStackEnhancers: enhancers } = this.#environment.requireLibrary(
      'internal/errors',
    ) as {
      fatalExceptionStackEnhancers: Record<'beforeInspector' | 'afterInspector', GuestFunction>;
    };
    try {
      enhancers.beforeInspector(error);
      return String(enhancers.afterInspector(error));
    } catch {
      return plainText(error);
    }
  }

  #arrow(place: UncaughtPlace | null, error?: unknown): string {
    if (!place) return '';
    if (place.json !== undefined) return jsonArrow(place.json, (error as Error).message);
    const line = this.#realm.compiler.sourceLine(place.url, place.line);
    const start = Math.max(0, place.column - 1);
    return arrowText({ url: place.url, lineNumber: place.line, line, start, end: start + 1 });
  }
}

export const createCrashReporter = (
  environment: NodeEnvironment,
  realm: GuestRealm,
  guards: GuardState,
): CrashReporter => new NodeCrashReporter(environment, realm, guards);

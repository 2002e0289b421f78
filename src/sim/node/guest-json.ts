// JSON as simulated programs see it: the engine's, but a text that could not be parsed is remembered, since
// Node's crash report shows it. The wrapper has a name of its own in stack traces, where it is left out.

import type { Platform } from '../platform.ts';
import type { NodeRelease } from './release.ts';
import { facadeScript } from './stacks/guest-frames.ts';

/** Texts that could not be parsed, by the error that says so. */
export class ParseFailures {
  readonly #texts = new WeakMap<object, string>();

  note(error: unknown, text: unknown, release: NodeRelease): void {
    if (!(error instanceof SyntaxError)) return;
    this.#texts.set(error, String(text));
    if (!release.namesJsonLines) {
      error.message = error.message.replace(/ \(line \d+ column \d+\)$/, '');
    }
  }

  textOf(error: unknown): string | undefined {
    return typeof error === 'object' && error !== null ? this.#texts.get(error) : undefined;
  }
}

/** With a receiver or without: stack traces tell `JSON.parse` from `parse`. */
const PARSE = `(function(JSON,failed){"use strict";const bare=JSON.parse;return {parse(text,reviver){
try{return this===undefined?bare(text,reviver):JSON.parse(text,reviver)}
catch(error){failed(error,text);throw error}}}.parse})`;

export function createGuestJson(
  platform: Platform,
  failures: ParseFailures,
  release: NodeRelease,
): JSON {
  const wrap = platform.evaluate(facadeScript(PARSE)) as (
    json: JSON,
    failed: (error: unknown, text: unknown) => void,
  ) => JSON['parse'];
  const parse = wrap(JSON, (error, text) => failures.note(error, text, release));
  return Object.defineProperties({} as JSON, {
    ...Object.getOwnPropertyDescriptors(JSON),
    parse: { value: parse, writable: true, configurable: true, enumerable: false },
  });
}

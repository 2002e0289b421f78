// Named groups of regular expressions as variables: `(?<id>\d+)` gives `$id`.

import type { ConfigReader } from '../config/reader.ts';
import type { Pattern } from '../config/regex.ts';
import type { HttpRequest } from '../http/request.ts';

/** Makes the variables a pattern's named groups stand for. */
export const definePatternNames = (cf: ConfigReader, pattern: Pattern): void => {
  for (const name of pattern.names) {
    if (!cf.draft.variables.canDefine(name)) cf.fail(`the duplicate "${name}" variable`);
    cf.draft.variables.define(name, (request) => request.values.get(name.toLowerCase()) ?? null);
  }
};

/** Remembers what a pattern matched: `$1` and the named groups. */
export const takeCaptures = (
  request: HttpRequest,
  pattern: Pattern,
  match: RegExpExecArray,
): void => {
  request.captures = match;
  for (const name of pattern.names) {
    request.values.set(name.toLowerCase(), match.groups?.[name] ?? '');
  }
};

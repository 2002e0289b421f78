import { assert, json, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonProblem } from './json-problem.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('jsonProblem', () => {
  it('finds nothing wrong with JSON', () => {
    expect(jsonProblem('{"items": null, "n": [1, -2.5e3, true, "\\u00e9"]}\n')).toBeNull();
  });

  it.each([
    ['{"items": nul}', 1, 11, '"nul" is no JSON value'],
    ['{\n  "a": 1,\n}', 2, 9, 'No comma may stand before "}"'],
    ['{"a" 1}', 1, 6, 'Expected ":"'],
    ["{'a': 1}", 1, 2, 'Expected a name in double quotes'],
    ["['a']", 1, 2, 'Text is put in double quotes'],
    ['{"a": 1', 1, 8, 'Expected "," or "}", but the text ends'],
    ['{"a": "b}', 1, 7, 'This text is not closed'],
    ['[1 2]', 1, 4, 'Expected "," or "]"'],
    ['[01]', 1, 2, 'This is no number as JSON writes them'],
    ['{} {}', 1, 4, 'The value has ended, but there is more'],
    ['', 1, 1, 'There is nothing here'],
    ['"\\x"', 1, 2, 'JSON does not know this escape'],
    ['"\t"', 1, 2, 'A control character must be written as an escape'],
    ['{"a":', 1, 6, 'Expected a value, but the text ends'],
  ])('places what is wrong with %j', (text, line, column, message) => {
    expect(jsonProblem(text)).toEqual({ line, column, message });
  });

  it('judges as JSON.parse does, whatever comes', () => {
    const damaged = json().chain((text) =>
      string({ maxLength: 3 }).map((dirt) => text.slice(0, text.length / 2) + dirt),
    );
    void assert(
      property(oneof(json(), damaged, string()), (text) => {
        expect(jsonProblem(text) === null).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

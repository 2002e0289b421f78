import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonLineError, plainJson, readJsonLines } from './json-lines.ts';

describe('readJsonLines', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 4 }), (text, indent) => {
        const value = JSON.parse(text) as unknown;
        const read = plainJson(readJsonLines(JSON.stringify(value, null, indent)));
        // `__proto__` is an own property to both.
        expect(JSON.stringify(read)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('knows the line of each value', () => {
    const node = readJsonLines('{\n  "a": 1,\n\n  "b": [\n    true\n  ]\n}\n');
    if (node.kind !== 'object') throw new Error('no object');
    const b = node.members.get('b');
    expect(node.members.get('a')?.line).toBe(2);
    expect(b?.line).toBe(4);
    expect(b?.kind === 'array' && b.items[0]?.line).toBe(5);
  });

  it.each([
    ['', 1, 'it ends too early'],
    ['{\n"a": 1\n"b": 2}', 3, '"," or "}" is missing'],
    ['{\n"a": 1,\n}', 3, 'a name in quotes is missing'],
    ['{"a": 1,\n"a": 2}', 2, '"a" comes twice'],
    ['{"a"\n1}', 2, '":" is missing behind "a"'],
    ['[1,\n2', 2, 'it ends too early'],
    ['[01]', 1, '01 is no JSON value'],
    ['{}\n x', 2, 'unexpected "x" behind the end'],
    ["{'a': 1}", 1, 'unexpected "\'"'],
    ['"a\nb"', 1, 'unexpected "\\""'],
  ])('says where %j goes wrong', (text, line, message) => {
    try {
      readJsonLines(text);
      throw new Error('it was read');
    } catch (error) {
      expect(error).toBeInstanceOf(JsonLineError);
      expect([(error as JsonLineError).line, (error as Error).message]).toEqual([line, message]);
    }
  });

  it('throws nothing else, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          readJsonLines(text);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonLineError);
        }
      }),
    );
  });
});

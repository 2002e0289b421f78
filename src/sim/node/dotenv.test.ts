import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDotenv } from './dotenv.ts';

const parsed = (text: string): Record<string, string> => Object.fromEntries(parseDotenv(text));

describe('parseDotenv', () => {
  it.each([
    'A=1\nB=two words\n',
    'A="line\\nbreak"\nB=\'\\n\'\nC=`a "b"`',
    'export A=1\n# B=2\nC=3 # said\nD=',
    'A="over\ntwo lines"\nB=1',
    'A="open\nB=2\n',
    'A=\nB= \nC=3\r\n',
    'no sign\nA=1\n=2\n',
    '  A  =  b  ',
  ])('reads %j as the real one does', (text) => {
    expect(parsed(text)).toEqual({ ...parseEnv(text) });
  });

  it('agrees with the real one about any text', () => {
    const piece = fc.constantFrom(
      'A',
      'B',
      '=',
      '\n',
      ' ',
      '"',
      "'",
      '`',
      '#',
      '\\n',
      '\r',
      'export ',
      'x y',
    );
    const texts = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        expect(parsed(text)).toEqual({ ...parseEnv(text) });
      }),
      { numRuns: 5_000, seed: 1 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { Lexer, type Statement } from './lexer.ts';
import { ConfigError } from './place.ts';

const all = (text: string): Statement[] => {
  const lexer = new Lexer(text, 'nginx.conf');
  const statements: Statement[] = [];
  for (;;) {
    const statement = lexer.next();
    if (statement.ending === 'end-of-file') return statements;
    statements.push(statement);
  }
};

const words = (text: string): readonly string[] => all(text)[0]?.words ?? [];

const fault = (text: string): unknown => {
  try {
    all(text);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return [error.detail.text, error.detail.place?.line];
    throw error;
  }
};

describe('words', () => {
  it('end at white space, ; and {', () => {
    expect(all('a b;c{d 1;}')).toEqual([
      { words: ['a', 'b'], ending: ';' },
      { words: ['c'], ending: '{' },
      { words: ['d', '1'], ending: ';' },
      { words: [], ending: '}' },
    ]);
  });

  it('may hold { after a dollar sign, and quotes in the middle', () => {
    const variable = `$${'{host}'}x`;
    expect(words(`return 200 ${variable} a"b;`)).toEqual(['return', '200', variable, 'a"b']);
  });

  it('in quotes keep blanks and semicolons, and know a few escapes', () => {
    expect(words(`log 'a; "b" \\' \\n' "c\\d";`)).toEqual(['log', `a; "b" ' \n`, 'c\\d']);
  });

  it('do not see comments', () => {
    expect(words('a # b; {\n c;')).toEqual(['a', 'c']);
  });
});

describe('refusals name the line they come to', () => {
  it.each([
    ['a {\n;\n', ['unexpected ";"', 2]],
    ['a b\n}', ['unexpected "}"', 2]],
    ['a "b"c;', ['unexpected "c"', 1]],
    ['a\n"b\nc', ['unexpected end of file, expecting ";" or "}"', 3]],
    ['a b', ['unexpected end of file, expecting ";" or "}"', 1]],
    [
      `a "${'b'.repeat(5000)}";`,
      ['too long parameter, probably missing terminating """ character', 1],
    ],
    [`a ${'b'.repeat(5000)};`, ['too long parameter "bbbbbbbbbb..." started', 1]],
  ])('%#', (text, expected) => {
    expect(fault(text)).toEqual(expected);
  });
});

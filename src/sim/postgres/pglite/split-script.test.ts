import { describe, expect, it } from 'vitest';
import { splitScript } from './split-script.ts';

describe('splitScript', () => {
  it('cuts at semicolons, and knows the line each statement begins on', () => {
    expect(splitScript('-- roles\nCREATE ROLE a;\n\nSELECT 1\n;')).toEqual([
      { text: 'CREATE ROLE a', line: 2 },
      { text: 'SELECT 1', line: 4 },
    ]);
  });

  it.each([
    "SELECT 'a;b'",
    "SELECT 'it''s; so'",
    "SELECT E'\\';'",
    'SELECT ";"',
    'DO $x$ BEGIN ; END $x$',
    'SELECT 1 /* ; */',
  ])('leaves %s whole', (text) => {
    expect(splitScript(`${text}; SELECT 2`).map((one) => one.text)).toEqual([text, 'SELECT 2']);
  });
});

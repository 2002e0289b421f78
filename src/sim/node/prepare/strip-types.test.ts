import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { stripTypes } from './strip-types.ts';

describe('types behind an expression in brackets', () => {
  it.each([
    'const a = (await read()) as Order;\n',
    'const a = ((x + y)) satisfies number;\n',
    'const a = (x ?? y)!.length;\n',
    'const a = (make)<string>;\n',
    'const a = (x /* ) */ ) as Order;\n',
    'const a = f((x) as number, y as string);\n',
    'const a = f(x as number);\n',
  ])('go, and the brackets stay as in Node: %j', (text) => {
    expect(stripTypes(text, 'a.ts')).toBe(stripTypeScriptTypes(text, { mode: 'strip' }));
  });
});

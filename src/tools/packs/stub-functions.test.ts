import { describe, expect, it } from 'vitest';
import { stubUnused } from './stub-functions.ts';

const endOf = (text: string, name: string): number => {
  const start = text.indexOf(`function ${name}`);
  return text.indexOf('}', start) + 1;
};

const LONG = 'const answer = "long enough to be worth a stub, surely";';

describe('stubUnused', () => {
  it('empties functions nobody called and keeps the others', () => {
    const text = `function used() { ${LONG} }\nfunction unused() { ${LONG} }\n`;
    const stubbed = stubUnused(text, { isUsed: (end) => end === endOf(text, 'used') });
    expect(stubbed).toContain(`function used() { ${LONG} }`);
    expect(stubbed).toMatch(/function unused\(\) \{__mp\(\) +\}/);
  });

  it('leaves everything else on its line and in its column', () => {
    const text = `f(function unused(a) {\n  ${LONG}\n  }, here);\ng(() => { ${LONG} }, there);\n`;
    const stubbed = stubUnused(text, { isUsed: () => false });
    const placesOf = (all: string): unknown =>
      all.split('\n').map((line) => [line.indexOf('here'), line.indexOf('there')]);
    expect(stubbed).not.toContain('answer');
    expect(placesOf(stubbed)).toEqual(placesOf(text));
  });

  it('leaves short functions as they are', () => {
    expect(stubUnused('const id = (x) => { return x };', { isUsed: () => false })).toBe(
      'const id = (x) => { return x };',
    );
  });

  it('empties branches that were never taken, but none that declares a var', () => {
    const text = `function used(a) { if (a) { ${LONG} } else { var b; ${LONG} } return b }`;
    const stubbed = stubUnused(text, { isUsed: () => true, isIdle: (start) => start > 17 });
    expect(stubbed).toMatch(/^function used\(a\) \{ if \(a\) \{__mp\(\) +\} else \{ var b; const/);
    expect(stubbed).toHaveLength(text.length);
  });
});

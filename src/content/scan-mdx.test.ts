import { describe, expect, test } from 'vitest';
import { anchorOf, scanMdx } from './scan-mdx.ts';

describe('scanMdx', () => {
  test('finds tags with their attributes and lines', () => {
    const { tags } = scanMdx('Text.\n\n<Sandbox lab="null-items" preset=\'a\' />\n', 20);
    expect(tags).toHaveLength(1);
    expect(tags[0]).toMatchObject({ name: 'Sandbox', selfClosing: true, line: 22 });
    expect(Object.fromEntries(tags[0]?.attributes ?? [])).toEqual({
      lab: 'null-items',
      preset: 'a',
    });
  });

  test('keeps expressions with their braces, nested ones and spread over lines', () => {
    const { tags } = scanMdx("<Route of=\"none\"\n  break={{ after: 'proxy', kind: 'gap' }} />");
    expect(tags[0]?.attributes.get('break')).toBe("{{ after: 'proxy', kind: 'gap' }}");
  });

  test('finds a tag in the middle of a sentence, and its end', () => {
    const { tags, closings } = scanMdx('So <Fact id="a.b">it is</Fact> said.');
    expect(tags[0]).toMatchObject({ name: 'Fact', selfClosing: false });
    expect(closings).toEqual([{ name: 'Fact', line: 1 }]);
  });

  test('looks away from code blocks and code spans', () => {
    const body = [
      '```tsx title="a.tsx"',
      "import x from 'y';",
      '<Nope />',
      '# no heading',
      '```',
      'A `<Nope />` and ``a ` <Nope>`` too.',
      '> ```\n> ignored\n> ```',
    ].join('\n');
    expect(scanMdx(body)).toMatchObject({ tags: [], headings: [], modules: [] });
  });

  test('finds code blocks inside components', () => {
    const body = '<LogLines from="error.log">\n\n```\n<script> [x](/y)\n```\n\n</LogLines>\n';
    const { tags, links } = scanMdx(body);
    expect(tags.map(({ name }) => name)).toEqual(['LogLines']);
    expect(links).toEqual([]);
  });

  test('finds module statements with their lines', () => {
    expect(scanMdx("text\nimport A from './a.ts';\n\nexport const b = 1;\n", 5).modules).toEqual([
      6, 8,
    ]);
  });

  test('finds headings and gives them the anchors of the site', () => {
    const { headings } = scanMdx('# One\n\n## `502`, 503 or 504?\n\n### See [this](/x)\n');
    expect(headings.map(({ depth, anchor, line }) => [depth, anchor, line])).toEqual([
      [1, 'one', 1],
      [2, '502-503-or-504', 3],
      [3, 'see-this', 5],
    ]);
  });

  test('finds links', () => {
    const { links } = scanMdx('See [502](/502#no-live) and [RFC](https://example.org/a).');
    expect(links.map(({ target }) => target)).toEqual(['/502#no-live', 'https://example.org/a']);
  });
});

describe('anchorOf', () => {
  test('drops signs, joins words', () => {
    expect(anchorOf('What it’s not: `a`, b & c')).toBe('what-its-not-a-b--c');
  });
});
